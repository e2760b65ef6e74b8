from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxes.arithmetic import TaxedPrice, split_vat, vat_in_gross

cents = st.integers(min_value=0, max_value=50_000_00).map(lambda n: Decimal(n) / 100)
rates = st.sampled_from([Decimal(text) for text in ("0", "5", "9", "17", "20", "23", "25.5", "27")])


@pytest.mark.parametrize(
    "gross, rate, vat",
    [
        ("120.00", "20", "20.00"),
        ("12.90", "20", "2.15"),
        ("0.01", "20", "0.00"),
        ("0.03", "20", "0.01"),  # 0.005 goes up
        ("10.90", "9", "0.90"),
        ("125.50", "25.5", "25.50"),
        ("99.99", "25.5", "20.32"),
        ("0.00", "20", "0.00"),
        ("50.00", "0", "0.00"),
    ],
)
def test_vat_inside_a_gross_sum(gross, rate, vat):
    assert vat_in_gross(Decimal(gross), Decimal(rate)) == Decimal(vat)


def test_three_thirds_add_up_to_the_vat_of_the_whole():
    # 10.00 / 6 = 1.666…: line by line it would be 0.56 three times, one cent too much.
    parts = split_vat([Decimal("3.33"), Decimal("3.33"), Decimal("3.34")], Decimal(20))

    assert [part.vat for part in parts] == [Decimal("0.56"), Decimal("0.55"), Decimal("0.56")]
    assert [part.net for part in parts] == [Decimal("2.77"), Decimal("2.78"), Decimal("2.78")]


def test_nineteen_times_one_cent():
    parts = split_vat([Decimal("0.01")] * 19, Decimal(20))

    assert [part.vat for part in parts] == [Decimal("0.01")] * 3 + [Decimal("0.00")] * 16


def test_nothing_to_split():
    assert split_vat([], Decimal(20)) == []


@given(st.lists(cents, max_size=30), rates)
def test_split_vat_adds_up_and_moves_no_price(amounts, rate):
    parts = split_vat(amounts, rate)

    assert [part.gross for part in parts] == amounts
    assert sum(part.vat for part in parts) == vat_in_gross(sum(amounts, Decimal(0)), rate)
    assert all(part.net >= 0 and part.vat >= 0 and part.net + part.vat == part.gross for part in parts)


@given(st.lists(cents, min_size=1, max_size=30), rates)
def test_no_line_is_further_than_a_cent_from_its_exact_vat(amounts, rate):
    for part in split_vat(amounts, rate):
        exact = part.gross * rate / (100 + rate)
        # Half a cent from rounding the total can fall on one line, on top of that line's own share.
        assert abs(part.vat - exact) < Decimal("0.015")


@pytest.mark.parametrize(
    "gross, net, vat",
    [("10.00", "8.33", "1.66"), ("10.00", "11.00", "-1.00"), ("1.005", "1.000", "0.005")],
)
def test_a_taxed_price_refuses_nonsense(gross, net, vat):
    with pytest.raises(ValueError, match=r"is not|no negative|whole cents"):
        TaxedPrice(gross=Decimal(gross), net=Decimal(net), vat=Decimal(vat), rate=Decimal(20))
