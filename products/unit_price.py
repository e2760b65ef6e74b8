"""The price per kg, l, m, m² or piece that stands beside every price (Directive 98/6/EC art. 3; ЗЗП чл. 15 and the following)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import pgettext_lazy

from core.money import round_money


class BaseUnit(models.TextChoices):
    """What a unit price is for one of."""

    KILOGRAM = "kg", pgettext_lazy("unit price", "kg")
    LITRE = "l", pgettext_lazy("unit price", "l")
    METRE = "m", pgettext_lazy("unit price", "m")
    SQUARE_METRE = "m2", pgettext_lazy("unit price", "m²")
    PIECE = "pc", pgettext_lazy("unit price", "piece")


@dataclass(frozen=True)
class UnitPrice:
    """Gross EUR for one of a unit."""

    amount: Decimal
    unit: BaseUnit

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError("a unit price is above zero")


# How many of a content's unit (products.models.ContentUnit) make one of the base unit.
_BASES = {
    "g": (BaseUnit.KILOGRAM, 1000),
    "kg": (BaseUnit.KILOGRAM, 1),
    "ml": (BaseUnit.LITRE, 1000),
    "l": (BaseUnit.LITRE, 1),
    "cm": (BaseUnit.METRE, 100),
    "m": (BaseUnit.METRE, 1),
    "m2": (BaseUnit.SQUARE_METRE, 1),
    "pc": (BaseUnit.PIECE, 1),
}


def unit_price(price: Decimal, quantity: Decimal | None, unit: str) -> UnitPrice | None:
    """Return what one base unit costs when `quantity` of `unit` costs `price` (gross EUR), in whole cents, half up.

    None where the content is not known, is a single piece, or where one unit costs less than half a cent.
    """
    if quantity is None or not unit:
        return None
    base, count = _BASES[unit]
    if base is BaseUnit.PIECE and quantity == 1:
        return None
    amount = round_money(price * count / quantity)
    return UnitPrice(amount, base) if amount else None
