"""Delivery zones and methods. VAT rates come with the migrations of `taxes`, public holidays with those of `shipping`."""

from datetime import time
from decimal import Decimal
from typing import Any

from home.seeding.data import SOURCE, TARGET, load
from home.seeding.shop import DemoShop
from shipping.models import DeliveryMethod, DeliveryRate, DeliveryZone, PickupPlace

# What a method may say beside its names; the rest is as the shop's staff would find it.
SUMS = ("goods_min", "goods_max")
FIGURES = ("handling_days", "heaviest_grams", "longest_mm")


def add_delivery(shop: DemoShop) -> None:
    """Make the methods that are missing, known by code, and the zones, known by name."""
    zones = {}
    for position, zone in enumerate(load("delivery")["zones"]):
        postcodes = "\n".join(zone.get("postcodes", ()))
        zones[zone["key"]], made = DeliveryZone.objects.get_or_create(
            name=zone["name"][SOURCE],
            defaults={"countries": zone["countries"], "position": position, "postcodes": postcodes},
        )
        shop.made["delivery zones"] += made
    for position, method in enumerate(load("delivery")["methods"]):
        if not DeliveryMethod.objects.filter(code=method["code"]).exists():
            _make_method(method, position, zones)
            shop.made["delivery methods"] += 1


def _make_method(data: dict[str, Any], position: int, zones: dict[str, DeliveryZone]) -> None:
    method = DeliveryMethod(
        code=data["code"],
        kind=data["kind"],
        name_bg=data["name"][SOURCE],
        name_en=data["name"][TARGET],
        description_bg=data["description"][SOURCE],
        description_en=data["description"][TARGET],
        allows_cod=data["allows_cod"],
        position=position,
        **{name: data[name] for name in FIGURES if name in data},
        **{name: Decimal(data[name]) for name in SUMS if name in data},
    )
    if "cut_off" in data:
        method.cut_off = time.fromisoformat(data["cut_off"])
    if not data.get("by_volume", True):
        method.volumetric_divisor = None
    method.full_clean()
    method.rates = [_rate(rate, order, zones) for order, rate in enumerate(data["rates"])]
    method.places = [_place(place, order) for order, place in enumerate(data.get("places", ()))]
    method.save()


def _rate(rate: dict[str, Any], order: int, zones: dict[str, DeliveryZone]) -> DeliveryRate:
    return DeliveryRate(
        zone=zones[rate["zone"]],
        up_to_grams=rate.get("up_to"),
        price=Decimal(rate["price"]),
        per_kg=Decimal(rate["per_kg"]) if "per_kg" in rate else None,
        free_from=Decimal(rate["free_from"]) if "free_from" in rate else None,
        days_min=rate["days_min"],
        days_max=rate["days_max"],
        sort_order=order,
    )


def _place(place: dict[str, Any], order: int) -> PickupPlace:
    return PickupPlace(
        **{
            f"{text}_{suffix}": place[text][language]
            for text in ("name", "address", "hours")
            for suffix, language in (("bg", SOURCE), ("en", TARGET))
        },
        sort_order=order,
    )
