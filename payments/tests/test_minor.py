from decimal import Decimal

import pytest

from payments.gateways.minor import from_minor, to_minor


@pytest.mark.parametrize(
    "amount, currency, units",
    [
        ("12.90", "EUR", 1290),
        ("0.01", "eur", 1),
        ("0.00", "EUR", 0),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1234),
    ],
)
def test_there_and_back(amount, currency, units):
    assert to_minor(Decimal(amount), currency) == units
    assert from_minor(units, currency) == Decimal(amount)


def test_euros_come_back_with_two_decimals():
    assert str(from_minor(1290, "eur")) == "12.90"


@pytest.mark.parametrize("amount, currency", [("0.001", "EUR"), ("1.5", "JPY")])
def test_a_fraction_of_the_smallest_unit_is_refused(amount, currency):
    with pytest.raises(ValueError, match="fraction"):
        to_minor(Decimal(amount), currency)
