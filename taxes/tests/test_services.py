from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from taxes.models import NumberCheck, OssTurnover
from taxes.numbers import read_number
from taxes.services import (
    add_turnover,
    check_number,
    forget_old_checks,
    known_check,
    note_warned,
    recount_turnover,
)
from tools.vies.numbers import german
from tools.vies.testing import running_vies

pytestmark = pytest.mark.django_db
VALID, INVALID, SILENT = (read_number(german(code)) for code in ("100", "200", "301"))


@pytest.fixture
def server(settings):
    cache.clear()
    with running_vies() as running:
        settings.VIES_API_BASE = running.base
        yield running


def test_an_answer_is_kept_with_its_proof_and_not_asked_for_again(server):
    first = check_number(number=VALID, requester="BG175074752")
    again = check_number(number=VALID, requester="BG175074752")

    assert first == again
    assert (first.state, first.reference, first.requester) == ("valid", "WAPIAAAA99999100", "BG175074752")
    assert len(server.asked) == 1
    row = NumberCheck.objects.get()
    assert (row.number, row.state, row.answer["valid"]) == ("DE999991005", "valid", True)
    assert first.for_order() == {
        "state": "valid",
        "number": "DE999991005",
        "name": "EXAMPLE TRADING",
        "address": "1 Market Square\n1000 Exampletown, DE",
        "requester": "BG175074752",
        "checked_at": row.checked_at.isoformat(),
        "answer": row.answer,
    }


def test_a_no_is_kept_as_well(server):
    assert check_number(number=INVALID).state == "invalid"
    assert check_number(number=INVALID).state == "invalid"
    assert len(server.asked) == 1


def test_after_a_day_it_is_asked_again(server):
    check_number(number=VALID)
    NumberCheck.objects.update(checked_at=timezone.now() - timedelta(hours=24, seconds=1))

    assert known_check(VALID) is None
    assert check_number(number=VALID).state == "valid"
    assert len(server.asked) == 2
    assert NumberCheck.objects.count() == 2


def test_silence_is_no_answer_and_not_kept_but_not_waited_for_twice_in_a_minute(server):
    assert check_number(number=SILENT).state == "unknown"
    assert check_number(number=SILENT).fault == "MS_UNAVAILABLE"

    assert len(server.asked) == 1
    assert not NumberCheck.objects.exists()


def test_a_merchant_whose_own_number_cannot_be_right_asks_without_it(server):
    assert check_number(number=VALID, requester="BG999999999").state == "valid"
    assert server.asked[0].requester == ""


def test_what_is_known_takes_one_query(server, django_assert_num_queries):
    check_number(number=VALID)

    with django_assert_num_queries(1):
        assert check_number(number=VALID).state == "valid"


def test_old_checks_are_forgotten_after_a_year():
    for days in (364, 366):
        NumberCheck.objects.create(
            number=str(VALID), state="valid", checked_at=timezone.now() - timedelta(days=days)
        )

    assert forget_old_checks() == 1
    assert NumberCheck.objects.count() == 1


def test_turnover_adds_up_and_can_be_taken_away():
    add_turnover(year=2026, net=Decimal("100.00"))
    row = add_turnover(year=2026, net=Decimal("-40.00"))

    assert row.net == Decimal("60.00")
    assert OssTurnover.objects.count() == 1
    assert recount_turnover(year=2026, count=lambda: Decimal("75.00")) == Decimal("75.00")
    assert OssTurnover.objects.get().net == Decimal("75.00")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_turnover_is_counted_with_its_order_or_not_at_all():
    with pytest.raises(TransactionManagementError):
        add_turnover(year=2026, net=Decimal("1.00"))


def test_staff_is_told_of_a_mark_once():
    OssTurnover.objects.create(year=2026)

    assert note_warned(year=2026, mark=80) is True
    assert note_warned(year=2026, mark=80) is False
    assert note_warned(year=2026, mark=95) is True
    assert note_warned(year=2026, mark=80) is False
