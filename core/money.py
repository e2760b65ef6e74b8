"""The one place where money is rounded: euros and cents as Decimal, half up (docs/money.md)."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
CURRENCY = "EUR"


def round_money(amount: Decimal) -> Decimal:
    """Return the amount in whole cents; half a cent goes away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def round_to_ending(amount: Decimal, ending: Decimal) -> Decimal:
    """Return the price nearest to the amount whose cents are `ending` (0.99, 0.90, 0); the higher one of two equally near.

    An amount above zero gives a price above zero: 0.30 with ,99 is 0.99.
    """
    whole = (amount - ending).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    found = round_money(whole + ending)
    return found + 1 if found <= 0 < amount else found


def spread(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split `total` in proportion to `weights` so that the parts add up to it to the cent.

    Largest remainder (Hamilton's method): each part is rounded towards zero, then the cents that are left go to the parts
    with the largest remainders, earlier parts first. With weights that are all zero, the first part takes all.
    Raises ValueError for negative weights, or when there is nothing to spread a sum over.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative")
    if not weights:
        if total:
            raise ValueError("cannot spread a sum over nothing")
        return []
    whole = sum(weights, start=Decimal(0))
    if whole == 0:
        return [total, *([ZERO] * (len(weights) - 1))]
    exact = [total * weight / whole for weight in weights]
    parts = [part.quantize(CENT, rounding=ROUND_DOWN) for part in exact]
    step = CENT if total >= 0 else -CENT
    left = int((total - sum(parts, start=ZERO)) / step)
    by_remainder = sorted(range(len(parts)), key=lambda i: (-abs(exact[i] - parts[i]), i))
    for i in by_remainder[:left]:
        parts[i] += step
    return parts
