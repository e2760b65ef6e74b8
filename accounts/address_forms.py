"""The form of one address."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.models import Address
from core.address_forms import address_rows, clean_parts, clean_phone, shape_address
from core.addresses import PARTS, one_line
from core.form_fields import phone_input, text_input
from core.phones import shown_phone
from core.validators import validate_eik

HOME = "BG"


class AddressForm(forms.ModelForm):
    class Meta:
        model = Address
        fields = [
            *("name", "phone", "country", "address_line1", "address_line2", "city", "postcode", "region"),
            *("company_name", "company_number", "company_vat_number", "company_address", "company_person"),
            *("is_delivery_default", "is_invoice_default"),
        ]
        labels = {
            "name": _("Name"),
            "phone": _("Phone"),
            "country": _("Country"),
            "company_name": _("Company"),
            "company_number": _("Company number (ЕИК)"),
            "company_vat_number": _("VAT number"),
            "company_address": _("Address of the company"),
            "company_person": _("Person in charge (МОЛ)"),
            "is_delivery_default": _("Deliver here unless I say otherwise"),
            "is_invoice_default": _("Make out invoices to this address"),
        }
        widgets = {
            "name": text_input("name"),
            "phone": phone_input("tel"),
            "country": forms.Select(attrs={"class": "input", "autocomplete": "country", "data-country": ""}),
            "address_line1": text_input("address-line1"),
            "address_line2": text_input("address-line2"),
            "city": text_input("address-level2"),
            "postcode": text_input("postal-code", **{"class": "input input--short"}),
            "region": text_input("address-level1"),
            "company_name": text_input("organization"),
            "company_number": text_input("off", inputmode="numeric"),
            "company_vat_number": text_input("off", autocapitalize="characters", spellcheck="false"),
            "company_address": text_input("billing street-address"),
            "company_person": text_input("billing name"),
        }
        error_messages = {
            "name": {"required": _("Enter the name of the person who receives the parcel.")},
            "phone": {"required": _("Enter a phone number that the courier can call.")},
            "country": {"required": _("Choose the country.")},
        }

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if phone := self.initial.get("phone"):
            self.initial["phone"] = shown_phone(str(phone))
        # One that is made up would leave the form without a shape; its own field says that it is wrong.
        country = str(self["country"].value() or "")
        self.country = country if country in countries else HOME
        shape_address(self, self.country)

    @property
    def address_rows(self) -> list[tuple[BoundField, str, bool]]:
        """Return (field, width, compulsory) of the address, in the order of the country."""
        return address_rows(self, self.country)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("name", "company_name", "company_address", "company_person"):
            cleaned[name] = one_line(cleaned.get(name) or "")
        clean_parts(self, self.country)
        # What only the country had in which the address was before.
        cleaned |= {part: "" for part in PARTS if part not in self.fields}
        clean_phone(self, "phone", self.country)
        self._clean_company(cleaned)
        return cleaned

    def _clean_company(self, cleaned: dict[str, Any]) -> None:
        number = "".join((cleaned.get("company_number") or "").split())
        cleaned["company_number"] = number
        if number and not cleaned.get("company_name"):
            self.add_error("company_name", _("Enter the name of the company that the number belongs to."))
        if number and self.country == HOME:
            try:
                validate_eik(number)
            except ValidationError:
                self.add_error(
                    "company_number", _("This is not a valid company number (ЕИК): check its digits.")
                )
