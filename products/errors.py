"""What the catalogue refuses."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from products.safety import Missing, in_words


class CannotPublish(Exception):
    """A page cannot be published yet; `words` says what is missing in the language of whoever tried."""

    def __init__(self, page_id: int, title: str, missing: Sequence[Missing]) -> None:
        super().__init__(f"page {page_id} lacks {', '.join(missing)}")
        self.page_id = page_id
        self.missing = list(missing)
        # At once: where the exception is caught, the language of the person is no longer the active one.
        words = _("“%(title)s” was not published. Missing: %(missing)s.")
        self.words = words % {"title": title, "missing": in_words(self.missing)}
