"""Promotions to test with.

make_promotion("percent", percent="10")              # 10 % off everything, by itself
make_promotion("percent", percent="10", code="TEN")  # only with the code
"""

from decimal import Decimal
from itertools import count
from typing import Any

from promotions.codes import key_of
from promotions.models import Coupon, Promotion, PromotionGroup, PromotionTier

_numbers = count(1)
_VALUES = {"percent": {"percent": "10"}, "amount": {"amount": "5.00"}, "buy_get": {"percent": "100"}}


def make_promotion(kind: str = "percent", *, code: str = "", **attributes: Any) -> Promotion:
    """Return a promotion; sums and percentages may be text. `products`, `variants`, `categories` and `groups` are lists,
    `tiers` is a list of (from pieces, percent)."""
    number = next(_numbers)
    values = {**_VALUES.get(kind, {}), **attributes}
    for name in ("percent", "amount", "minimum_goods"):
        if isinstance(values.get(name), str):
            values[name] = Decimal(values[name])
    if kind == "buy_get":
        values = {"buy_quantity": 2, "get_quantity": 1, **values}
    lists = {name: values.pop(name, []) for name in ("products", "variants", "categories", "groups", "tiers")}
    chosen = any(lists[name] for name in ("products", "variants", "categories"))
    names = {
        "label": f"Promotion {number}",
        "name_bg": f"Промоция {number}",
        "name_en": f"Promotion {number}",
    }
    promotion = Promotion.objects.create(
        **{**names, "kind": kind, "by_code": bool(code), "everything": not chosen, **values}
    )
    for name in ("products", "variants", "categories"):
        getattr(promotion, name).set(lists[name])
    for group in lists["groups"]:
        PromotionGroup.objects.create(promotion=promotion, group=group)
    for quantity, percent in lists["tiers"]:
        PromotionTier.objects.create(promotion=promotion, from_quantity=quantity, percent=Decimal(percent))
    if code:
        make_coupon(promotion, code)
    return promotion


def make_coupon(promotion: Promotion, code: str, **attributes: Any) -> Coupon:
    return Coupon.objects.create(promotion=promotion, code=code, key=key_of(code), **attributes)
