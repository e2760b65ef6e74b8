"""The prior price of a reduction: the lowest price asked in the 30 days before it began. Pure: history in, figures out.

Directive 98/6/EC art. 6a, put there by Directive (EU) 2019/2161 art. 2; in Bulgaria ЗЗП чл. 64 and the following. A
reduction may only be announced against this price, not against the regular one (CJEU C-330/23, Aldi Süd). It is looked
for before the reduction began, not before today. A reduction that grows in steps keeps the price before its first step
(art. 6a(5)); one that shrinks is no such step and is measured anew. A price that nobody was asked is no price: time
before the product went on sale does not count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from django.utils import timezone

# How far back the law looks; the shop's own setting only says how much of it must be covered by history.
WINDOW_DAYS = 30


# In the protocols Any, because Django's fields are descriptors: Decimal and datetime, or None where they may be empty.
class Reduction(Protocol):
    """A reduced price, gross EUR, over the half-open time [from, until)."""

    @property
    def reduced_price(self) -> Any: ...

    @property
    def reduced_from(self) -> Any: ...

    @property
    def reduced_until(self) -> Any: ...


class Point(Reduction, Protocol):
    """A row of the price history: what was asked from `at` to the next row, gross EUR."""

    @property
    def at(self) -> Any: ...

    @property
    def price(self) -> Any: ...


@dataclass(frozen=True)
class PricePoint:
    """A row of the history that is not stored, or not yet."""

    at: datetime
    price: Decimal
    reduced_price: Decimal | None = None
    reduced_from: datetime | None = None
    reduced_until: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """An amount (gross EUR) that was asked over the half-open time [begins, ends); without an end it is still asked."""

    begins: datetime
    ends: datetime | None
    amount: Decimal
    reduced: bool = False


@dataclass(frozen=True)
class Reference:
    """What a reduction is measured against.

    `began` is the start of the reduction, or of the first of those that followed each other without a gap; `lowest` the
    lowest price (gross EUR) of the 30 days before, None where none was asked; `since` is when the variant was first sold.
    """

    began: datetime
    lowest: Decimal | None
    since: datetime | None

    @property
    def covered_days(self) -> int:
        """Days on sale before the reduction, by the calendar of the shop."""
        return 0 if self.since is None else (_day(self.began) - _day(self.since)).days

    def earliest(self, days: int) -> date | None:
        """The first day on which a reduction may begin, where so many days of prices are asked for."""
        return None if self.since is None else _day(self.since) + timedelta(days=days)


def timeline(points: Sequence[Point], since: datetime | None) -> list[Asked]:
    """Return the prices really asked, in order and without a hole, from `since` on; nothing where it is None.

    `points` are in the order in which they were written.
    """
    if since is None:
        return []
    asked: list[Asked] = []
    for number, point in enumerate(points):
        following = points[number + 1].at if number + 1 < len(points) else None
        asked += [part for part in (_clipped(part, since, following) for part in _parts(point)) if part]
    return asked


def reference(points: Sequence[Point], since: datetime | None) -> Reference:
    """Return what the reduction of the last point is measured against; call it for a point that `takes_effect`."""
    begins = effective_start(points[-1])
    asked = timeline(points, since)
    began = _chain_start(asked, begins)
    return Reference(
        began=began, lowest=lowest_before(asked, began), since=asked[0].begins if asked else None
    )


def reference_at(points: Sequence[Point], since: datetime | None, moment: datetime) -> Reference:
    """Return what a reduction that begins at `moment` is measured against; one that runs then is continued."""
    asked = timeline(points, since)
    began = _chain_start(asked, moment)
    return Reference(
        began=began, lowest=lowest_before(asked, began), since=asked[0].begins if asked else None
    )


def lowest_before(asked: Iterable[Asked], moment: datetime) -> Decimal | None:
    """Return the lowest amount asked in the 30 days that end at `moment`: days of the shop's calendar, whatever the clocks do."""
    start = timezone.localtime(moment) - timedelta(days=WINDOW_DAYS)
    amounts = [a.amount for a in asked if a.begins < moment and (a.ends is None or a.ends > start)]
    return min(amounts, default=None)


def effective_start(point: Point) -> datetime:
    """Return when the reduction of a point begins to be asked: nothing is reduced before it was written."""
    return max(point.reduced_from, point.at)


def takes_effect(point: Point) -> bool:
    """Tell whether a point reduces the price at any time; one that was over when it was written does not."""
    if point.reduced_price is None:
        return False
    return point.reduced_until is None or point.reduced_until > effective_start(point)


def replay(points: Sequence[Point], since: datetime | None) -> Decimal | None:
    """Return the prior price that belongs to the last point, by going through the whole history as the services did."""
    prior: Decimal | None = None
    before: Point | None = None
    for number, point in enumerate(points, start=1):
        if takes_effect(point):
            prior = reference(points[:number], since).lowest
        elif before is None or reduction_of(point) != reduction_of(before):
            prior = None
        before = point
    return prior


def reduction_of(priced: Reduction) -> tuple[Any, Any, Any]:
    return priced.reduced_price, priced.reduced_from, priced.reduced_until


def _chain_start(asked: Sequence[Asked], begins: datetime) -> datetime:
    """Return where the reduction that is asked at `begins` really began: before it, step by step, at or above its amount."""
    running = [a for a in asked if a.begins <= begins and (a.ends is None or a.ends > begins)]
    if not running:
        return begins
    last = running[-1]
    if last.reduced:
        begins = last.begins
    amount = last.amount if last.reduced else Decimal(0)
    for earlier in reversed([a for a in asked if a.begins < begins]):
        if not earlier.reduced or earlier.amount < amount:
            break
        begins, amount = earlier.begins, earlier.amount
    return begins


def _parts(point: Point) -> list[Asked]:
    """Return what a point asks from when it is written: the price, and in between the reduced one."""
    if not takes_effect(point):
        return [Asked(point.at, None, point.price)]
    begins = effective_start(point)
    parts = [
        Asked(point.at, begins, point.price),
        Asked(begins, point.reduced_until, point.reduced_price, reduced=True),
    ]
    if point.reduced_until is not None:
        parts.append(Asked(point.reduced_until, None, point.price))
    return parts


def _clipped(part: Asked, since: datetime, until: datetime | None) -> Asked | None:
    """Return the part of it that lies in [since, until); None where nothing does."""
    begins = max(part.begins, since)
    ends = min((end for end in (part.ends, until) if end is not None), default=None)
    if ends is not None and ends <= begins:
        return None
    return Asked(begins, ends, part.amount, part.reduced)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
