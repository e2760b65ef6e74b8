"""An address in a form, in the shape of its country: the same in the checkout and in the address book."""

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from core.addresses import PARTS, AddressRules, clean_address, part_label, problem_text, rules_for
from core.form_fields import text_input
from core.phones import NotAPhoneNumber, example_phone, read_phone

_WIDTHS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("postcode", "city"): ("third", "two-thirds"),
    ("city", "postcode"): ("two-thirds", "third"),
}


def shape_address(form: forms.Form | forms.ModelForm, country: str) -> None:
    """Give the form the parts of an address that the country has, in its order, called as it calls them."""
    rules = rules_for(country)
    for part in set(PARTS) - set(rules.parts):
        del form.fields[part]
    for part in rules.parts:
        field = form.fields[part]
        field.label = part_label(rules, part)
        # Whether something is missing is said by clean_address, in the words of the country.
        field.required = False
    if rules.regions:
        form.fields["region"].widget = forms.Select(
            attrs={"class": "input", "autocomplete": "address-level1"},
            choices=[("", _("Choose…")), *((name, name) for name, _code in rules.regions)],
        )
    if rules.digits_only:
        form.fields["postcode"].widget = text_input(
            "postal-code", **{"class": "input input--short", "inputmode": "numeric"}
        )
    for part in rules.required:
        form.fields[part].widget.attrs["aria-required"] = "true"
    form.order_fields([*_before(form, rules), *rules.parts])


def leave_address_out(form: forms.Form | forms.ModelForm) -> None:
    """Ask for no address: what is collected is handed over in the shop."""
    for part in PARTS:
        del form.fields[part]


def _before(form: forms.Form | forms.ModelForm, rules: AddressRules) -> list[str]:
    names = list(form.fields)
    return names[: min(names.index(part) for part in rules.parts)]


def address_rows(form: forms.Form | forms.ModelForm, country: str) -> list[tuple[BoundField, str, bool]]:
    """Return the fields of the address as (field, width, compulsory), in the order of the country."""
    rules = rules_for(country)
    rows = []
    for row in rules.rows:
        widths = _WIDTHS.get(row) or {1: ("",), 2: ("half",) * 2}.get(len(row), ("third",) * len(row))
        if row == ("postcode",):
            widths = ("third",)
        rows += [(form[part], width, part in rules.required) for part, width in zip(row, widths, strict=True)]
    return rows


def clean_parts(form: forms.Form | forms.ModelForm, country: str) -> None:
    """Put the cleaned address right, or say beside its parts what is wrong with them."""
    rules = rules_for(country)
    cleaned = clean_address(country, {part: form.cleaned_data.get(part, "") for part in rules.parts})
    for part in rules.parts:
        if part in form.errors:
            continue
        problem = cleaned.problems.get(part)
        if problem:
            form.add_error(part, problem_text(rules, part, missing=problem == "missing"))
        else:
            form.cleaned_data[part] = cleaned.values[part]


def clean_phone(form: forms.Form | forms.ModelForm, name: str, country: str) -> None:
    """Bring a number that was typed into the form in which it is kept, or say beside it how one looks in the country."""
    typed = form.cleaned_data.get(name)
    if not typed or not country:
        return
    try:
        form.cleaned_data[name] = read_phone(typed, country)
    except NotAPhoneNumber:
        example = "0888 123 456" if country == "BG" else example_phone(country)
        if example:
            message = _("Enter a phone number such as %(example)s, or one with its country code.")
            form.add_error(name, message % {"example": example})
        else:
            form.add_error(name, _("Enter the phone number with its country code, such as +40 712 345 678."))
