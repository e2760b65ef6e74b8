"""The one parcel in which a cart travels. Pure.

Everything goes into one parcel: its weight is the sum of the weights, its volume the sum of the volumes of what is in it,
without air, and its longest side the longest side of any of them. Something without all three sides has no volume.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """What goes into a parcel `quantity` times; grams and millimetres, 0 where it is not known."""

    quantity: int
    weight_grams: int = 0
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


@dataclass(frozen=True)
class Parcel:
    weight_grams: int = 0
    volume_mm3: int = 0
    longest_mm: int = 0

    def __post_init__(self) -> None:
        if min(self.weight_grams, self.volume_mm3, self.longest_mm) < 0:
            raise ValueError("a parcel has no negative measures")

    def chargeable_grams(self, divisor: int | None) -> int:
        """Return what the courier charges for: the weight, or the volumetric weight where that is more.

        `divisor` is in cm³ per kg, as couriers state it (L × W × H / 5000), which is the same number as mm³ per gram; None
        where the volume does not count. Half a gram is charged as a whole one.
        """
        if not divisor:
            return self.weight_grams
        return max(self.weight_grams, -(-self.volume_mm3 // divisor))


def pack(pieces: Iterable[Piece]) -> Parcel:
    """Return the parcel that holds all the pieces."""
    pieces = [piece for piece in pieces if piece.quantity > 0]
    return Parcel(
        weight_grams=sum(piece.quantity * piece.weight_grams for piece in pieces),
        volume_mm3=sum(
            piece.quantity * piece.length_mm * piece.width_mm * piece.height_mm for piece in pieces
        ),
        longest_mm=max(
            (max(piece.length_mm, piece.width_mm, piece.height_mm) for piece in pieces), default=0
        ),
    )
