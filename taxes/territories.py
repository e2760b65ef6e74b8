"""Places whose VAT is not that of the country in their address, found by postcode (taxes/data/territories.json)."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# ISO 3166; Greece is GR here and EL in VAT numbers.
MEMBER_STATES = frozenset(
    ("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK").split()
)
NORTHERN_IRELAND = "XI"
_DATA = json.loads((Path(__file__).parent / "data" / "territories.json").read_text(encoding="utf-8"))
_LENGTHS: dict[str, list[int]] = _DATA["lengths"]

# Those with rates of their own in the table of rates.
REGIONS: dict[str, str | Promise] = {
    "jungholz": _("Jungholz and Mittelberg"),
    "azores": _("Azores"),
    "madeira": _("Madeira"),
    "northern-ireland": _("Northern Ireland"),
}


@dataclass(frozen=True)
class Territory:
    """Where a parcel goes, as VAT sees it.

    `code` is the state whose VAT it is (XI for goods in Northern Ireland); `country` and `region` find its rates;
    `in_area` says whether it lies in the VAT area of the Union; `name` is the row of the data file, empty for an ordinary place.
    """

    code: str
    country: str
    region: str = ""
    in_area: bool = True
    name: str = ""


@dataclass(frozen=True)
class _Rule:
    name: str
    kind: str
    country: str
    vat_country: str
    postcodes: tuple[str, ...]

    def covers(self, postcode: str) -> bool:
        # One of another length was typed for another country, or is not typed to its end.
        lengths = _LENGTHS.get(self.country)
        if lengths and len(postcode) not in lengths:
            return False
        return any(_matches(pattern, postcode) for pattern in self.postcodes)


_RULES = tuple(
    _Rule(
        name=row["code"],
        kind=row["kind"],
        country=row["country"],
        vat_country=row.get("vat_country", row["country"]),
        postcodes=tuple(row["postcodes"]),
    )
    for row in _DATA["territories"]
)


def territory(country: str, postcode: str = "") -> Territory:
    """Return where an address lies, as VAT sees it; without a postcode it is an ordinary place of its country.

    Sources: Directive 2006/112/EC, Art. 5 to 7, 104 and 105; each row of the data file names its own.
    """
    found = _rule(country, "".join(char for char in postcode.upper() if char.isalnum()))
    if found is None:
        return Territory(code=country, country=country, in_area=country in MEMBER_STATES)
    if found.kind == "outside":
        return Territory(code=country, country=country, in_area=False, name=found.name)
    if found.name == "northern-ireland":
        return Territory(code=NORTHERN_IRELAND, country=country, region=found.name, name=found.name)
    region = found.name if found.kind == "regional" else ""
    return Territory(code=found.vat_country, country=found.vat_country, region=region, name=found.name)


def _rule(country: str, postcode: str) -> _Rule | None:
    return next((rule for rule in _RULES if rule.country == country and rule.covers(postcode)), None)


def _matches(pattern: str, postcode: str) -> bool:
    first, dash, last = pattern.partition("-")
    if not dash:
        return postcode.startswith(first)
    return len(postcode) >= len(first) and first <= postcode[: len(first)] <= last


def territory_countries() -> dict[str, str]:
    """Return the country of each region that has rates of its own."""
    return {rule.name: rule.country for rule in _RULES if rule.name in REGIONS}
