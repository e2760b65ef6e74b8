"""The price of a moment, in Python and in SQL."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from products.models import Variant
from products.prices import PriceNow, effective_price, price_at, reduced_at
from products.tests.factories import make_product
from products.unit_price import BaseUnit, UnitPrice

SOFIA = ZoneInfo("Europe/Sofia")
BEGINS = datetime(2026, 11, 27, tzinfo=SOFIA)
ENDS = datetime(2026, 12, 1, tzinfo=SOFIA)
INSTANT = timedelta(microseconds=1)


@dataclass
class Terms:
    price: Decimal = Decimal("20.00")
    reduced_price: Decimal | None = Decimal("15.90")
    reduced_from: datetime | None = BEGINS
    reduced_until: datetime | None = ENDS
    prior_price: Decimal | None = Decimal("18.00")
    content_quantity: Decimal | None = Decimal("500")
    content_unit: str = "g"


REGULAR = PriceNow(
    amount=Decimal("20.00"),
    regular=Decimal("20.00"),
    unit=UnitPrice(Decimal("40.00"), BaseUnit.KILOGRAM),
)
REDUCED = PriceNow(
    amount=Decimal("15.90"),
    regular=Decimal("20.00"),
    reduced=True,
    until=ENDS,
    prior=Decimal("18.00"),
    unit=UnitPrice(Decimal("31.80"), BaseUnit.KILOGRAM),
)
CASES = [
    (Terms(reduced_price=None, reduced_from=None, reduced_until=None, prior_price=None), BEGINS, REGULAR),
    (Terms(), BEGINS - INSTANT, REGULAR),
    (Terms(), BEGINS, REDUCED),
    (Terms(), ENDS - INSTANT, REDUCED),
    (Terms(), ENDS, REGULAR),
    (
        Terms(reduced_until=None),
        ENDS + timedelta(days=900),
        replace(REDUCED, until=None),
    ),
]


@pytest.mark.parametrize("terms, moment, expected", CASES)
def test_a_reduction_holds_from_its_start_up_to_its_end(terms, moment, expected):
    assert effective_price(terms, moment) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("terms, moment, expected", CASES)
def test_the_database_says_the_same(terms, moment, expected):
    make_product(variants=[{**vars(terms), "price": "20.00"}])
    found = Variant.objects.annotate(amount=price_at(moment))
    assert found.get().amount == expected.amount
    assert found.filter(reduced_at(moment)).exists() is expected.reduced


@pytest.mark.parametrize(
    "nonsense",
    [
        {"amount": Decimal("0.00"), "regular": Decimal("0.00")},
        {"amount": Decimal("5.00"), "regular": Decimal("4.00")},
        {"amount": Decimal("4.00"), "regular": Decimal("5.00")},
        {"amount": Decimal("5.00"), "regular": Decimal("5.00"), "reduced": True},
        {"amount": Decimal("4.00"), "regular": Decimal("5.00"), "reduced": True},
        {"amount": Decimal("4.00"), "regular": Decimal("5.00"), "reduced": True, "prior": Decimal("4.00")},
        {"amount": Decimal("5.00"), "regular": Decimal("5.00"), "prior": Decimal("6.00")},
    ],
)
def test_a_price_that_contradicts_itself_is_refused(nonsense):
    with pytest.raises(ValueError, match="price"):
        PriceNow(**nonsense)
