"""What delivery is offered where, and for how much."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.brief import briefly
from shipping.carriers import CARRIERS
from shipping.models import DeliveryMethod, DeliveryRate, DeliveryZone
from shipping.offers import DeliveryOffer, Destination, Quotation
from shipping.parcels import Parcel

__all__ = ["DeliveryOffer", "is_collected", "offers", "quotation", "served_countries"]


def offers(
    country: str,
    goods_gross: Decimal,
    *,
    postcode: str = "",
    parcel: Parcel | None = None,
    now: datetime | None = None,
) -> list[DeliveryOffer]:
    """Return, in one query, the ways of delivery to an address for goods worth `goods_gross` (EUR with VAT).

    The names are in the active language. An empty list means that the shop does not deliver that there.
    """
    found = quotation(country, goods_gross, postcode=postcode, parcel=parcel, now=now)
    return list(found.offers)


def quotation(
    country: str,
    goods_gross: Decimal,
    *,
    postcode: str = "",
    parcel: Parcel | None = None,
    now: datetime | None = None,
) -> Quotation:
    """Return what all carriers offer, as `offers` does, and why the rest is not offered."""
    answers = [
        carrier.quote(
            parcel or Parcel(),
            Destination(country, postcode),
            goods_gross=goods_gross,
            now=now or timezone.now(),
        )
        for carrier in CARRIERS
    ]
    return Quotation(
        offers=tuple(offer for answer in answers for offer in answer.offers),
        refusals=tuple(refusal for answer in answers for refusal in answer.refusals),
        zone=", ".join(answer.zone for answer in answers if answer.zone),
    )


def is_collected(code: str) -> bool:
    """Tell whether an offer's code is that of a way to fetch goods from the shop, offered to this address or not."""
    return code.partition("--")[0] in _pickup_codes()


@briefly
def _pickup_codes() -> frozenset[str]:
    methods = DeliveryMethod.objects.filter(kind=DeliveryMethod.Kind.PICKUP, active=True)
    return frozenset(methods.values_list("code", flat=True))


@briefly
def served_countries() -> list[str]:
    """Return, in one query, the codes of the countries that at least one way of delivery reaches, without order.

    Some postcodes are enough.
    """
    offered = DeliveryRate.objects.filter(zone=OuterRef("pk"), method__active=True)
    zones = DeliveryZone.objects.annotate(offered=Exists(offered)).order_by("position", "pk")
    served: dict[str, bool] = {}
    decided: set[str] = set()
    for zone in zones:
        for country in map(str, zone.countries):
            # The first zone with the whole country decides, even where it offers nothing.
            if country not in decided:
                served[country] = served.get(country, False) or zone.offered
                decided |= set() if zone.postcodes.strip() else {country}
    return [code for code, is_served in served.items() if is_served]
