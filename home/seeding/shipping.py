"""Delivery zones and methods. VAT rates come with the migrations of `taxes`."""

from decimal import Decimal
from typing import Any

from home.seeding.data import SOURCE, TARGET, load
from home.seeding.shop import DemoShop
from shipping.models import DeliveryMethod, DeliveryRate, DeliveryZone


def add_delivery(shop: DemoShop) -> None:
    """Make the methods that are missing, known by code, and the zones, known by name."""
    zones = {}
    for position, zone in enumerate(load("delivery")["zones"]):
        zones[zone["key"]], made = DeliveryZone.objects.get_or_create(
            name=zone["name"][SOURCE], defaults={"countries": zone["countries"], "position": position}
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
    )
    method.full_clean()
    method.rates = [
        DeliveryRate(
            zone=zones[rate["zone"]],
            price=Decimal(rate["price"]),
            free_from=Decimal(rate["free_from"]) if "free_from" in rate else None,
            days_min=rate["days_min"],
            days_max=rate["days_max"],
            sort_order=order,
        )
        for order, rate in enumerate(data["rates"])
    ]
    method.save()
