"""Dates and times are written as people in Europe write them, in the admin too."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

# Half past nine in the evening in Sofia.
EVENING = datetime(2026, 11, 5, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "language, name, written",
    [
        ("bg", "DATE_FORMAT", "5 ноември 2026"),
        ("bg", "TIME_FORMAT", "21:30"),
        ("bg", "DATETIME_FORMAT", "5 ноември 2026, 21:30"),
        ("bg", "SHORT_DATE_FORMAT", "05.11.2026"),
        ("bg", "SHORT_DATETIME_FORMAT", "05.11.2026, 21:30"),
        ("en", "DATE_FORMAT", "5 November 2026"),
        ("en", "TIME_FORMAT", "21:30"),
        ("en", "DATETIME_FORMAT", "5 November 2026, 21:30"),
        ("en", "SHORT_DATE_FORMAT", "5 Nov 2026"),
        ("en", "SHORT_DATETIME_FORMAT", "5 Nov 2026, 21:30"),
    ],
)
def test_a_moment_is_written_with_the_day_first_and_24_hours(language, name, written):
    with translation.override(language):
        # Whether months begin with a capital is the business of their translation.
        assert date_format(localtime(EVENING), name).lower() == written.lower()
