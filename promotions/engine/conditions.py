"""Whether a promotion may be applied at all; the first reason against it is the one that is told."""

from collections.abc import Iterator, Sequence

from core.money import ZERO
from promotions.engine.results import Reason, Refusal
from promotions.engine.rules import EnteredCode, Line, Rule, Shopper


def refusal_of(
    rule: Rule, entered: EnteredCode | None, lines: Sequence[Line], shopper: Shopper
) -> Refusal | None:
    """Return what stands against the promotion, whatever others do; `entered` is the code that asks for it."""
    return next(_against(rule, entered, lines, shopper), None)


def _against(
    rule: Rule, entered: EnteredCode | None, lines: Sequence[Line], shopper: Shopper
) -> Iterator[Refusal]:
    code, name = entered.code if entered else "", rule.name
    if rule.is_archived or (entered and entered.is_archived):
        yield Refusal(Reason.ARCHIVED, code, name)
    if rule.starts_at and shopper.moment < rule.starts_at:
        yield Refusal(Reason.NOT_YET, code, name, moment=rule.starts_at)
    if rule.ends_at and shopper.moment >= rule.ends_at:
        yield Refusal(Reason.EXPIRED, code, name, moment=rule.ends_at)
    if rule.is_used_up or (entered and entered.is_used_up):
        yield Refusal(Reason.USED_UP, code, name)
    yield from _against_person(rule, code, shopper)
    if rule.countries and shopper.country not in rule.countries:
        yield Refusal(Reason.COUNTRY, code, name)
    covered = [line for line in lines if rule.scope.covers(line)]
    if not covered:
        yield Refusal(Reason.NO_PRODUCT, code, name)
    worth = sum((line.gross for line in covered), start=ZERO)
    if rule.minimum_goods is not None and worth < rule.minimum_goods:
        yield Refusal(Reason.MINIMUM, code, name, missing=rule.minimum_goods - worth)


def _against_person(rule: Rule, code: str, shopper: Shopper) -> Iterator[Refusal]:
    if rule.groups is not None and rule.groups.isdisjoint(shopper.groups):
        yield Refusal(Reason.NOT_FOR_YOU, code, rule.name)
    # A guest without an e-mail may be anybody: it counts for now, and is looked at again when the order is placed.
    if not shopper.is_known:
        return
    if rule.first_order_only and shopper.has_ordered:
        yield Refusal(Reason.FIRST_ORDER, code, rule.name)
    most = 1 if rule.first_order_only else rule.limit_per_customer
    if most is not None and shopper.uses.get(rule.key, 0) >= most:
        yield Refusal(Reason.USED_BY_YOU, code, rule.name)
