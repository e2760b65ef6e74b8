"""The checkout's one form. It knows nothing of requests; what is offered is handed to it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from checkout.contact import Unreadable, normalise_phone, normalise_postcode, one_line
from orders.drafts import Contact

# Kept in the cart between visits; consent and what was shown are not.
TYPED = ("email", "name", "phone", "address_line1", "address_line2", "city", "postcode", "note")


class OneLineField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


def _text(autocomplete: str, **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", "autocomplete": autocomplete, **attrs})


class CheckoutForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The order and everything about it goes to this address."),
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address such as name@example.com."),
        },
    )
    name = OneLineField(
        label=_("Name"),
        max_length=120,
        help_text=_("Who receives the parcel."),
        widget=_text("name"),
        error_messages={"required": _("Enter the name of the person who receives the parcel.")},
    )
    phone = OneLineField(
        label=_("Phone"),
        max_length=32,
        help_text=_("For the courier only."),
        widget=forms.TextInput(
            attrs={"class": "input", "type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        ),
        error_messages={"required": _("Enter a phone number that the courier can call.")},
    )
    country = forms.ChoiceField(
        label=_("Country"),
        widget=forms.Select(attrs={"class": "input", "autocomplete": "country", "data-refresh": ""}),
        error_messages={
            "required": _("Choose the country of delivery."),
            "invalid_choice": _("We do not deliver to this country. Choose another one."),
        },
    )
    address_line1 = OneLineField(
        label=_("Address"),
        max_length=160,
        help_text=_(
            "Street, number, block, entrance and flat; for delivery to an office, the name of the office."
        ),
        widget=_text("address-line1"),
        error_messages={"required": _("Enter the street and number.")},
    )
    address_line2 = OneLineField(
        label=_("Second line of the address"), max_length=160, required=False, widget=_text("address-line2")
    )
    city = OneLineField(
        label=_("Town"),
        max_length=80,
        widget=_text("address-level2"),
        error_messages={"required": _("Enter the town.")},
    )
    postcode = OneLineField(
        label=_("Postcode"),
        max_length=16,
        widget=forms.TextInput(
            attrs={"class": "input input--short", "autocomplete": "postal-code", "data-refresh": ""}
        ),
        error_messages={"required": _("Enter the postcode.")},
    )
    delivery = forms.ChoiceField(
        label=_("Delivery"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how the parcel is delivered."),
            "invalid_choice": _("This way of delivery is not offered there. Choose another one."),
        },
    )
    payment = forms.ChoiceField(
        label=_("Payment"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you pay."),
            "invalid_choice": _("This way to pay is not offered for this delivery. Choose another one."),
        },
    )
    note = forms.CharField(
        label=_("Note to your order"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"class": "input", "rows": "3", "maxlength": "500"}),
    )
    terms = forms.BooleanField(
        label=_("I accept the terms and conditions"),
        error_messages={"required": _("Accept the terms and conditions to place the order.")},
    )
    shown_total = forms.DecimalField(widget=forms.HiddenInput, max_digits=12, decimal_places=2)
    shown_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    shown_terms = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        countries: Sequence[tuple[str, str]],
        deliveries: Sequence[tuple[str, str]],
        payments: Sequence[tuple[str, str]],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for name, choices in (("country", countries), ("delivery", deliveries), ("payment", payments)):
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        country = cleaned.get("country", "")
        if country == "BG":
            wrong_phone = _("Enter a phone number such as 0888 123 456.")
            wrong_postcode = _("A Bulgarian postcode has four digits.")
        else:
            wrong_phone = _("Enter the phone number with its country code, such as +40 712 345 678.")
            wrong_postcode = _("Enter a postcode of letters and digits.")
        self._normalise("phone", normalise_phone, country, wrong_phone)
        self._normalise("postcode", normalise_postcode, country, wrong_postcode)
        return cleaned

    def _normalise(self, name: str, function, country: str, message) -> None:
        typed = self.cleaned_data.get(name)
        if not typed or not country:
            return
        try:
            self.cleaned_data[name] = function(typed, country)
        except Unreadable:
            self.add_error(name, message)

    def drop_stale_sums(self) -> bool:
        """Tell whether what was shown did not come back as it was sent, and forget that complaint: it is not the shopper's."""
        hidden = [name for name in ("shown_total", "shown_version", "shown_terms") if name in self.errors]
        for name in hidden:
            del self.errors[name]
        return bool(hidden)

    def contact(self) -> Contact:
        """Return the contact data of a valid form."""
        return Contact(
            country=self.cleaned_data["country"], **{name: self.cleaned_data[name] for name in TYPED}
        )


def typed_values(posted: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, as it was typed, for the cart to keep; characters that no database takes are left out."""
    return {name: str(posted.get(name, "")).replace("\0", "") for name in TYPED}
