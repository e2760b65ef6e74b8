"""The parcel that a cart would make."""

from collections.abc import Iterable, Mapping

from pricing.inputs import Item
from products.selectors import Sellable
from shipping.parcels import Parcel, Piece, pack


def parcel_of(items: Iterable[Item], sellables: Mapping[int, Sellable]) -> Parcel:
    """Return the parcel of what is in the sums; what cannot be bought now does not travel."""
    return pack(
        Piece(
            quantity=item.quantity,
            weight_grams=sellable.weight_grams,
            length_mm=sellable.length_mm,
            width_mm=sellable.width_mm,
            height_mm=sellable.height_mm,
        )
        for item in items
        if (sellable := sellables.get(item.key))
    )
