"""The prior price, by timelines with exact values and against a count hour by hour."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.prior_price import (
    Asked,
    PricePoint,
    lowest_before,
    reference,
    reference_at,
    replay,
    takes_effect,
    timeline,
)

SOFIA = ZoneInfo("Europe/Sofia")


def day(number: int, hour: int = 0) -> datetime:
    """An hour of the day with this number, counted from 1 July: no clock is changed in the 100 days after it."""
    return datetime(2026, 7, 1, hour, tzinfo=SOFIA) + timedelta(days=number)


def point(at, price, reduced=None, begins=None, ends=None) -> PricePoint:
    return PricePoint(at, Decimal(price), Decimal(reduced) if reduced else None, begins, ends)


def eur(amount):
    return None if amount is None else Decimal(amount)


REGULAR = point(day(0), "20.00")

TIMELINES = {
    "one price, then a reduction": (
        [REGULAR, point(day(40), "20.00", "15.00", day(45), day(50))],
        (day(45), "20.00"),
    ),
    "a reduction without end": (
        [REGULAR, point(day(40), "20.00", "15.00", day(45))],
        (day(45), "20.00"),
    ),
    "typed after its first day: it begins when it is written": (
        [REGULAR, point(day(40, 9), "20.00", "15.00", day(40))],
        (day(40, 9), "20.00"),
    ),
    "lower for a day in the 30 days before": (
        [
            REGULAR,
            point(day(20), "16.00"),
            point(day(21), "20.00"),
            point(day(40), "20.00", "15.00", day(45)),
        ],
        (day(45), "16.00"),
    ),
    "lower, but more than 30 days before": (
        [
            REGULAR,
            point(day(10), "16.00"),
            point(day(15), "20.00"),
            point(day(45), "20.00", "15.00", day(45)),
        ],
        (day(45), "20.00"),
    ),
    "lower up to an instant inside the 30 days": (
        [
            REGULAR,
            point(day(10), "16.00"),
            point(day(15) + timedelta(microseconds=1), "20.00"),
            point(day(45), "20.00", "15.00", day(45)),
        ],
        (day(45), "16.00"),
    ),
    "raised before the cut": (
        [REGULAR, point(day(40), "30.00"), point(day(44), "30.00", "19.00", day(45))],
        (day(45), "20.00"),
    ),
    "raised together with the cut": (
        [REGULAR, point(day(45), "30.00", "19.00", day(45))],
        (day(45), "20.00"),
    ),
    "raised while the reduction is planned: the price before still counts": (
        [
            REGULAR,
            point(day(40), "20.00", "15.00", day(45)),
            point(day(42), "30.00", "15.00", day(45)),
        ],
        (day(45), "20.00"),
    ),
    "lowered while the reduction is planned": (
        [
            REGULAR,
            point(day(40), "20.00", "15.00", day(45)),
            point(day(42), "17.00", "15.00", day(45)),
            point(day(43), "20.00", "15.00", day(45)),
        ],
        (day(45), "17.00"),
    ),
    "a deeper cut keeps the price before the first": (
        [
            REGULAR,
            point(day(45), "20.00", "15.00", day(45), day(60)),
            point(day(50), "20.00", "12.00", day(45), day(60)),
            point(day(55), "20.00", "10.00", day(55), day(60)),
        ],
        (day(45), "20.00"),
    ),
    "a chain that is longer than 30 days": (
        [
            REGULAR,
            point(day(40), "20.00", "15.00", day(40), day(90)),
            point(day(80), "20.00", "14.00", day(40), day(90)),
        ],
        (day(40), "20.00"),
    ),
    "longer before it ends": (
        [
            REGULAR,
            point(day(45), "20.00", "15.00", day(45), day(50)),
            point(day(49), "20.00", "15.00", day(45), day(70)),
        ],
        (day(45), "20.00"),
    ),
    "regular price changed under a running reduction": (
        [
            REGULAR,
            point(day(45), "20.00", "15.00", day(45), day(50)),
            point(day(47), "18.00", "15.00", day(45), day(50)),
        ],
        (day(45), "20.00"),
    ),
    "the next begins at the moment when the first ends": (
        [
            REGULAR,
            point(day(45), "20.00", "15.00", day(45), day(50)),
            point(day(50), "20.00", "14.00", day(50), day(60)),
        ],
        (day(45), "20.00"),
    ),
    "a gap of a day: the first reduction counts as a price": (
        [
            REGULAR,
            point(day(45), "20.00", "15.00", day(45), day(50)),
            point(day(50), "20.00", "14.00", day(51), day(60)),
        ],
        (day(51), "15.00"),
    ),
    "a gap of an hour": (
        [
            REGULAR,
            point(day(45), "20.00", "15.00", day(45), day(50)),
            point(day(50, 1), "20.00", "14.00", day(50), day(60)),
        ],
        (day(50, 1), "15.00"),
    ),
    "ended early by hand, and begun again": (
        [
            REGULAR,
            point(day(45), "20.00", "15.00", day(45), day(50)),
            point(day(46), "20.00"),
            point(day(48), "20.00", "14.00", day(48)),
        ],
        (day(48), "15.00"),
    ),
    "a reduction that shrinks is measured anew": (
        [
            REGULAR,
            point(day(45), "20.00", "12.00", day(45), day(50)),
            point(day(47), "20.00", "15.00", day(45), day(50)),
        ],
        (day(47), "12.00"),
    ),
    "moved to later while it runs": (
        [
            REGULAR,
            point(day(45), "20.00", "15.00", day(45), day(50)),
            point(day(47), "20.00", "15.00", day(48), day(50)),
        ],
        (day(48), "15.00"),
    ),
    "more than 30 days after another": (
        [
            REGULAR,
            point(day(10), "20.00", "15.00", day(10), day(15)),
            point(day(45), "20.00", "14.00", day(45)),
        ],
        (day(45), "20.00"),
    ),
}


@pytest.mark.parametrize(("points", "expected"), TIMELINES.values(), ids=TIMELINES.keys())
def test_a_reduction_is_measured_against_the_lowest_price_before_it_began(points, expected):
    found = reference(points, day(0))
    assert (found.began, found.lowest) == (expected[0], eur(expected[1]))
    assert found.since == day(0)
    assert replay(points, day(0)) == found.lowest


def test_before_it_is_on_sale_a_product_has_no_price():
    # Given a price written on day 0 and lowered on day 5, a page published on day 20
    points = [point(day(0), "10.00"), point(day(5), "20.00"), point(day(50), "20.00", "15.00", day(50))]
    # Then a product without a page has nothing to measure against
    assert reference(points, None).lowest is None
    assert reference(points, None).earliest(30) is None
    # And one that is published has what was asked since
    published = reference(points, day(20, 14))
    assert (published.lowest, published.since, published.covered_days) == (eur("20.00"), day(20, 14), 30)
    assert published.earliest(30) == day(50).date()
    assert published.earliest(7) == day(27).date()


def test_what_was_over_when_it_was_written_reduces_nothing_and_keeps_the_reference_of_its_time():
    # Given a reduction that ran, and a new regular price afterwards with the old dates
    points = [
        REGULAR,
        point(day(45), "20.00", "15.00", day(45), day(50)),
        point(day(60), "22.00", "15.00", day(45), day(50)),
    ]
    assert [takes_effect(p) for p in points] == [False, True, False]
    assert replay(points, day(0)) == eur("20.00")
    assert timeline(points, day(0))[-1] == Asked(day(60), None, eur("22.00"))


@pytest.mark.parametrize(
    ("begins", "first_day"),
    [
        # Clocks went back on 25 October 2026 and forward on 28 March 2027: 30 days have an hour more or less.
        (datetime(2026, 11, 10, tzinfo=SOFIA), datetime(2026, 10, 11, tzinfo=SOFIA)),
        (datetime(2027, 4, 10, tzinfo=SOFIA), datetime(2027, 3, 11, tzinfo=SOFIA)),
    ],
)
def test_thirty_days_are_days_in_sofia_whatever_the_clocks_do(begins, first_day):
    def lowest(until):
        points = [
            point(first_day - timedelta(days=60), "16.00"),
            point(until, "20.00"),
            point(begins.astimezone(UTC), "20.00", "15.00", begins.astimezone(UTC)),
        ]
        return reference(points, points[0].at).lowest

    midnight = first_day.astimezone(UTC)
    assert lowest(midnight) == eur("20.00")
    assert lowest(midnight + timedelta(minutes=1)) == eur("16.00")


def test_a_reduction_of_today_can_be_asked_about_before_it_is_typed():
    points = [REGULAR, point(day(45), "20.00", "15.00", day(45), day(50))]
    assert reference_at(points, day(0), day(44)).lowest == eur("20.00")
    # While one runs, and at the moment when it ends, it would be continued
    assert reference_at(points, day(0), day(48)).began == day(45)
    assert reference_at(points, day(0), day(50)).lowest == eur("20.00")
    assert reference_at(points, day(0), day(51)).lowest == eur("15.00")


amounts = st.integers(min_value=5, max_value=30).map(Decimal)
hours = st.integers(min_value=0, max_value=24 * 70)


@st.composite
def histories(draw):
    """A few rows at whole hours, the last one with a reduction that takes effect."""
    moments = sorted(draw(st.lists(hours, min_size=1, max_size=6)))
    rows = []
    for number, hour in enumerate(moments):
        price, reduced = draw(amounts), None
        if number == len(moments) - 1 or draw(st.booleans()):
            reduced = price - draw(st.integers(min_value=1, max_value=4))
        begins = draw(st.integers(min_value=-100, max_value=200)) + hour
        ends = draw(st.none() | st.integers(min_value=1, max_value=300))
        if ends is not None:
            ends += max(begins, hour) if number == len(moments) - 1 else begins
        rows.append(
            PricePoint(
                day(0, 0) + timedelta(hours=hour),
                price,
                reduced,
                day(0) + timedelta(hours=begins) if reduced else None,
                day(0) + timedelta(hours=ends) if reduced and ends is not None else None,
            )
        )
    return rows, day(0) + timedelta(hours=draw(hours))


def asked_at(rows, since, moment):
    """What is asked at a moment, and whether it is reduced: the last row that was written, by the rule of a price."""
    written = [row for row in rows if row.at <= moment]
    if not written or moment < since:
        return None
    row = written[-1]
    reduced = (
        row.reduced_price is not None
        and row.reduced_from <= moment
        and (row.reduced_until is None or moment < row.reduced_until)
    )
    return (row.reduced_price if reduced else row.price), reduced


@given(histories())
def test_the_reference_is_the_lowest_of_every_hour_of_the_thirty_days_before(case):
    rows, since = case
    hour = timedelta(hours=1)
    began = max(rows[-1].at, rows[-1].reduced_from)
    # The first of the reductions that follow each other, hour by hour backwards
    now = asked_at(rows, since, began)
    while now and (before := asked_at(rows, since, began - hour)) and before[1] and before[0] >= now[0]:
        began, now = began - hour, before
    asked = [asked_at(rows, since, began - n * hour) for n in range(1, 30 * 24 + 1)]
    expected = min((price for price, _ in filter(None, asked)), default=None)

    found = reference(rows, since)

    assert found.lowest == expected
    assert found.began == began


def test_nothing_was_asked_before_the_first_moment():
    assert lowest_before([Asked(day(1), None, eur("9.00"))], day(1)) is None
    assert lowest_before([], day(1)) is None
