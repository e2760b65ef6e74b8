"""Forms of the Wagtail admin about product pages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm
from wagtail.models import Page

from products.safety import Missing, in_words

NOTHING_TO_SELL = _(
    "This page has nothing to sell yet. Save it as a draft, give its product a variant with a price, take the product out "
    "of the archive if it is there, and then publish."
)


FACTS_MISSING = _(
    "This page cannot be published yet. Missing: %(missing)s. Save it as a draft, complete “Safety (GPSR)” beside its prices, "
    "and then publish."
)
PICTURE_MISSING = _("This page cannot be published yet: add at least one picture under “Pictures”.")


class PageWithChoicesForm(WagtailAdminPageForm):
    """Knows its parent page before its rows are made, because they ask for it (PageChoiceForm)."""

    def __init__(self, *args: Any, parent_page: Page | None = None, **kwargs: Any) -> None:
        self.parent_page = parent_page
        super().__init__(*args, parent_page=parent_page, **kwargs)


class ProductPageForm(PageWithChoicesForm):
    """Says beside the other errors why the page cannot be published yet; a draft needs no product."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "action-publish" in self.data and (problems := self._publish_problems()):
            raise ValidationError(problems)
        return cleaned

    def _publish_problems(self) -> list[ValidationError]:
        missing = self.instance.missing(pictured=self._is_pictured())
        facts = [one for one in missing if one not in (Missing.GOODS, Missing.PICTURE)]
        problems = []
        if Missing.GOODS in missing:
            problems.append(ValidationError(NOTHING_TO_SELL, code="nothing_to_sell"))
        if facts:
            problem = ValidationError(
                FACTS_MISSING, code="facts_missing", params={"missing": in_words(facts)}
            )
            problems.append(problem)
        if Missing.PICTURE in missing:
            problems.append(ValidationError(PICTURE_MISSING, code="picture_missing"))
        return problems

    def _is_pictured(self) -> bool:
        """Whether a picture stays in the gallery as it was posted."""
        gallery = self.formsets.get("gallery")
        if gallery is None:
            return self.instance.gallery.exists()
        gallery.is_valid()
        posted = [getattr(form, "cleaned_data", {}) for form in gallery.forms]
        return any(row.get("image") and not row.get("DELETE") for row in posted)


class WindowCopyForm(CopyForm):
    """Copies of product pages are drafts: each gets a product of its own, which has no SKU and no stock yet.

    An alias would be a second page of the same product in the same language.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("publish_copies", None)
        self.fields.pop("alias", None)


class PageChoiceForm(WagtailAdminModelForm):
    """A row of a page's panel that chooses another page; it must be one of the page's own language.

    A page of the other language becomes its twin, which is what whoever picked it meant. The parent page, which the
    page's own form hands on, says which language that is.
    """

    chosen = ""

    def __init__(self, *args: Any, parent_page: Page | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent_page = parent_page

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        other = cleaned.get(self.chosen)
        if other is None or self.parent_page is None or other.locale_id == self.parent_page.locale_id:
            return cleaned
        twin = other.get_translation_or_none(self.parent_page.locale)
        if twin is None:
            self.add_error(
                self.chosen,
                ValidationError(
                    _("“%(title)s” has no page in the language of this page."),
                    code="other_language",
                    params={"title": other.title},
                ),
            )
        else:
            cleaned[self.chosen] = twin.specific
        return cleaned


class ProductInFrontForm(PageChoiceForm):
    chosen = "product_page"


class OtherCategoryForm(PageChoiceForm):
    chosen = "category"
