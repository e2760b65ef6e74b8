"""Whose VAT a sale carries, and whether it carries any (DESIGN 1.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from core.models import OssMode, ShopSettings
from taxes.models import VatClass
from taxes.selectors import rates_by_country

Treatment = Literal["charged", "not_registered", "intra_community", "export"]
# A zero-rated sale is charged the net: the home VAT is taken off the advertised price (DESIGN 1.7).
ZERO_RATED: tuple[Treatment, ...] = ("intra_community", "export")


class RateMissing(Exception):
    """The table of rates says nothing about a country that the shop must charge VAT for."""

    def __init__(self, country: str) -> None:
        super().__init__(f"no standard VAT rate is in force for {country}")
        self.country = country


@dataclass(frozen=True)
class VatContext:
    """The rates, in percent, that one sale is charged with; for a zero-rated one those of `country` that are taken off."""

    treatment: Treatment
    country: str
    rates: Mapping[VatClass, Decimal]

    def rate_of(self, vat_class: str) -> Decimal:
        """Return the rate of a class in percent: 0 unless VAT is charged.

        A class that the country has no row for is charged with the standard rate: never too little VAT.
        """
        return self._rate(vat_class) if self.treatment == "charged" else Decimal(0)

    def removed_rate_of(self, vat_class: str) -> Decimal:
        """Return the rate in percent of the home VAT that a zero-rated sale takes off the advertised price, else 0."""
        return self._rate(vat_class) if self.treatment in ZERO_RATED else Decimal(0)

    def _rate(self, vat_class: str) -> Decimal:
        return self.rates.get(VatClass(vat_class), self.rates[VatClass.STANDARD])


def vat_context(*, shop: ShopSettings, country: str, on: date) -> VatContext:
    """Return the VAT position of a sale to a consumer in `country` on a day, with one query at the most.

    The merchant's own country's VAT is charged; that of the country of delivery where the merchant declares it through
    the one-stop shop and the table knows the country. Sources: Directive 2006/112/EC, Art. 33(a), 59c and 369a ff.; ЗДДС
    чл. 20, 20б. Raises RateMissing when the country whose VAT is due has no standard rate.
    """
    home = str(shop.country)
    if not shop.vat_registered:
        return VatContext(treatment="not_registered", country=home, rates={})
    candidates = [country, home] if shop.oss_mode == OssMode.VOLUNTARY else [home]
    found = rates_by_country(set(candidates), on)
    for code in candidates:
        if VatClass.STANDARD in found[code]:
            return VatContext(treatment="charged", country=code, rates=found[code])
    raise RateMissing(home)
