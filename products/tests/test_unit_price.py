"""The price of a kg, l, m, m² or piece."""

from decimal import Decimal

import pytest

from products.models import ContentUnit
from products.unit_price import BaseUnit, UnitPrice, unit_price


@pytest.mark.parametrize(
    ("price", "quantity", "unit", "amount", "base"),
    [
        ("12.45", "500", "g", "24.90", BaseUnit.KILOGRAM),
        ("24.90", "1", "kg", "24.90", BaseUnit.KILOGRAM),
        ("10.00", "0.750", "kg", "13.33", BaseUnit.KILOGRAM),
        ("3.29", "330", "ml", "9.97", BaseUnit.LITRE),
        ("14.90", "20", "l", "0.75", BaseUnit.LITRE),
        ("7.00", "350", "cm", "2.00", BaseUnit.METRE),
        ("19.90", "2.500", "m", "7.96", BaseUnit.METRE),
        ("33.33", "1.440", "m2", "23.15", BaseUnit.SQUARE_METRE),
        ("33.00", "6", "pc", "5.50", BaseUnit.PIECE),
        # Half a cent goes up: 0.125 and 0.005.
        ("1.00", "8", "l", "0.13", BaseUnit.LITRE),
        ("1.00", "200", "pc", "0.01", BaseUnit.PIECE),
    ],
)
def test_a_unit_price_is_in_whole_cents(price, quantity, unit, amount, base):
    assert unit_price(Decimal(price), Decimal(quantity), unit) == UnitPrice(Decimal(amount), base)


@pytest.mark.parametrize(
    ("price", "quantity", "unit"),
    [("5.00", None, ""), ("5.00", "1", "pc"), ("5.00", "1.000", "pc"), ("4.00", "1000", "pc")],
)
def test_without_content_for_one_piece_or_below_half_a_cent_there_is_none(price, quantity, unit):
    assert unit_price(Decimal(price), quantity and Decimal(quantity), unit) is None


TWO_FOR_TEN_EURO = {
    ContentUnit.GRAM: UnitPrice(Decimal("5000.00"), BaseUnit.KILOGRAM),
    ContentUnit.KILOGRAM: UnitPrice(Decimal("5.00"), BaseUnit.KILOGRAM),
    ContentUnit.MILLILITRE: UnitPrice(Decimal("5000.00"), BaseUnit.LITRE),
    ContentUnit.LITRE: UnitPrice(Decimal("5.00"), BaseUnit.LITRE),
    ContentUnit.CENTIMETRE: UnitPrice(Decimal("500.00"), BaseUnit.METRE),
    ContentUnit.METRE: UnitPrice(Decimal("5.00"), BaseUnit.METRE),
    ContentUnit.SQUARE_METRE: UnitPrice(Decimal("5.00"), BaseUnit.SQUARE_METRE),
    ContentUnit.PIECE: UnitPrice(Decimal("5.00"), BaseUnit.PIECE),
}


@pytest.mark.parametrize("unit", ContentUnit)
def test_every_unit_of_content_is_priced_by_its_base_unit(unit):
    assert unit_price(Decimal("10.00"), Decimal("2.000"), unit) == TWO_FOR_TEN_EURO[unit]
