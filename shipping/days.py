"""When a parcel arrives: working days are Monday to Friday without the closed days. Pure.

The days count from the shop's calendar in Sofia; holidays of the country of delivery are the courier's affair and part of
the longer bound.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

# How far ahead closed days are looked for; longer than any method takes.
HORIZON = timedelta(days=150)


@dataclass(frozen=True)
class Expected:
    """The days, both included, between which something arrives."""

    first: date
    last: date


def is_working(day: date, closed: Collection[date]) -> bool:
    return day.weekday() < 5 and day not in closed


def working_day_after(day: date, count: int, closed: Collection[date]) -> date:
    """Return the working day that is `count` working days later; for 0 the day itself, or the first working day from it."""
    while not is_working(day, closed):
        day += timedelta(days=1)
    for _step in range(count):
        day += timedelta(days=1)
        while not is_working(day, closed):
            day += timedelta(days=1)
    return day


def expected(
    *,
    now: datetime,
    cut_off: time,
    handling_days: int,
    days: tuple[int, int],
    closed: Collection[date],
) -> Expected:
    """Return when an order of this moment arrives.

    Before `cut_off` (the clock in Sofia, on a working day) today is the day on which work on it begins, else the next working
    day. It leaves `handling_days` working days later and travels between `days[0]` and `days[1]` working days.
    """
    local = timezone.localtime(now)
    begins = local.date()
    if is_working(begins, closed) and local.time() >= cut_off:
        begins += timedelta(days=1)
    leaves = working_day_after(begins, handling_days, closed)
    return Expected(
        first=working_day_after(leaves, days[0], closed), last=working_day_after(leaves, days[1], closed)
    )
