"""The suite runs on a PostgreSQL that behaves like production's."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_case_folding_knows_cyrillic():
    # Given the test database, made from the template with the builtin C.UTF-8 locale
    with connection.cursor() as cursor:
        # When Cyrillic text is folded and compared without regard to case
        cursor.execute("SELECT lower('ЗЕЛЕН ЧАЙ'), upper('щъркел'), 'Зелен чай' ILIKE '%%зЕЛЕН%%'")
        row = cursor.fetchone()
    # Then it folds as Latin does
    assert row == ("зелен чай", "ЩЪРКЕЛ", True)


@pytest.mark.django_db
def test_the_server_keeps_time_in_utc():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('TimeZone'), current_setting('server_encoding')")
        assert cursor.fetchone() == ("UTC", "UTF8")


def test_requests_are_not_wrapped_in_transactions():
    """Placing an order opens a durable transaction of its own, which an outer one would forbid."""
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False
