"""The form on the cart page: where to, and for a business its VAT number and prices without VAT."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.addresses import one_line
from taxes.numbers import NumberUnreadable, read_number
from taxes.wording import number_refusal


class DestinationForm(forms.Form):
    country = forms.ChoiceField(
        label=_("Country of delivery"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": _("Choose the country of delivery."),
            "invalid_choice": _("We do not deliver to this country. Choose another one."),
        },
    )
    shows_net = forms.BooleanField(
        label=_("Show prices without VAT as well"),
        required=False,
    )
    vat_number = forms.CharField(
        label=_("VAT number of your company"),
        required=False,
        max_length=40,
        help_text=_(
            "With its country's letters, such as DE123456788. We ask the EU's register (VIES) whether it is valid."
        ),
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        countries: Sequence[tuple[str, str]],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), prefix="destination")
        cast(forms.ChoiceField, self.fields["country"]).choices = countries

    def clean_vat_number(self) -> str:
        """Refuse a number that cannot be one; what can is written as VIES writes it."""
        typed = one_line(self.cleaned_data["vat_number"])
        if not typed:
            return ""
        try:
            return str(read_number(typed))
        except NumberUnreadable as refused:
            raise forms.ValidationError(number_refusal(refused), code=refused.fault) from refused
