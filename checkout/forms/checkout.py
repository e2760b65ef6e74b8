"""The checkout's one form."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from checkout.forms.company import clean_company, company_of
from checkout.forms.parts import PARTS
from core.address_forms import address_rows, clean_parts, clean_phone, leave_address_out, shape_address
from core.addresses import PARTS as ADDRESS_PARTS
from core.form_fields import OneLineField, phone_input, text_input
from orders.drafts import Company, Contact

_NUMBER_FOR_THE_COURIER = _("Enter a phone number that the courier can call.")
_NUMBER_FOR_US = _("Enter a phone number at which we can reach you.")


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
        help_text=_("First name and surname."),
        widget=text_input("name"),
        error_messages={"required": _("Enter your name.")},
    )
    phone = OneLineField(
        label=_("Phone"),
        max_length=32,
        help_text=_("For the delivery only."),
        widget=phone_input("tel"),
        error_messages={"required": _NUMBER_FOR_THE_COURIER},
    )
    country = forms.ChoiceField(
        label=_("Country"),
        widget=forms.Select(attrs={"class": "input", "autocomplete": "country"}),
        error_messages={
            "required": _("Choose the country of delivery."),
            "invalid_choice": _("We do not deliver to this country. Choose another one."),
        },
    )
    delivery = forms.ChoiceField(
        label=_("Delivery"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how the parcel is delivered."),
            "invalid_choice": _("This way of delivery is not offered there. Choose another one."),
        },
    )
    address_line1 = OneLineField(
        max_length=160,
        help_text=_(
            "Street, number, block, entrance and flat; for delivery to an office, the name of the office."
        ),
        widget=text_input("address-line1"),
    )
    address_line2 = OneLineField(max_length=160, required=False, widget=text_input("address-line2"))
    city = OneLineField(max_length=80, widget=text_input("address-level2"))
    postcode = OneLineField(
        max_length=16, widget=text_input("postal-code", **{"class": "input input--short"})
    )
    region = OneLineField(max_length=80, required=False, widget=text_input("address-level1"))
    other_recipient = forms.BooleanField(label=_("Somebody else receives the order"), required=False)
    recipient_name = OneLineField(
        label=_("Name of the recipient"), max_length=120, required=False, widget=text_input("shipping name")
    )
    recipient_phone = OneLineField(
        label=_("Phone of the recipient"),
        max_length=32,
        required=False,
        help_text=_("This number is called about the delivery."),
        widget=phone_input("shipping tel"),
    )
    is_gift = forms.BooleanField(label=_("This is a gift"), required=False)
    gift_message = forms.CharField(
        label=_("Words to go with it"),
        max_length=300,
        required=False,
        help_text=_("They go into the parcel on a card."),
        widget=forms.Textarea(
            attrs={"class": "input", "rows": "3", "maxlength": "300", "autocomplete": "off"}
        ),
    )
    save_address = forms.BooleanField(label=_("Keep this address in my address book"), required=False)
    payment = forms.ChoiceField(
        label=_("Payment"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you pay."),
            "invalid_choice": _("This way to pay is not offered for this delivery. Choose another one."),
        },
    )
    wants_invoice = forms.BooleanField(label=_("I need an invoice for a company"), required=False)
    company_name = OneLineField(
        label=_("Company"), max_length=160, required=False, widget=text_input("organization")
    )
    company_number = OneLineField(
        label=_("Company number (ЕИК)"),
        max_length=20,
        required=False,
        widget=text_input("off", inputmode="numeric"),
    )
    vat_number = OneLineField(
        label=_("VAT number"),
        max_length=20,
        required=False,
        help_text=_("If the company has one, with the letters of its country."),
        widget=text_input("off", autocapitalize="characters", spellcheck="false"),
    )
    company_address = OneLineField(
        label=_("Address of the company"),
        max_length=255,
        required=False,
        widget=text_input("billing street-address"),
    )
    company_person = OneLineField(
        label=_("Person in charge (МОЛ)"), max_length=120, required=False, widget=text_input("billing name")
    )
    note = forms.CharField(
        label=_("Note to your order"),
        max_length=500,
        required=False,
        widget=forms.Textarea(
            attrs={"class": "input", "rows": "2", "maxlength": "500", "autocomplete": "off"}
        ),
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
        country: str,
        collected: Collection[str] = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        """Take what is offered as (value, label); `collected` are the deliveries that the shopper fetches from the shop."""
        super().__init__(data, initial=dict(initial or {}))
        self.country = country
        self.is_collected = str(self["delivery"].value() or "") in collected
        for name, choices in (("country", countries), ("delivery", deliveries), ("payment", payments)):
            cast(forms.ChoiceField, self.fields[name]).choices = choices
        if self.is_collected:
            leave_address_out(self)
            self.fields["phone"].error_messages["required"] = _NUMBER_FOR_US
        else:
            shape_address(self, country)

    @property
    def address_key(self) -> str:
        """Return what the address's part of the page depends on: while it stays the same, nobody's typing is touched."""
        return f"{self.country}-collected" if self.is_collected else self.country

    @property
    def address_rows(self) -> list[tuple[BoundField, str, bool]]:
        """Return (field, width, compulsory) of the address, in the order of the country; none for what is collected."""
        return [] if self.is_collected else address_rows(self, self.country)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        country = cleaned.get("country", "")
        if country and not self.is_collected:
            clean_parts(self, country)
        self._clean_recipient()
        clean_phone(self, "recipient_phone" if cleaned.get("other_recipient") else "phone", country)
        clean_company(self, home=country)
        return cleaned

    def _clean_recipient(self) -> None:
        """Ask for the other person where there is one; the courier then calls that person and not the buyer."""
        data = self.cleaned_data
        if not data.get("is_gift"):
            self.errors.pop("gift_message", None)
        if not data.get("other_recipient"):
            data["recipient_name"] = data["recipient_phone"] = ""
            for name in ("recipient_name", "recipient_phone"):
                self.errors.pop(name, None)
            return
        # The buyer's own number is not called then, and may be one of another country.
        self.errors.pop("phone", None)
        if self.is_collected:
            missing = (_("Enter the name of the person who collects the order."), _NUMBER_FOR_US)
        else:
            missing = (_("Enter the name of the person who receives the parcel."), _NUMBER_FOR_THE_COURIER)
        for name, message in zip(("recipient_name", "recipient_phone"), missing, strict=True):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, message)

    def drop_stale_sums(self) -> bool:
        """Tell whether what was shown did not come back as it was sent, and forget that complaint: it is not the shopper's."""
        hidden = [name for name in ("shown_total", "shown_version", "shown_terms") if name in self.errors]
        for name in hidden:
            del self.errors[name]
        return bool(hidden)

    def judge_only(self, part: str) -> bool:
        """Forget the complaints about the other parts of the form; tell whether this one is in order."""
        for name in [name for name in self.errors if name not in PARTS[part]]:
            del self.errors[name]
        return not self.errors

    def contact(self) -> Contact:
        """Return the contact data of a valid form: the person who receives the parcel, and who ordered if that is another."""
        data = self.cleaned_data
        other = data["other_recipient"]
        return Contact(
            email=data["email"],
            name=data["recipient_name"] if other else data["name"],
            phone=data["recipient_phone"] if other else data["phone"],
            country=data["country"],
            note=data["note"],
            buyer_name=data["name"] if other else "",
            is_gift=data["is_gift"],
            gift_message=data["gift_message"] if data["is_gift"] else "",
            **{part: data.get(part, "") for part in ADDRESS_PARTS},
        )

    def company(self) -> Company | None:
        """Return who the invoice of a valid form is for; None for a consumer."""
        return company_of(self.cleaned_data)
