"""Ways of delivery to test with."""

from decimal import Decimal

from shipping.models import DeliveryMethod, DeliveryRate, DeliveryZone


def make_zone(*countries: str, name: str = "", position: int = 0) -> DeliveryZone:
    return DeliveryZone.objects.create(
        name=name or "-".join(countries), countries=list(countries), position=position
    )


def make_method(
    zone: DeliveryZone,
    *,
    code: str = "courier",
    price: str = "5.90",
    free_from: str | None = None,
    days: tuple[int, int] = (1, 2),
    **attributes,
) -> DeliveryMethod:
    """Return a way of delivery with its price in one zone."""
    values = {"name_bg": f"Куриер {code}", "name_en": f"Courier {code}", **attributes}
    method = DeliveryMethod.objects.create(code=code, **values)
    make_rate(method, zone, price=price, free_from=free_from, days=days)
    return method


def make_rate(
    method: DeliveryMethod,
    zone: DeliveryZone,
    *,
    price: str = "5.90",
    free_from: str | None = None,
    days: tuple[int, int] = (1, 2),
) -> DeliveryRate:
    return DeliveryRate.objects.create(
        method=method,
        zone=zone,
        price=Decimal(price),
        free_from=Decimal(free_from) if free_from else None,
        days_min=days[0],
        days_max=days[1],
    )
