"""Reading the table of VAT rates."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from core.brief import briefly
from core.compiled import CompiledQuery
from taxes.models import VatClass, VatRate
from taxes.territories import Territory

Rates = dict[VatClass, Decimal]


def rates_of(places: Collection[Territory], on: date) -> dict[Territory, Rates]:
    """Return, in one query, the rates in percent that are in force that day in each of the places.

    A region's own rates stand over those of its country; a rate whose last day is over is in force no more, even where
    nothing follows it.
    """
    known: dict[tuple[str, str], Rates] = {}
    for row in _begun(tuple(sorted({place.country for place in places})), on):
        if row.valid_until is None or row.valid_until >= on:
            known.setdefault((str(row.country), row.region), {})[VatClass(row.vat_class)] = row.rate
    return {
        place: {**known.get((place.country, ""), {}), **known.get((place.country, place.region), {})}
        for place in places
    }


@briefly
def _begun(countries: tuple[str, ...], on: date) -> list[VatRate]:
    """Return the newest rate of each class and region that has begun by a day."""
    return _BEGUN(countries=list(countries), on=on)


_BEGUN = CompiledQuery(
    lambda countries, on: (
        VatRate.objects.filter(country__any=countries, valid_from__lte=on)
        .order_by("country", "region", "vat_class", "-valid_from")
        .distinct("country", "region", "vat_class")
    ),
    countries=["<country>"],
    on=date(1, 1, 1),
)


def rates_for(country: str, on: date) -> Rates:
    """Return, in one query, the rates in percent that are in force in a country that day; a class may be missing."""
    place = Territory(code=country, country=country)
    return rates_of([place], on)[place]
