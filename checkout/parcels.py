"""The parcel that a cart would make."""

from collections.abc import Iterable, Mapping

from pricing.quote import QuoteLine
from products.selectors import Sellable
from shipping.parcels import Parcel, Piece, pack


def parcel_of(goods: Iterable[QuoteLine], sellables: Mapping[int, Sellable]) -> Parcel:
    """Return the parcel of what is quoted, gifts included; what cannot be bought now does not travel."""
    return pack(
        Piece(
            quantity=line.source.quantity,
            weight_grams=sellable.weight_grams,
            length_mm=sellable.length_mm,
            width_mm=sellable.width_mm,
            height_mm=sellable.height_mm,
        )
        for line in goods
        if line.key is not None and (sellable := sellables.get(line.key))
    )
