from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from shipping.days import expected

SOFIA = ZoneInfo("Europe/Sofia")
CHRISTMAS = {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}
EASTER = {date(2027, 4, 30), date(2027, 5, 3), date(2027, 5, 4), date(2027, 5, 6)}


def arrives(text, *, days=(1, 2), handling=0, closed=frozenset(), cut_off=time(14, 0), zone=SOFIA):
    now = datetime.fromisoformat(text).replace(tzinfo=zone)
    found = expected(now=now, cut_off=cut_off, handling_days=handling, days=days, closed=closed)
    return found.first.isoformat(), found.last.isoformat()


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        # Monday 23 November 2026.
        ("2026-11-23T13:59:59", "2026-11-24", "2026-11-25"),
        ("2026-11-23T14:00:00", "2026-11-25", "2026-11-26"),
        ("2026-11-26T10:00:00", "2026-11-27", "2026-11-30"),
        # Friday late, Saturday and Sunday count like Monday morning.
        ("2026-11-27T10:00:00", "2026-11-30", "2026-12-01"),
        ("2026-11-27T15:00:00", "2026-12-01", "2026-12-02"),
        ("2026-11-28T09:00:00", "2026-12-01", "2026-12-02"),
        ("2026-11-29T23:59:00", "2026-12-01", "2026-12-02"),
    ],
)
def test_weekends_and_the_hour_until_which_orders_leave(now, first, last):
    assert arrives(now) == (first, last)


@pytest.mark.parametrize(
    ("now", "closed", "first", "last"),
    [
        ("2026-12-23T10:00:00", CHRISTMAS, "2026-12-29", "2026-12-30"),
        ("2026-12-23T15:00:00", CHRISTMAS, "2026-12-30", "2026-12-31"),
        ("2026-12-24T10:00:00", CHRISTMAS, "2026-12-30", "2026-12-31"),
        ("2026-12-30T10:00:00", CHRISTMAS, "2026-12-31", "2027-01-04"),
        ("2027-04-29T10:00:00", EASTER, "2027-05-05", "2027-05-07"),
    ],
)
def test_closed_days_do_not_count(now, closed, first, last):
    assert arrives(now, closed=closed) == (first, last)


def test_preparing_comes_before_travelling():
    assert arrives("2026-11-23T10:00:00", handling=3, days=(2, 5)) == ("2026-11-30", "2026-12-03")


def test_what_is_collected_may_be_ready_the_same_day():
    assert arrives("2026-11-23T10:00:00", days=(0, 0)) == ("2026-11-23", "2026-11-23")
    assert arrives("2026-11-27T18:00:00", days=(0, 1)) == ("2026-11-30", "2026-12-01")


@pytest.mark.parametrize(
    ("utc", "first"),
    [
        # The clocks go forward on Sunday 28 March 2027 at 01:00 UTC: 14:00 in Sofia is 12:00 UTC before, 11:00 after.
        ("2027-03-26T11:59:00", "2027-03-29"),
        ("2027-03-26T12:00:00", "2027-03-30"),
        ("2027-03-29T10:59:00", "2027-03-30"),
        ("2027-03-29T11:00:00", "2027-03-31"),
        # And back on Sunday 25 October 2026.
        ("2026-10-23T10:59:00", "2026-10-26"),
        ("2026-10-23T11:00:00", "2026-10-27"),
        ("2026-10-26T11:59:00", "2026-10-27"),
        ("2026-10-26T12:00:00", "2026-10-28"),
        # Late on Thursday in UTC it is Friday in Sofia already.
        ("2026-11-26T22:30:00", "2026-11-30"),
    ],
)
def test_the_clock_is_the_one_in_sofia(utc, first):
    assert arrives(utc, zone=ZoneInfo("UTC"))[0] == first
