"""What a quote is made from: read from the database once, then nothing but values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.money import ZERO, round_money
from promotions.engine.rules import EnteredCode, Rule, Shopper
from taxes.policy import VatContext


def _check_sum(name: str, amount: Decimal) -> None:
    if amount < 0 or amount != round_money(amount):
        raise ValueError(f"{name} must be whole cents and not negative, not {amount}")


@dataclass(frozen=True)
class Item:
    """Goods of one variant. Prices are gross EUR of one; `discount_gross` is taken off the whole line.

    `product_id` and `categories` (its own and those above) tell promotions whether they are for it.
    """

    key: int
    quantity: int
    unit_gross: Decimal
    regular_unit_gross: Decimal
    vat_class: str
    discount_gross: Decimal = ZERO
    product_id: int = 0
    categories: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= 999:
            raise ValueError(f"quantity must be from 1 to 999, not {self.quantity}")
        _check_sum("unit_gross", self.unit_gross)
        _check_sum("regular_unit_gross", self.regular_unit_gross)
        _check_sum("discount_gross", self.discount_gross)
        if self.discount_gross > self.unit_gross * self.quantity:
            raise ValueError("a discount cannot be larger than what it is taken from")


@dataclass(frozen=True)
class Gift:
    """A variant that a promotion may add: what it costs otherwise (gross EUR of one), and how many can be had."""

    unit_gross: Decimal
    regular_unit_gross: Decimal
    vat_class: str
    available: int


@dataclass(frozen=True)
class QuoteInputs:
    """A cart as values. `delivery_gross` is None while no way of delivery is chosen; `fee_gross` is the payment's fee.

    `rules` are the promotions that could count, `codes` what the shopper entered, `gifts` what may be given, by variant.
    """

    items: tuple[Item, ...]
    vat: VatContext
    delivery_gross: Decimal | None = None
    fee_gross: Decimal = ZERO
    rules: tuple[Rule, ...] = ()
    codes: tuple[EnteredCode, ...] = ()
    shopper: Shopper | None = None
    gifts: Mapping[int, Gift] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_sum("delivery_gross", self.delivery_gross or ZERO)
        _check_sum("fee_gross", self.fee_gross)
        if len({item.key for item in self.items}) != len(self.items):
            raise ValueError("a variant stands on one line")
        if not self.items and (self.delivery_gross or self.fee_gross):
            raise ValueError("nothing to deliver")
        if (self.rules or self.codes) and self.shopper is None:
            raise ValueError("promotions need to know whom they are for, and when")
        if self.rules and any(item.discount_gross for item in self.items):
            raise ValueError("discounts are either given or computed")
