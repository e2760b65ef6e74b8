"""A cart while promotions are applied to it one after the other: what each line still costs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from core.money import CENT, ZERO, round_money, spread
from promotions.engine.rules import GiftStock, Line, Scope


class Basket:
    """Changed by `take` alone; a fresh one is made for every plan that is tried."""

    def __init__(
        self, lines: Sequence[Line], delivery: Decimal | None, gifts: Mapping[int, GiftStock]
    ) -> None:
        self.lines = tuple(lines)
        self.left = {line.key: line.gross for line in lines}
        self.delivery = delivery
        self.gifts = gifts
        # A piece in the cart cannot be given as well.
        self.in_use = {line.key: line.quantity for line in lines}

    def within(self, scope: Scope) -> list[Line]:
        """Return the lines that a promotion is for."""
        return [line for line in self.lines if scope.covers(line)]

    def take(self, exact: Mapping[int, Decimal]) -> dict[int, Decimal]:
        """Take exact shares off lines: rounded once over all of them, spread to the cent, never more than a line has left."""
        keys = [line.key for line in self.lines if exact.get(line.key, ZERO) > 0 and self.left[line.key] > 0]
        shares = [min(exact[key], self.left[key]) for key in keys]
        parts = spread_within(round_money(sum(shares, start=ZERO)), shares, [self.left[key] for key in keys])
        taken = {key: part for key, part in zip(keys, parts, strict=True) if part}
        for key, part in taken.items():
            self.left[key] -= part
        return taken


def spread_within(total: Decimal, weights: Sequence[Decimal], most: Sequence[Decimal]) -> list[Decimal]:
    """Spread a sum by largest remainder, no part above its `most`: the cents beyond go to the first parts with room.

    The total must not be larger than all `most` together.
    """
    parts = [min(part, cap) for part, cap in zip(spread(total, weights), most, strict=True)]
    beyond = total - sum(parts, start=ZERO)
    for place, cap in enumerate(most):
        while beyond > 0 and parts[place] < cap:
            parts[place] += CENT
            beyond -= CENT
    return parts
