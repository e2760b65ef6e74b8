"""Promotions of the demo, known by their name for staff."""

from decimal import Decimal
from typing import Any

from home.seeding.data import SOURCE, TARGET, DemoDataError, load
from home.seeding.shop import ACTOR, DemoShop
from products.models import Variant
from promotions.models import Promotion
from promotions.services.coupons import CouponSpec, add_coupons
from promotions.services.editing import PromotionSpec, create_promotion

_SUMS = ("percent", "amount", "minimum_goods")


def add_promotions(shop: DemoShop) -> None:
    """Make the promotions that are missing, with their codes; a merchant's own changes are left alone."""
    for data in load("promotions"):
        if Promotion.objects.filter(label=data["label"]).exists():
            continue
        promotion = create_promotion(spec=_spec(shop, data), actor=ACTOR)
        if codes := data.get("codes"):
            specs = [CouponSpec(code=code) for code in codes]
            add_coupons(promotion_id=promotion.pk, specs=specs, actor=ACTOR)
        shop.made["promotions"] += 1


def _spec(shop: DemoShop, data: dict[str, Any]) -> PromotionSpec:
    described = {"name", "codes", "categories", "gift"}
    values = {name: value for name, value in data.items() if name not in described}
    values |= {name: Decimal(values[name]) for name in _SUMS if name in values}
    values |= {"name_bg": data["name"][SOURCE], "name_en": data["name"][TARGET], "by_code": "codes" in data}
    if "gift" in data:
        values["gift"] = _variant(data["gift"])
    categories = [shop.page(f"category:{key}") for key in data.get("categories", ())]
    return PromotionSpec(values=values, categories=categories)


def _variant(sku: str) -> Variant:
    found = Variant.objects.filter(sku=sku).first()
    if found is None:
        raise DemoDataError(f"promotions.yaml gives {sku!r}, which nobody sells.")
    return found
