"""Ways of delivery to test with. Wagtail's index of references is left out: nothing asks it about them."""

from decimal import Decimal
from typing import Any

from wagtail.signal_handlers import disable_reference_index_auto_update

from shipping.models import DeliveryMethod, DeliveryRate, DeliveryZone, PickupPlace


@disable_reference_index_auto_update()
def make_zone(*countries: str, name: str = "", position: int = 0, postcodes: str = "") -> DeliveryZone:
    return DeliveryZone.objects.create(
        name=name or "-".join(countries), countries=list(countries), position=position, postcodes=postcodes
    )


def make_method(
    zone: DeliveryZone,
    *,
    code: str = "courier",
    price: str = "5.90",
    free_from: str | None = None,
    days: tuple[int, int] = (1, 2),
    **attributes: Any,
) -> DeliveryMethod:
    """Return a way of delivery with its price in one zone, whatever the weight."""
    values = {"name_bg": f"Куриер {code}", "name_en": f"Courier {code}", **attributes}
    with disable_reference_index_auto_update():
        method = DeliveryMethod.objects.create(code=code, **values)
    make_rate(method, zone, price=price, free_from=free_from, days=days)
    return method


@disable_reference_index_auto_update()
def make_rate(
    method: DeliveryMethod,
    zone: DeliveryZone,
    *,
    price: str = "5.90",
    up_to: int | None = None,
    per_kg: str | None = None,
    free_from: str | None = None,
    days: tuple[int, int] = (1, 2),
) -> DeliveryRate:
    return DeliveryRate.objects.create(
        method=method,
        zone=zone,
        up_to_grams=up_to,
        price=Decimal(price),
        per_kg=Decimal(per_kg) if per_kg else None,
        free_from=Decimal(free_from) if free_from else None,
        days_min=days[0],
        days_max=days[1],
    )


def make_place(method: DeliveryMethod, name: str = "Шипка", **attributes: Any) -> PickupPlace:
    values = {
        "name_bg": name,
        "name_en": f"{name} (en)",
        "address_bg": "ул. Шипка 6, София",
        "address_en": "6 Shipka St, Sofia",
        "hours_bg": "пн–пт 10–19",
        "hours_en": "Mon–Fri 10–19",
    }
    return PickupPlace.objects.create(method=method, **(values | attributes))
