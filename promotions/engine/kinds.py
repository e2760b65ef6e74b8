"""What each kind of promotion takes off a cart, or why it takes nothing.

All sums are rounded once per promotion and spread over its lines by largest remainder (docs/money.md). Where another promotion
was applied before, a percentage is of what is left.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from core.money import ZERO, spread
from promotions.engine.basket import Basket
from promotions.engine.results import Effect, GivenGift, Reason, Refusal
from promotions.engine.rules import Line, Rule, Tier

HUNDRED = Decimal(100)


def apply_rule(rule: Rule, code: str, basket: Basket) -> Effect | Refusal:
    """Take off what the promotion gives; a Refusal when that is nothing, and then the basket is as it was."""
    return _KINDS[rule.kind](rule, code, basket)


def _taken(rule: Rule, code: str, basket: Basket, exact: Mapping[int, Decimal]) -> Effect | Refusal:
    taken = basket.take(exact)
    if not taken:
        return _refused(rule, code, Reason.NOTHING_LEFT)
    return Effect(rule=rule, code=code, lines=taken)


def _refused(rule: Rule, code: str, reason: Reason, *, pieces: int = 0) -> Refusal:
    return Refusal(reason, code=code, name=rule.name, pieces=pieces)


def _percent(rule: Rule, code: str, basket: Basket) -> Effect | Refusal:
    exact = {line.key: basket.left[line.key] * rule.percent / HUNDRED for line in basket.within(rule.scope)}
    return _taken(rule, code, basket, exact)


def _amount(rule: Rule, code: str, basket: Basket) -> Effect | Refusal:
    """A fixed sum, or what there is if that is less, in proportion to what the lines cost."""
    lines = basket.within(rule.scope)
    weights = [basket.left[line.key] for line in lines]
    total = min(rule.amount, sum(weights, start=ZERO))
    exact = {line.key: part for line, part in zip(lines, spread(total, weights), strict=True)}
    return _taken(rule, code, basket, exact)


def _delivery(rule: Rule, code: str, basket: Basket) -> Effect | Refusal:
    if basket.delivery is None:
        return _refused(rule, code, Reason.NO_DELIVERY)
    if not basket.delivery:
        return _refused(rule, code, Reason.DELIVERY_IS_FREE)
    taken, basket.delivery = basket.delivery, ZERO
    return Effect(rule=rule, code=code, delivery=taken)


def _buy_get(rule: Rule, code: str, basket: Basket) -> Effect | Refusal:
    """Of every `buy + get` pieces that it is for, `get` are cheaper: the cheapest ones of all of them.

    Of pieces that cost the same those of the first line count, so that the choice does not depend on chance.
    """
    lines = basket.within(rule.scope)
    group, pieces = rule.buy_quantity + rule.get_quantity, sum(line.quantity for line in lines)
    times = pieces // group
    if not times:
        return _refused(rule, code, Reason.TOO_FEW, pieces=group - pieces)
    free = (min(times, rule.most_times) if rule.most_times else times) * rule.get_quantity
    exact: dict[int, Decimal] = {}
    for line in sorted(lines, key=lambda line: line.unit_gross):
        cheaper = min(free, line.quantity)
        free -= cheaper
        exact[line.key] = basket.left[line.key] * cheaper / line.quantity * rule.percent / HUNDRED
    return _taken(rule, code, basket, exact)


def _gift(rule: Rule, code: str, basket: Basket) -> Effect | Refusal:
    stock = basket.gifts.get(rule.gift or 0)
    if rule.gift is None or stock is None or stock.available <= basket.in_use.get(rule.gift, 0):
        return _refused(rule, code, Reason.GIFT_SOLD_OUT)
    basket.in_use[rule.gift] = basket.in_use.get(rule.gift, 0) + 1
    return Effect(rule=rule, code=code, gift=GivenGift(key=rule.gift, unit_gross=stock.unit_gross))


def _tiers(rule: Rule, code: str, basket: Basket) -> Effect | Refusal:
    """The price of the highest quantity that is reached: per variant, or over all of them counted together."""
    lines = basket.within(rule.scope)
    together = sum(line.quantity for line in lines)
    exact: dict[int, Decimal] = {}
    for line in lines:
        tier = _reached(rule, together if rule.counts_together else line.quantity)
        if tier:
            exact[line.key] = _tier_discount(tier, line, basket.left[line.key])
    if not rule.tiers:
        return _refused(rule, code, Reason.NOTHING_LEFT)
    if not exact:
        most = together if rule.counts_together else max(line.quantity for line in lines)
        return _refused(rule, code, Reason.TOO_FEW, pieces=min(t.from_quantity for t in rule.tiers) - most)
    return _taken(rule, code, basket, exact)


def _reached(rule: Rule, quantity: int) -> Tier | None:
    reached = [tier for tier in rule.tiers if tier.from_quantity <= quantity]
    return max(reached, key=lambda tier: tier.from_quantity) if reached else None


def _tier_discount(tier: Tier, line: Line, left: Decimal) -> Decimal:
    if tier.percent is not None:
        return left * tier.percent / HUNDRED
    return max(ZERO, left - (tier.unit_gross or ZERO) * line.quantity)


_KINDS: Mapping[str, Callable[[Rule, str, Basket], Effect | Refusal]] = {
    "percent": _percent,
    "amount": _amount,
    "delivery": _delivery,
    "buy_get": _buy_get,
    "gift": _gift,
    "tiers": _tiers,
}
