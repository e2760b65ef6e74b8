"""Reading the table of VAT rates."""

from datetime import date
from decimal import Decimal

from taxes.models import VatClass, VatRate


def rates_by_country(countries: set[str], on: date) -> dict[str, dict[VatClass, Decimal]]:
    """Return, in one query, the rates in percent that are in force that day in each of the countries."""
    rows = (
        VatRate.objects.filter(country__in=sorted(countries), valid_from__lte=on)
        .order_by("country", "vat_class", "-valid_from")
        .distinct("country", "vat_class")
    )
    found: dict[str, dict[VatClass, Decimal]] = {code: {} for code in countries}
    for row in rows:
        found[str(row.country)][VatClass(row.vat_class)] = row.rate
    return found


def rates_for(country: str, on: date) -> dict[VatClass, Decimal]:
    """Return, in one query, the rates in percent that are in force in a country that day; a class may be missing."""
    return rates_by_country({country}, on)[country]
