"""What a thing costs at a moment: the only source of the price on a page, in a list and in the cart (DESIGN 1.3)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Case, F, Q, When

from products.prior_price import Reduction
from products.unit_price import UnitPrice, unit_price


class Priced(Reduction, Protocol):
    """A variant or a listing entry: gross EUR, what it was before, and what is in it."""

    @property
    def price(self) -> Any: ...

    @property
    def prior_price(self) -> Any: ...

    @property
    def content_quantity(self) -> Any: ...

    @property
    def content_unit(self) -> Any: ...


@dataclass(frozen=True)
class PriceNow:
    """A price at a moment, gross EUR; `until` is the end of the reduction, where it has one.

    `prior` is the lowest price of the 30 days before the reduction (products.prior_price): it stands beside every struck
    price. `unit` is what one kg, l, m, m² or piece costs at `amount`, where the content is known.
    """

    amount: Decimal
    regular: Decimal
    reduced: bool = False
    until: datetime | None = None
    prior: Decimal | None = None
    unit: UnitPrice | None = None

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError("a price is above zero")
        if self.amount > self.regular or self.reduced != (self.amount < self.regular):
            raise ValueError("a reduced price is below the regular one, any other is equal to it")
        if self.reduced != (self.prior is not None) or (self.prior is not None and self.prior <= self.amount):
            raise ValueError("a reduced price, and no other, is below the lowest price before it")


def effective_price(priced: Priced, moment: datetime) -> PriceNow:
    """Return the price that holds at `moment`: the reduced one from its start up to, but not at, its end."""
    begun = priced.reduced_from is not None and priced.reduced_from <= moment
    over = priced.reduced_until is not None and priced.reduced_until <= moment
    if priced.reduced_price is None or not begun or over:
        return PriceNow(amount=priced.price, regular=priced.price, unit=_unit_price(priced, priced.price))
    return PriceNow(
        amount=priced.reduced_price,
        regular=priced.price,
        reduced=True,
        until=priced.reduced_until,
        prior=priced.prior_price,
        unit=_unit_price(priced, priced.reduced_price),
    )


def lowest_first(price: PriceNow) -> tuple[Decimal, Decimal]:
    """Sort by what is asked; of equal prices the one that fell least comes first, so that a list never promises too much."""
    return price.amount, price.prior or price.regular


def reduced_at(moment: datetime) -> Q:
    """Return the condition, for queries on variants or listing entries, that a reduction holds at `moment`."""
    return Q(reduced_price__isnull=False, reduced_from__lte=moment) & (
        Q(reduced_until__isnull=True) | Q(reduced_until__gt=moment)
    )


def price_at(moment: datetime) -> Case:
    """Return `effective_price(...).amount` as an expression to sort and filter by."""
    return Case(When(reduced_at(moment), then=F("reduced_price")), default=F("price"))


def _unit_price(priced: Priced, amount: Decimal) -> UnitPrice | None:
    return unit_price(amount, priced.content_quantity, priced.content_unit)
