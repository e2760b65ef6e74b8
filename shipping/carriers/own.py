"""The shop's own tariffs: zones, methods and prices from the settings."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from core.brief import briefly
from core.compiled import CompiledQuery
from core.models.site_settings import in_language
from core.money import ZERO, round_money
from shipping.days import HORIZON, expected
from shipping.models import ClosedDay, DeliveryMethod, DeliveryRate, DeliveryZone, PickupPlace
from shipping.offers import DeliveryOffer, Destination, Quotation, Refusal
from shipping.parcels import Parcel
from shipping.postcodes import matches

PICKUP = DeliveryMethod.Kind.PICKUP


class OwnTariffs:
    def quote(
        self, parcel: Parcel, destination: Destination, *, goods_gross: Decimal, now: datetime
    ) -> Quotation:
        """Return, in one query, the methods of the first zone that takes the address."""
        rates = _rates_towards(destination.country, timezone.localtime(now).date())
        if not rates:
            return Quotation(refusals=(Refusal("no_zone"),))
        zones: list[dict[str, Any]] = rates[0].zones
        zone = next(
            (z for z in zones if matches(z["postcodes"], destination.postcode, destination.country)), None
        )
        if zone is None:
            return Quotation(refusals=(Refusal("postcode" if destination.postcode else "postcode_needed"),))
        if not any(rate.zone_id == zone["pk"] for rate in rates):
            # A zone without prices: left out on purpose.
            return Quotation(
                refusals=(Refusal("postcode" if zone["postcodes"] else "no_zone"),), zone=zone["name"]
            )
        offers: list[DeliveryOffer] = []
        refusals: list[Refusal] = []
        for method, own in groupby(rates, key=lambda rate: rate.method):
            here = [rate for rate in own if rate.zone_id == zone["pk"]]
            if not here:
                # Offered in another part of the country only: no news to the shopper, but to who sets the prices.
                refusals.append(Refusal("no_price", method.name))
            elif refusal := _refusal(method, parcel, goods_gross):
                refusals.append(refusal)
            elif (rate := _rate_for(here, parcel.chargeable_grams(method.volumetric_divisor))) is None:
                limit = max(rate.up_to_grams or 0 for rate in here)
                refusals.append(Refusal("weight", method.name, Decimal(limit)))
            else:
                found = list(_offers(rate, parcel, goods_gross, now))
                offers.extend(found)
                refusals.extend([] if found else [Refusal("closed", method.name)])
        return Quotation(tuple(offers), tuple(refusals), zone["name"])


@briefly
def _rates_towards(country: str, today: date) -> list[Any]:
    """Return all prices towards a country with its zones, in their order, the places and the days off that may count."""
    return _TOWARDS(country=country, today=today, horizon=today + HORIZON)


def _towards(country: str, today: date, horizon: date) -> QuerySet[DeliveryRate]:
    zones = DeliveryZone.objects.filter(countries__lists=country).order_by("position", "pk")
    places = PickupPlace.objects.filter(method=OuterRef("method"), active=True).order_by("sort_order", "pk")
    texts = ("name_bg", "name_en", "address_bg", "address_en", "hours_bg", "hours_en")
    return (
        DeliveryRate.objects.filter(zone__countries__lists=country, method__active=True)
        .select_related("method")
        .annotate(
            zones=ArraySubquery(zones.values(json=JSONObject(pk="pk", name="name", postcodes="postcodes"))),
            places=ArraySubquery(places.values(json=JSONObject(pk="pk", **{text: text for text in texts}))),
            closed=ArraySubquery(ClosedDay.objects.filter(day__range=(today, horizon)).values("day")),
        )
        .order_by("method__position", "method_id")
    )


_TOWARDS = CompiledQuery(_towards, country="<country>", today=date(1, 1, 1), horizon=date(1, 1, 2))


def _refusal(method: DeliveryMethod, parcel: Parcel, goods_gross: Decimal) -> Refusal | None:
    """Return which limit of the method stands in the way."""
    if method.goods_min is not None and goods_gross < method.goods_min:
        return Refusal("worth_less", method.name, method.goods_min)
    if method.goods_max is not None and goods_gross > method.goods_max:
        return Refusal("worth_more", method.name, method.goods_max)
    if method.heaviest_grams is not None and parcel.weight_grams > method.heaviest_grams:
        return Refusal("heavy", method.name, Decimal(method.heaviest_grams))
    if method.longest_mm is not None and parcel.longest_mm > method.longest_mm:
        return Refusal("long", method.name, Decimal(method.longest_mm))
    return None


def _rate_for(rates: Sequence[DeliveryRate], grams: int) -> DeliveryRate | None:
    """Return the price of the lightest step that holds the weight, else the one that goes on by the kilogram."""
    steps = sorted(rates, key=lambda rate: (rate.up_to_grams is None, rate.up_to_grams or 0))
    for rate in steps:
        if rate.up_to_grams is None or grams <= rate.up_to_grams:
            return rate
    return steps[-1] if steps[-1].per_kg is not None else None


def _price(rate: DeliveryRate, grams: int) -> Decimal:
    if rate.up_to_grams is None or rate.per_kg is None or grams <= rate.up_to_grams:
        return rate.price
    started = -(-(grams - rate.up_to_grams) // 1000)
    return round_money(rate.price + started * rate.per_kg)


def _offers(
    rate: DeliveryRate, parcel: Parcel, goods_gross: Decimal, now: datetime
) -> Iterator[DeliveryOffer]:
    """Yield the offer of a price; one for each open place where it is collected."""
    method = rate.method
    for place in rate.places if method.kind == PICKUP else [None]:
        yield _offer(rate, parcel, goods_gross, now, place)


def _offer(
    rate: DeliveryRate, parcel: Parcel, goods_gross: Decimal, now: datetime, place: Mapping[str, Any] | None
) -> DeliveryOffer:
    method = rate.method
    grams = parcel.chargeable_grams(method.volumetric_divisor)
    regular = _price(rate, grams)
    free = rate.free_from is not None and goods_gross >= rate.free_from
    arrives = expected(
        now=now,
        cut_off=method.cut_off,
        handling_days=method.handling_days,
        days=(rate.days_min, rate.days_max),
        closed=rate.closed,
    )
    return DeliveryOffer(
        code=f"{method.code}--{place['pk']}" if place else method.code,
        kind=method.kind,
        name=f"{method.name}, {_in_language(place, 'name')}" if place else method.name,
        description=method.description,
        price=ZERO if free else regular,
        regular_price=regular,
        free_from=rate.free_from,
        days_min=method.handling_days + rate.days_min,
        days_max=method.handling_days + rate.days_max,
        allows_cod=method.allows_cod,
        method_code=method.code,
        expected=(arrives.first, arrives.last),
        place=", ".join(_in_language(place, text) for text in ("address", "hours")) if place else "",
        chargeable_grams=grams,
    )


def _in_language(place: Mapping[str, Any], text: str) -> str:
    return in_language(place[f"{text}_bg"], place[f"{text}_en"])
