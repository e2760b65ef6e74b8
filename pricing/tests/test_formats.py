from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from products.unit_price import BaseUnit, UnitPrice

NBSP = "\u00a0"


@pytest.mark.parametrize(
    "language, amount, written",
    [
        ("bg", "12.90", f"12,90{NBSP}€"),
        ("en", "12.90", "€12.90"),
        ("bg", "1234567.5", f"1{NBSP}234{NBSP}567,50{NBSP}€"),
        ("en", "1234567.5", "€1,234,567.50"),
        ("bg", "-0.50", f"\u22120,50{NBSP}€"),
        ("en", "-29.80", "\u2212€29.80"),
        ("de", "3.00", "€3.00"),
    ],
)
def test_money(language, amount, written):
    with translation.override(language):
        shown = Template("{% load prices %}{{ amount|money }}").render(Context({"amount": Decimal(amount)}))

    assert shown == written


@pytest.mark.parametrize(
    "language, rate, written",
    [
        ("bg", "20.00", f"20{NBSP}%"),
        ("en", "20.00", "20%"),
        ("bg", "25.50", f"25,5{NBSP}%"),
        ("en", "0.00", "0%"),
    ],
)
def test_percent(language, rate, written):
    with translation.override(language):
        shown = Template("{% load prices %}{{ rate|percent }}").render(Context({"rate": Decimal(rate)}))

    assert shown == written


@pytest.mark.parametrize("unit", BaseUnit)
def test_unit_price(unit):
    price = UnitPrice(Decimal("24.90"), unit)
    words = {"kg": "kg", "l": "l", "m": "m", "m2": "m²", "pc": "piece"}
    with translation.override("en"):
        shown = Template("{% load prices %}{{ price|unit_price }}").render(Context({"price": price}))

    assert shown == f"€24.90/{words[unit]}"


def test_no_unit_price_writes_nothing():
    assert Template("{% load prices %}[{{ price|unit_price }}]").render(Context({"price": None})) == "[]"


def test_no_amount_writes_nothing():
    assert Template("{% load prices %}[{{ amount|money }}]").render(Context({"amount": None})) == "[]"
