"""Leaving an address on something that is sold out."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from products.selectors import VariantChoice


class RestockForm(forms.Form):
    """One form for all variants of a product that are sold out, so that it works without a script as well."""

    variant = forms.ChoiceField(
        label=_("Which one"),
        widget=forms.Select(attrs={"class": "input", "data-restock-variant": ""}),
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one that is sold out.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address such as name@example.com."),
        },
    )
    # People do not see this field and leave it empty; programs that fill in forms do not.
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(
        self, sold_out: Sequence[VariantChoice], data: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        super().__init__(data, auto_id="restock-%s", **options)
        choice = cast(forms.ChoiceField, self.fields["variant"])
        choice.choices = [(str(each.public_id), each.label) for each in sold_out]
        self.is_single = len(sold_out) == 1
        if self.is_single:
            choice.widget = forms.HiddenInput()

    @property
    def looks_automatic(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))


def restock_form(variants: Sequence[VariantChoice], *, chosen: VariantChoice | None) -> RestockForm | None:
    """Return an empty form for what is sold out, with the chosen variant in it where it is; None while nothing is."""
    sold_out = [variant for variant in variants if not variant.in_stock]
    if not sold_out:
        return None
    first = chosen if chosen in sold_out else sold_out[0]
    return RestockForm(sold_out, initial={"variant": str(first.public_id)})
