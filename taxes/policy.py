"""Whose VAT a sale carries, and whether it carries any (DESIGN 1.7)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from core.models import OssMode, ShopSettings
from taxes.models import VatClass
from taxes.numbers import VatNumber
from taxes.oss import standing
from taxes.selectors import Rates, rates_of
from taxes.territories import Territory, territory
from taxes.vies import State

Treatment = Literal["charged", "not_registered", "intra_community", "export"]
# A zero-rated sale is charged the net: the home VAT is taken off the advertised price (DESIGN 1.7).
ZERO_RATED: tuple[Treatment, ...] = ("intra_community", "export")


class RateMissing(Exception):
    """The table of rates says nothing about a country that the shop must charge VAT for."""

    def __init__(self, country: str) -> None:
        super().__init__(f"no standard VAT rate is in force for {country}")
        self.country = country


@dataclass(frozen=True)
class Business:
    """A buyer with a VAT number, and what VIES says of it: only `valid` changes the VAT."""

    number: VatNumber
    state: State


@dataclass(frozen=True)
class Beyond:
    """What follows once a sale takes the merchant over the threshold: more than `room` net EUR is taxed by `then`."""

    room: Decimal
    then: "VatContext"


@dataclass(frozen=True)
class VatContext:
    """The rates, in percent, that one sale is charged with; for a zero-rated one those of `country` that are taken off.

    `country` is the state whose VAT it is, XI for Northern Ireland. `beyond` is there while the threshold of the one-stop
    shop is near enough for this sale to pass it (Directive 2006/112/EC, Art. 59c(3)).
    """

    treatment: Treatment
    country: str
    rates: Mapping[VatClass, Decimal]
    beyond: Beyond | None = None

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


def vat_context(
    *,
    shop: ShopSettings,
    country: str,
    on: date,
    postcode: str = "",
    business: Business | None = None,
) -> VatContext:
    """Return the VAT position of a sale that is delivered to an address, on a day.

    - A merchant who is not registered charges none (ЗДДС чл. 113, ал. 9).
    - What leaves the VAT area of the Union is an export (Directive 2006/112/EC, Art. 146; ЗДДС чл. 28).
    - Goods sent to another member state for a buyer whose number from another state than the merchant's is valid in VIES
      are an intra-Community supply (Art. 138; ЗДДС чл. 7 and 53).
    - Anybody else pays the merchant's own country's VAT, or that of the country of delivery where it is declared through
      the one-stop shop and the table knows that country (Art. 33(a), 59c and 369a ff.; ЗДДС чл. 20, 20б).

    One query, or two while the threshold decides; none for a merchant without VAT. Raises RateMissing when the country
    whose VAT is due has no standard rate.
    """
    home = Territory(code=str(shop.country), country=str(shop.country))
    if not shop.vat_registered:
        return VatContext(treatment="not_registered", country=home.code, rates={})
    place = territory(country, postcode)
    if not place.in_area:
        return VatContext(treatment="export", country=home.code, rates=_home_rates(home, on))
    abroad = place.code != home.code
    if abroad and business and business.state == "valid" and business.number.state != home.code:
        return VatContext(treatment="intra_community", country=home.code, rates=_home_rates(home, on))
    if not abroad or shop.oss_mode == OssMode.OFF:
        return VatContext(treatment="charged", country=home.code, rates=_home_rates(home, on))
    return _distance_sale(shop, home, place, on)


def crosses_a_border(*, shop: ShopSettings, country: str, postcode: str) -> bool:
    """Tell whether goods sent there to a consumer count towards the threshold: another member state, inside the area."""
    place = territory(country, postcode)
    return place.in_area and place.code != str(shop.country)


def at_home(*, shop: ShopSettings, country: str, postcode: str) -> bool:
    """Tell whether an address lies in the merchant's own country and has its ordinary rates."""
    place = territory(country, postcode)
    return place == Territory(code=str(shop.country), country=str(shop.country))


def _home_rates(home: Territory, on: date) -> Rates:
    return _with_standard(home, rates_of([home], on)[home])


def _with_standard(home: Territory, rates: Rates) -> Rates:
    if VatClass.STANDARD not in rates:
        raise RateMissing(home.code)
    return rates


def _distance_sale(shop: ShopSettings, home: Territory, place: Territory, on: date) -> VatContext:
    found = rates_of([place, home], on)
    at_home = VatContext(treatment="charged", country=home.code, rates=found[home])
    if VatClass.STANDARD not in found[place]:
        _with_standard(home, found[home])
        return at_home
    there = VatContext(treatment="charged", country=place.code, rates=found[place])
    if shop.oss_mode == OssMode.VOLUNTARY:
        return there
    now = standing(on)
    if now.passed:
        return there
    _with_standard(home, found[home])
    return replace(at_home, beyond=Beyond(room=now.room, then=there))
