"""Which promotions are applied together, and in which order (ADR 28).

1. What no condition forbids, and what takes something off by itself, is a candidate.
2. Each promotion that stands alone is a plan of its own. All others make one plan: those that combine with everything, and of
   those that do not combine with each other exactly one.
3. Where one has to give way, the higher priority wins; of equal priority, what saves the shopper more; of equal saving, the one
   that stands alone, then the older one.
4. Within a plan the higher priority is applied first; of equal priority, what concerns single pieces before what concerns all:
   price by quantity, buy some get some, percentage, fixed sum, delivery, gift; then the older one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from promotions.engine.basket import Basket
from promotions.engine.conditions import refusal_of
from promotions.engine.kinds import apply_rule
from promotions.engine.results import Effect, Outcome, Reason, Refusal
from promotions.engine.rules import EnteredCode, GiftStock, Line, Rule, Shopper

_ORDER = ("tiers", "buy_get", "percent", "amount", "delivery", "gift")


@dataclass(frozen=True)
class _Candidate:
    rule: Rule
    code: str

    @property
    def rank(self) -> tuple[int, int, int]:
        return -self.rule.priority, _ORDER.index(self.rule.kind), self.rule.key


@dataclass(frozen=True)
class _Cart:
    lines: Sequence[Line]
    delivery: Decimal | None
    gifts: Mapping[int, GiftStock]

    def apply(self, plan: Sequence[_Candidate]) -> Outcome:
        basket = Basket(self.lines, self.delivery, self.gifts)
        results = [
            apply_rule(each.rule, each.code, basket) for each in sorted(plan, key=lambda each: each.rank)
        ]
        return Outcome(
            effects=tuple(result for result in results if isinstance(result, Effect)),
            refusals=tuple(result for result in results if isinstance(result, Refusal)),
        )


def discounts(
    *,
    lines: Sequence[Line],
    rules: Sequence[Rule],
    codes: Sequence[EnteredCode],
    shopper: Shopper,
    delivery: Decimal | None,
    gifts: Mapping[int, GiftStock],
) -> Outcome:
    """Return what the promotions take off a cart, and for every code that does not count the reason.

    The same values always give the same outcome. `delivery` is its price, gross EUR, or None while none is chosen.
    """
    if not lines:
        return Outcome()
    cart = _Cart(lines, delivery, gifts)
    candidates, refusals = _candidates(cart, rules, codes, shopper)
    plan = _best(cart, candidates)
    outcome = cart.apply(plan)
    refusals += outcome.refusals
    refusals += _losers(cart, candidates, plan, outcome)
    places = {entered.code: place for place, entered in enumerate(codes)}
    refusals.sort(key=lambda refusal: places.get(refusal.code, -1))
    return Outcome(
        effects=outcome.effects,
        refusals=tuple(refusal for refusal in refusals if _is_told(refusal)),
        unasked=tuple(refusal for refusal in refusals if not _is_told(refusal)),
    )


def _candidates(
    cart: _Cart, rules: Sequence[Rule], codes: Sequence[EnteredCode], shopper: Shopper
) -> tuple[list[_Candidate], list[Refusal]]:
    by_key = {rule.key: rule for rule in rules}
    asked: dict[int, EnteredCode] = {}
    refusals: list[Refusal] = []
    for entered in codes:
        rule = by_key.get(entered.rule or 0)
        if rule is None:
            refusals.append(Refusal(Reason.UNKNOWN, entered.code))
        elif rule.key in asked:
            refusals.append(
                Refusal(Reason.SAME_PROMOTION, entered.code, rule.name, other=asked[rule.key].code)
            )
        else:
            asked[rule.key] = entered
    found = []
    for rule in rules:
        code = asked.get(rule.key)
        if rule.by_code and code is None:
            continue
        against = refusal_of(rule, code, cart.lines, shopper)
        candidate = _Candidate(rule, code.code if code else "")
        if against is None:
            alone = cart.apply([candidate])
            against = alone.refusals[0] if alone.refusals else None
        if against is None:
            found.append(candidate)
        else:
            refusals.append(against)
    return found, refusals


def _is_told(refusal: Refusal) -> bool:
    """Whoever typed a code gets an answer; of what nobody asked for, only a gift that is gone is spoken of."""
    return bool(refusal.code) or refusal.reason == Reason.GIFT_SOLD_OUT


def _best(cart: _Cart, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    free = [each for each in candidates if each.rule.combines == "always"]
    plans = [[each] for each in candidates if each.rule.combines == "alone"]
    others = [each for each in candidates if each.rule.combines == "one"]
    if others:
        plans.append([*free, max(others, key=lambda each: _weight(cart, [*free, each], each))])
    elif free:
        plans.append(free)
    return max(plans, key=lambda plan: _weight(cart, plan)) if plans else []


def _weight(
    cart: _Cart, plan: Sequence[_Candidate], decides: _Candidate | None = None
) -> tuple[int, Decimal, bool, int]:
    """What is compared: priority, saving, whether it stands alone, age; `decides` is the one that is chosen among."""
    priority = decides.rule.priority if decides else max(each.rule.priority for each in plan)
    oldest = decides.rule.key if decides else min(each.rule.key for each in plan)
    return priority, cart.apply(plan).gross, plan[0].rule.combines == "alone", -oldest


def _losers(
    cart: _Cart, candidates: Sequence[_Candidate], plan: Sequence[_Candidate], outcome: Outcome
) -> list[Refusal]:
    """Say why a promotion that could have counted does not: another saves more, or forbids it."""
    refused = []
    for each in candidates:
        if each in plan:
            continue
        instead = _in_the_way(each, plan, outcome)
        saves_less = cart.apply([each]).gross <= outcome.gross
        reason = Reason.BETTER_APPLIED if saves_less else Reason.NOT_COMBINABLE
        refused.append(Refusal(reason, each.code, each.rule.name, other=instead.name))
    return refused


def _in_the_way(loser: _Candidate, plan: Sequence[_Candidate], outcome: Outcome) -> Rule:
    """Return the promotion that the loser does not combine with, the one that saves most of them."""
    rivals = [
        each.rule
        for each in plan
        if "alone" in (each.rule.combines, loser.rule.combines) or each.rule.combines == "one"
    ]
    saved = {effect.rule.key: effect.gross for effect in outcome.effects}
    return max(rivals, key=lambda rule: (saved.get(rule.key, Decimal(0)), -rule.key))
