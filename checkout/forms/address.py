"""The address in the shape of its country."""

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from checkout.forms.fields import text_input
from core.addresses import PARTS, AddressRules, clean_address, part_label, problem_text, rules_for

_WIDTHS = {("postcode", "city"): ("third", "two-thirds"), ("city", "postcode"): ("two-thirds", "third")}


def shape_address(form: forms.Form, country: str) -> None:
    """Give the form the parts of an address that the country has, in its order, called as it calls them."""
    rules = rules_for(country)
    if "region" not in rules.parts:
        del form.fields["region"]
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
    form.order_fields([*_before(form, rules), *rules.parts])


def leave_address_out(form: forms.Form) -> None:
    """Ask for no address: what is collected is handed over in the shop."""
    for part in PARTS:
        del form.fields[part]


def _before(form: forms.Form, rules: AddressRules) -> list[str]:
    names = list(form.fields)
    return names[: min(names.index(part) for part in rules.parts)]


def address_rows(form: forms.Form, country: str) -> list[tuple[BoundField, str, bool]]:
    """Return the fields of the address as (field, width, compulsory), in the order of the country."""
    rules = rules_for(country)
    rows = []
    for row in rules.rows:
        widths = _WIDTHS.get(row) or {1: ("",), 2: ("half",) * 2}.get(len(row), ("third",) * len(row))
        if row == ("postcode",):
            widths = ("third",)
        rows += [(form[part], width, part in rules.required) for part, width in zip(row, widths, strict=True)]
    return rows


def clean_parts(form: forms.Form, country: str) -> None:
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
