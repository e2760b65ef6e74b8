"""Promotions applied to the inputs of a quote: between the prices and the VAT (docs/money.md)."""

import uuid
from dataclasses import dataclass, replace
from decimal import Decimal

from pricing.inputs import Item, QuoteInputs
from promotions.engine.plan import discounts
from promotions.engine.results import Outcome
from promotions.engine.rules import GiftStock, Line


@dataclass(frozen=True)
class QuoteDiscount:
    """What one promotion takes off, gross EUR: copied onto the order under this name and with the code that was entered."""

    promotion: uuid.UUID
    name: str
    code: str
    gross: Decimal

    @property
    def shown(self) -> Decimal:
        """The discount as it stands in a list of sums that add up."""
        return -self.gross


def outcome_of(inputs: QuoteInputs) -> Outcome:
    """Return what the promotions of the inputs do to them; nothing where there are none."""
    if inputs.shopper is None:
        return Outcome()
    return discounts(
        lines=[_line(item) for item in inputs.items],
        rules=inputs.rules,
        codes=inputs.codes,
        shopper=inputs.shopper,
        delivery=inputs.delivery_gross,
        gifts={key: GiftStock(gift.unit_gross, gift.available) for key, gift in inputs.gifts.items()},
    )


def discounted(items: tuple[Item, ...], outcome: Outcome) -> list[Item]:
    """Return the items with what the promotions take off each."""
    return [
        replace(item, discount_gross=off) if (off := outcome.on_line(item.key)) else item for item in items
    ]


def named_discounts(outcome: Outcome) -> tuple[QuoteDiscount, ...]:
    """Return what each promotion takes off, in the order in which they were applied."""
    return tuple(
        QuoteDiscount(
            promotion=effect.rule.public_id, name=effect.rule.name, code=effect.code, gross=effect.gross
        )
        for effect in outcome.effects
    )


def _line(item: Item) -> Line:
    return Line(
        key=item.key,
        product=item.product_id,
        quantity=item.quantity,
        unit_gross=item.unit_gross,
        categories=item.categories,
        is_reduced=item.unit_gross < item.regular_unit_gross,
    )
