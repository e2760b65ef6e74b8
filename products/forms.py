"""Forms of the Wagtail admin about product pages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm

NOTHING_TO_SELL = _(
    "This page has nothing to sell yet. Save it as a draft, give its product a variant with a price, take the product out "
    "of the archive if it is there, and then publish."
)


class ProductPageForm(WagtailAdminPageForm):
    """Says beside the other errors that the page cannot be published yet; a draft needs no product."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "action-publish" in self.data and not self.instance.has_something_to_sell:
            raise ValidationError(NOTHING_TO_SELL, code="nothing_to_sell")
        return cleaned


class WindowCopyForm(CopyForm):
    """Copies of product pages are drafts: each gets a product of its own, which has no SKU and no stock yet.

    An alias would be a second page of the same product in the same language.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("publish_copies", None)
        self.fields.pop("alias", None)
