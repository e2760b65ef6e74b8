"""An address as it is written on a parcel."""

from typing import Protocol

from core.addresses.rules import rules_for


class Addressed(Protocol):
    """Whatever carries the columns of an address: an order, an entry of the address book."""

    address_line1: str
    address_line2: str
    city: str
    postcode: str
    region: str

    @property
    def country(self) -> object: ...


def address_lines(address: Addressed) -> list[str]:
    """Return the lines between the name and the country, in the order of that country, without empty ones."""
    rules = rules_for(str(address.country))
    rows = [" ".join(getattr(address, part) for part in row if getattr(address, part)) for row in rules.rows]
    left_over = [
        getattr(address, part)
        for part in ("postcode", "city", "region")
        # What an order has is shown, even where its country has no place for it any more.
        if part not in rules.parts and getattr(address, part)
    ]
    return [row for row in [*rows, *left_over] if row]
