"""Carts and promotions as values, short to write.

outcome = apply(line(1, "40.00"), line(2, "10.00", 3), rules=[rule(1, "percent", percent="10")])
"""

import uuid
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from promotions.engine.plan import discounts
from promotions.engine.rules import EnteredCode, GiftStock, Line, Rule, Scope, Shopper, Tier

NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Sofia"))
GUEST = Shopper(moment=NOON, country="BG")


def line(key, price, quantity=1, **more):
    return Line(
        key=key, product=more.pop("product", key), quantity=quantity, unit_gross=Decimal(price), **more
    )


def rule(key, kind, **more):
    for name in ("percent", "amount", "minimum_goods"):
        if isinstance(more.get(name), str):
            more[name] = Decimal(more[name])
    scope = {
        name: more.pop(name)
        for name in ("everything", "products", "variants", "categories", "excludes_reduced")
        if name in more
    }
    if {"products", "variants", "categories"} & set(scope):
        scope.setdefault("everything", False)
    scope = {name: frozenset(value) if isinstance(value, set) else value for name, value in scope.items()}
    return Rule(
        key=key, public_id=uuid.UUID(int=key), name=f"Rule {key}", kind=kind, scope=Scope(**scope), **more
    )


def tier(quantity, *, percent=None, price=None):
    return Tier(quantity, percent and Decimal(percent), price and Decimal(price))


def code(written, key=None, **more):
    return EnteredCode(code=written, rule=key, **more)


def apply(*lines, rules, codes=(), shopper=GUEST, delivery="5.90", gifts=None):
    return discounts(
        lines=lines,
        rules=rules,
        codes=codes,
        shopper=shopper,
        delivery=None if delivery is None else Decimal(delivery),
        gifts={key: GiftStock(Decimal(price), left) for key, (price, left) in (gifts or {}).items()},
    )


def told(outcome):
    """What each promotion took off, by its key."""
    return {effect.rule.key: str(effect.gross) for effect in outcome.effects}


def reasons(outcome):
    return [(refusal.code, str(refusal.reason)) for refusal in outcome.refusals]
