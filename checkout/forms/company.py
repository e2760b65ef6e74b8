"""The company that an invoice is for: its number and its VAT number, checked as far as digits can tell."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from checkout.business import typed_number
from core.validators import validate_eik
from orders.drafts import Company
from taxes.numbers import NumberUnreadable
from taxes.wording import number_refusal

FIELDS = ("company_name", "company_number", "vat_number", "company_address", "company_person")


def clean_company(form: forms.Form, *, home: str) -> None:
    """Say beside the fields of a company what is missing or wrong; without the wish for an invoice nothing is asked.

    A Bulgarian company (by its VAT number, or delivered to in Bulgaria) has an ЕИК, which an invoice must carry (ЗДДС чл.
    114, ал. 1, т. 5); others have numbers of their own kinds, which are taken as they are.
    """
    data: dict[str, Any] = form.cleaned_data
    if not data.get("wants_invoice"):
        for name in FIELDS:
            form.errors.pop(name, None)
        return
    for name, message in (
        ("company_name", _("Enter the name of the company.")),
        ("company_address", _("Enter the address of the company.")),
    ):
        if not data.get(name) and name not in form.errors:
            form.add_error(name, message)
    country = str(data.get("country") or home)
    if data.get("vat_number"):
        try:
            number = typed_number(data["vat_number"], country)
        except NumberUnreadable as refused:
            form.add_error("vat_number", number_refusal(refused))
        else:
            data["vat_number"], country = str(number), number.state
    if country == "BG" and "company_number" not in form.errors:
        _clean_eik(form)


def _clean_eik(form: forms.Form) -> None:
    number = "".join(form.cleaned_data.get("company_number", "").split())
    if not number:
        form.add_error("company_number", _("Enter the company number (ЕИК)."))
        return
    try:
        validate_eik(number)
    except ValidationError:
        form.add_error("company_number", _("This is not a valid company number (ЕИК): check its digits."))
    form.cleaned_data["company_number"] = number


def company_of(cleaned: dict[str, Any]) -> Company | None:
    """Return the company of a valid form; None where no invoice for one was asked for."""
    if not cleaned.get("wants_invoice"):
        return None
    return Company(
        name=cleaned["company_name"],
        number=cleaned["company_number"],
        vat_number=cleaned["vat_number"],
        address=cleaned["company_address"],
        person=cleaned["company_person"],
    )
