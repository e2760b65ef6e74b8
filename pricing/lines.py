"""From inputs to lines that know what they cost, before VAT is taken out of them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.money import ZERO, spread
from pricing.discounts import discounted
from pricing.inputs import Item, QuoteInputs
from promotions.engine.basket import spread_within
from promotions.engine.results import Effect, Outcome
from taxes.policy import VatContext

GOODS, DELIVERY, FEE = "goods", "delivery", "fee"


@dataclass(frozen=True)
class GrossLine:
    """A line without its VAT split. `key` is the variant's for goods, None for delivery and fee."""

    kind: str
    key: int | None
    quantity: int
    unit_gross: Decimal
    regular_unit_gross: Decimal
    discount_gross: Decimal
    vat_class: str
    # What is charged, and what a zero-rated sale takes off instead, in percent.
    rate: Decimal
    removed_rate: Decimal = ZERO
    # The promotion that gives it, where nobody bought it.
    given_by: uuid.UUID | None = None

    @property
    def gross(self) -> Decimal:
        return self.unit_gross * self.quantity - self.discount_gross


def _goods_line(item: Item, vat: VatContext) -> GrossLine:
    return GrossLine(
        kind=GOODS,
        key=item.key,
        quantity=item.quantity,
        unit_gross=item.unit_gross,
        regular_unit_gross=item.regular_unit_gross,
        discount_gross=item.discount_gross,
        vat_class=item.vat_class,
        rate=vat.rate_of(item.vat_class),
        removed_rate=vat.removed_rate_of(item.vat_class),
    )


def _gift_line(effect: Effect, inputs: QuoteInputs) -> GrossLine | None:
    """A gift is goods of its price with a discount of the same sum: it is told on the order, and costs nothing."""
    if effect.gift is None:
        return None
    gift = inputs.gifts[effect.gift.key]
    item = Item(
        key=effect.gift.key,
        quantity=1,
        unit_gross=gift.unit_gross,
        regular_unit_gross=gift.regular_unit_gross,
        vat_class=gift.vat_class,
        discount_gross=gift.unit_gross,
    )
    return replace(_goods_line(item, inputs.vat), given_by=effect.rule.public_id)


def _charge_lines(
    kind: str, amount: Decimal, goods: Sequence[GrossLine], discount: Decimal = ZERO
) -> list[GrossLine]:
    """Split a charge over the goods' VAT rates in proportion to their gross: it shares the treatment of what it serves.

    `discount` is taken off it in the same proportion; a charge that is given away stays visible as a line. Source:
    Directive 2006/112/EC, Art. 78(b) (transport belongs to the taxable amount of the goods). Nothing for nothing.
    """
    first_of_rate: dict[tuple[Decimal, Decimal], GrossLine] = {}
    weights: dict[tuple[Decimal, Decimal], Decimal] = {}
    for line in goods:
        rate = (line.rate, line.removed_rate)
        first_of_rate.setdefault(rate, line)
        weights[rate] = weights.get(rate, ZERO) + line.gross
    rates = sorted(weights, reverse=True)
    parts = spread(amount, [weights[rate] for rate in rates])
    off = spread_within(discount, parts, parts)
    return [
        replace(
            first_of_rate[rate],
            kind=kind,
            key=None,
            quantity=1,
            unit_gross=part,
            regular_unit_gross=part,
            discount_gross=less,
            given_by=None,
        )
        for rate, part, less in zip(rates, parts, off, strict=True)
        if part
    ]


def gross_lines(inputs: QuoteInputs, outcome: Outcome | None = None) -> list[GrossLine]:
    """Return the goods in the order given, the gifts, then delivery and fee, one line per VAT rate that they share in.

    `outcome` is what promotions take off (pricing.discounts).
    """
    outcome = outcome or Outcome()
    bought = [_goods_line(item, inputs.vat) for item in discounted(inputs.items, outcome)]
    gifts = [line for effect in outcome.effects if (line := _gift_line(effect, inputs))]
    delivery = _charge_lines(DELIVERY, inputs.delivery_gross or ZERO, bought, outcome.delivery)
    fee = _charge_lines(FEE, inputs.fee_gross, bought)
    return [*bought, *gifts, *delivery, *fee]
