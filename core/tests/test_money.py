from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import CENT, round_money, spread

cents = st.integers(min_value=-10_000_000, max_value=10_000_000).map(lambda n: Decimal(n) / 100)
weights = st.lists(
    st.decimals(min_value=0, max_value=100_000, places=2, allow_nan=False, allow_infinity=False),
    min_size=1,
    max_size=30,
)


@pytest.mark.parametrize(
    "amount,rounded",
    [
        ("0.005", "0.01"),
        ("0.0049999", "0.00"),
        ("2.675", "2.68"),
        ("1.115", "1.12"),
        ("-0.005", "-0.01"),
        ("-2.675", "-2.68"),
        ("7", "7.00"),
    ],
)
def test_half_a_cent_goes_away_from_zero(amount, rounded):
    result = round_money(Decimal(amount))

    assert result == Decimal(rounded)
    assert result.as_tuple().exponent == -2


@given(total=cents, parts=weights)
def test_spread_parts_add_up_and_none_is_a_cent_off(total, parts):
    result = spread(total, parts)

    assert sum(result) == total
    assert len(result) == len(parts)
    whole = sum(parts)
    for part, weight in zip(result, parts, strict=True):
        assert part == part.quantize(CENT)
        if whole:
            assert abs(part - total * weight / whole) < CENT
            assert (part == 0) if weight == 0 else (part * total >= 0)


@given(total=cents, parts=weights)
def test_spreading_the_opposite_gives_the_opposite(total, parts):
    assert spread(-total, parts) == [-part for part in spread(total, parts)]


@pytest.mark.parametrize(
    "total,parts,result",
    [
        # a cent is left: it goes to the largest remainder, not to the first
        ("1.00", ["1", "1", "2"], ["0.25", "0.25", "0.50"]),
        ("0.10", ["1", "2", "4"], ["0.01", "0.03", "0.06"]),
        # equal remainders: earlier parts first
        ("10.00", ["1", "1", "1"], ["3.34", "3.33", "3.33"]),
        ("0.02", ["1", "1", "1"], ["0.01", "0.01", "0.00"]),
        ("-0.02", ["1", "1", "1"], ["-0.01", "-0.01", "0.00"]),
        # what costs nothing gets nothing
        ("0.01", ["0", "5"], ["0.00", "0.01"]),
        # nothing weighs anything: the first takes all
        ("3.50", ["0", "0"], ["3.50", "0.00"]),
        ("0.00", [], []),
    ],
)
def test_spread_gives_the_left_cents_to_the_largest_remainders(total, parts, result):
    assert spread(Decimal(total), [Decimal(part) for part in parts]) == [Decimal(part) for part in result]


def test_spread_refuses_what_has_no_answer():
    with pytest.raises(ValueError, match="negative"):
        spread(Decimal("1.00"), [Decimal(2), Decimal(-1)])
    with pytest.raises(ValueError, match="over nothing"):
        spread(Decimal("0.01"), [])
