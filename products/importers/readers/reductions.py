"""Reduced prices with their days. One whose days cannot be read is left out: it might begin too early or never end."""

import re
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from products.importers.readers.remarks import Remarks

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ].*)?", re.ASCII | re.DOTALL)
# Only with points: what 1/2/2026 means depends on who wrote it.
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s*г\.)?(?:[T ].*)?", re.ASCII | re.DOTALL)
# What lies outside is a slip, and near the ends of the calendar there is no midnight in Sofia to be counted from.
_YEARS = range(1990, 2200)


class NotADay(ValueError):
    """The text is no day."""


def day(text: str) -> date | None:
    """Return the day that a cell holds ("2026-01-31", "31.01.2026", with or without an hour), None for an empty one.

    Raises NotADay.
    """
    if not text:
        return None
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, number = found[1], found[3], found[4]
    elif found := _DAY_FIRST.fullmatch(text):
        number, month, year = found[1], found[2], found[3]
    else:
        raise NotADay(text)
    if int(year) not in _YEARS:
        raise NotADay(text)
    try:
        return date(int(year), int(month), int(number))
    except ValueError as error:
        raise NotADay(text) from error


def reduction(
    reduced: Decimal | None, begins: str, ends: str, about: str, remarks: Remarks
) -> tuple[Decimal | None, date | None, date | None]:
    """Return a reduced price with its first and last day; without one, and with a notice, where the days make no sense."""
    if reduced is None:
        return None, None, None
    try:
        first, last = day(begins), day(ends)
    except NotADay as refusal:
        words = _(
            "The reduced price was left out (%(name)s): “%(text)s” cannot be taken as a date (year-month-day)."
        )
        remarks.say(words % {"name": about, "text": str(refusal)[:30]})
        return None, None, None
    if first is not None and last is not None and last < first:
        words = _(
            "The reduced price was left out (%(name)s): it would end on %(last)s, before it begins on %(first)s."
        )
        remarks.say(words % {"name": about, "first": first.isoformat(), "last": last.isoformat()})
        return None, None, None
    return reduced, first, last
