"""What delivery is offered where, and for how much."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from core.money import ZERO
from shipping.models import DeliveryRate, DeliveryZone


@dataclass(frozen=True)
class DeliveryOffer:
    """One way of delivery to a country. `price` is what this cart would pay, gross EUR; `regular_price` without a gift."""

    code: str
    kind: str
    name: str
    description: str
    price: Decimal
    regular_price: Decimal
    free_from: Decimal | None
    days_min: int
    days_max: int
    allows_cod: bool

    @property
    def is_free(self) -> bool:
        return self.price == ZERO


def _zone_of(country: str) -> QuerySet[DeliveryZone]:
    # Codes are two letters and separated by commas, so one cannot hide inside another.
    return DeliveryZone.objects.filter(countries__contains=country).order_by("position", "pk")


def offers(country: str, goods_gross: Decimal) -> list[DeliveryOffer]:
    """Return, in one query, the ways of delivery to a country for goods worth `goods_gross` (EUR with VAT).

    The names are in the active language. An empty list means that the shop does not deliver there.
    """
    rates = (
        DeliveryRate.objects.filter(zone=Subquery(_zone_of(country).values("pk")[:1]), method__active=True)
        .select_related("method")
        .order_by("method__position", "method__pk")
    )
    return [_offer(rate, goods_gross) for rate in rates]


def _offer(rate: DeliveryRate, goods_gross: Decimal) -> DeliveryOffer:
    free = rate.free_from is not None and goods_gross >= rate.free_from
    return DeliveryOffer(
        code=rate.method.code,
        kind=rate.method.kind,
        name=rate.method.name,
        description=rate.method.description,
        price=ZERO if free else rate.price,
        regular_price=rate.price,
        free_from=rate.free_from,
        days_min=rate.days_min,
        days_max=rate.days_max,
        allows_cod=rate.method.allows_cod,
    )


def served_countries() -> list[str]:
    """Return, in one query, the codes of the countries that at least one way of delivery reaches, without order."""
    offered = DeliveryRate.objects.filter(zone=OuterRef("pk"), method__active=True)
    zones = DeliveryZone.objects.annotate(offered=Exists(offered)).order_by("position", "pk")
    served: dict[str, bool] = {}
    for zone in zones:
        for country in zone.countries:
            # The first zone that lists a country decides, even where it offers nothing.
            served.setdefault(str(country), zone.offered)
    return [code for code, is_served in served.items() if is_served]
