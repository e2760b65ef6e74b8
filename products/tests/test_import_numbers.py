"""Numbers and weights as files write them."""

from decimal import Decimal

import pytest

from products.importers.readers.numbers import NotANumber, decimal, grams, whole


@pytest.mark.parametrize(
    "text,number",
    [
        ("", None),
        ("12,90", "12.90"),
        ("12.90", "12.90"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1'234.5", "1234.5"),
        ("24,90 лв.", "24.90"),
        ("€ 24.90", "24.90"),
        ("-5", "-5"),
        ("0", "0"),
        ("1,500", "1.500"),
        (".5", "0.5"),
        ("5.", "5"),
        ("١٢,٥", "12.5"),
    ],
)
def test_a_number_is_read_however_it_is_written(text, number):
    assert decimal(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "12,9,0",
        "--5",
        "1.2.3",
        "five",
        "1e5",
        "1E+9",
        "NaN",
        "Infinity",
        "∞",
        ".",
        "²",
        "9" * 41,
        "9" * 5000,
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotANumber):
        decimal(text)


@pytest.mark.parametrize("text,number", [("5", 5), ("5.0", 5), ("-3", -3), ("", None)])
def test_whole_numbers(text, number):
    assert whole(text) == number


def test_half_a_piece_is_refused():
    with pytest.raises(NotANumber):
        whole("2.5")


@pytest.mark.parametrize("text", ["1,000", "1.000", "-25,000"])
def test_a_number_of_pieces_that_may_be_one_or_a_thousand_is_refused(text):
    with pytest.raises(NotANumber):
        whole(text)


@pytest.mark.parametrize(
    "text,unit,weight",
    [
        ("0.25", "kg", 250),
        ("1,5", "kg", 1500),
        ("300", "g", 300),
        ("1", "lb", 454),
        ("2", "lbs", 907),
        ("8", "oz", 227),
        ("", "kg", None),
        ("7", "", 7),
    ],
)
def test_weights_become_grams(text, unit, weight):
    assert grams(text, unit) == weight


def test_an_unknown_unit_is_refused():
    with pytest.raises(NotANumber):
        grams("1", "stone")
