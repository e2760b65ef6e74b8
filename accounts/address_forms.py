"""The form of one address."""

from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Address

TOKENS = {
    "name": "name",
    "phone": "tel",
    "address_line1": "address-line1",
    "address_line2": "address-line2",
    "postcode": "postal-code",
    "city": "address-level2",
    "region": "address-level1",
    "country": "country",
    "company_name": "organization",
    "company_number": "off",
    "company_vat_number": "off",
    "company_address": "off",
    "company_person": "off",
}


class AddressForm(forms.ModelForm):
    class Meta:
        model = Address
        fields = [*TOKENS, "is_delivery_default", "is_invoice_default"]
        labels = {
            "name": _("Name"),
            "phone": _("Phone"),
            "address_line1": _("Address"),
            "address_line2": _("Second line of the address"),
            "city": _("Town"),
            "postcode": _("Postcode"),
            "region": _("Region"),
            "country": _("Country"),
            "company_name": _("Company"),
            "company_number": _("Company number (ЕИК)"),
            "company_vat_number": _("VAT number"),
            "company_address": _("Address of the company"),
            "company_person": _("Person in charge (МОЛ)"),
            "is_delivery_default": _("Deliver here unless I say otherwise"),
            "is_invoice_default": _("Make out invoices to this address"),
        }
        error_messages = {
            "name": {"required": _("Enter the name of the person who receives the parcel.")},
            "phone": {"required": _("Enter a phone number that the courier can call.")},
            "address_line1": {"required": _("Enter the street and number.")},
            "city": {"required": _("Enter the town.")},
            "postcode": {"required": _("Enter the postcode.")},
            "country": {"required": _("Choose the country.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, token in TOKENS.items():
            self.fields[name].widget.attrs.update({"class": "input", "autocomplete": token})
        self.fields["phone"].widget.input_type = "tel"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("phone") and cleaned.get("country"):
            self._clean_phone(cleaned)
        if cleaned.get("company_number") and not cleaned.get("company_name"):
            self.add_error("company_name", _("Enter the name of the company that the number belongs to."))
        return cleaned

    def _clean_phone(self, cleaned: dict[str, Any]) -> None:
        """Bring the number into the international form, E.164."""
        try:
            number = phonenumbers.parse(cleaned["phone"], str(cleaned["country"]))
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            example = "0888 123 456" if cleaned["country"] == "BG" else "+40 712 345 678"
            self.add_error("phone", _("Enter a phone number such as %(example)s.") % {"example": example})
            return
        cleaned["phone"] = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
