"""What the parts of an address are called, and what is said when one is missing or wrong."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core.addresses.rules import AddressRules

_POSTCODE = {"zip": _("ZIP code"), "eircode": _("Eircode"), "pin": _("PIN code")}
_TOWN = {"post_town": _("Post town"), "district": pgettext_lazy("address", "District")}
_REGION = {
    "area": pgettext_lazy("address", "Area"),
    "county": pgettext_lazy("address", "County"),
    "department": pgettext_lazy("address", "Department"),
    "district": pgettext_lazy("address", "District"),
    "do_si": pgettext_lazy("address", "Province"),
    "emirate": pgettext_lazy("address", "Emirate"),
    "island": pgettext_lazy("address", "Island"),
    "oblast": pgettext_lazy("address", "Oblast"),
    "parish": pgettext_lazy("address", "Parish"),
    "prefecture": pgettext_lazy("address", "Prefecture"),
    "province": pgettext_lazy("address", "Province"),
    "state": pgettext_lazy("address", "State"),
}
_LABELS = {"address_line1": _("Address"), "address_line2": _("Second line of the address")}
_MISSING = {
    "address_line1": _("Enter the street and number."),
    "city": _("Enter the town."),
    "postcode": _("Enter the postcode."),
    "region": _("Choose the region."),
}
_MISSING_REGION = {
    "county": _("Choose the county."),
    "province": _("Choose the province."),
    "state": _("Choose the state."),
}


def part_label(rules: AddressRules, part: str) -> str:
    """Return what the country calls a part of an address, in the active language."""
    kind = rules.kinds.get(part, "")
    if part == "postcode":
        return str(_POSTCODE.get(kind, _("Postcode")))
    if part == "city":
        return str(_TOWN.get(kind, _("Town")))
    if part == "region":
        return str(_REGION.get(kind, _("Region")))
    return str(_LABELS[part])


def problem_text(rules: AddressRules, part: str, *, missing: bool) -> str:
    """Say what is wrong with a part and what would be right."""
    if missing:
        if part == "region":
            return str(_MISSING_REGION.get(rules.kinds.get("region", ""), _MISSING["region"]))
        return str(_MISSING[part])
    if part == "region":
        return str(_("Choose a region from the list."))
    if rules.country == "BG":
        return str(_("A Bulgarian postcode has four digits."))
    if rules.example.isdigit():
        return ngettext(
            "A postcode there has %(count)d digit, such as %(example)s.",
            "A postcode there has %(count)d digits, such as %(example)s.",
            len(rules.example),
        ) % {"count": len(rules.example), "example": rules.example}
    if rules.example:
        return str(_("Enter a postcode such as %(example)s.")) % {"example": rules.example}
    return str(_("Enter a postcode of letters and digits."))
