"""What the computation of discounts says. Sums are gross EUR."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.money import ZERO
from promotions.engine.rules import Rule


class Reason(StrEnum):
    """Why a promotion that was asked for does not count."""

    UNKNOWN = "unknown"
    ARCHIVED = "archived"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    USED_UP = "used_up"
    USED_BY_YOU = "used_by_you"
    NOT_FOR_YOU = "not_for_you"
    FIRST_ORDER = "first_order"
    COUNTRY = "country"
    NO_PRODUCT = "no_product"
    MINIMUM = "minimum"
    TOO_FEW = "too_few"
    NO_DELIVERY = "no_delivery"
    DELIVERY_IS_FREE = "delivery_is_free"
    GIFT_SOLD_OUT = "gift_sold_out"
    NOTHING_LEFT = "nothing_left"
    SAME_PROMOTION = "same_promotion"
    NOT_COMBINABLE = "not_combinable"
    BETTER_APPLIED = "better_applied"


# What nothing in the cart can change: such a code is not worth keeping.
FINAL = frozenset(
    {
        Reason.UNKNOWN,
        Reason.ARCHIVED,
        Reason.EXPIRED,
        Reason.USED_UP,
        Reason.USED_BY_YOU,
        Reason.FIRST_ORDER,
        Reason.SAME_PROMOTION,
    }
)


@dataclass(frozen=True)
class Refusal:
    """A code that was entered and does not count, or a gift that cannot be given (then without a code).

    `missing` is EUR or `pieces` what the cart lacks; `other` is the name of the promotion that stands in the way.
    """

    reason: Reason
    code: str = ""
    name: str = ""
    missing: Decimal | None = None
    pieces: int = 0
    other: str = ""
    moment: datetime | None = None

    @property
    def is_final(self) -> bool:
        return self.reason in FINAL


@dataclass(frozen=True)
class GivenGift:
    """A piece of a variant that the shopper gets for nothing; `unit_gross` is what it costs otherwise."""

    key: int
    unit_gross: Decimal


@dataclass(frozen=True)
class Effect:
    """What one promotion takes off: from lines by key, from the delivery, or a gift that it adds."""

    rule: Rule
    code: str = ""
    lines: Mapping[int, Decimal] = field(default_factory=dict)
    delivery: Decimal = ZERO
    gift: GivenGift | None = None

    @property
    def gross(self) -> Decimal:
        gift = self.gift.unit_gross if self.gift else ZERO
        return sum(self.lines.values(), start=ZERO) + self.delivery + gift


@dataclass(frozen=True)
class Outcome:
    """What all promotions together do to a cart, in the order in which they were applied."""

    effects: tuple[Effect, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    # Promotions that come by themselves and do not count here: nobody asked, but staff may want to know.
    unasked: tuple[Refusal, ...] = ()

    @property
    def gross(self) -> Decimal:
        return sum((effect.gross for effect in self.effects), start=ZERO)

    @property
    def delivery(self) -> Decimal:
        return sum((effect.delivery for effect in self.effects), start=ZERO)

    def on_line(self, key: int) -> Decimal:
        """What is taken off the goods of a variant."""
        return sum((effect.lines.get(key, ZERO) for effect in self.effects), start=ZERO)
