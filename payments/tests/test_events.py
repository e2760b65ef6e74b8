"""The ledger of incoming events."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from payments.events import MOST_ATTEMPTS, close_event, due_events, postpone_event, store_event
from payments.gateways.base import ProviderEvent
from payments.models import IncomingEvent

pytestmark = pytest.mark.django_db
State = IncomingEvent.State
GRACE = timedelta(seconds=20)


def make_event(event_id: str = "evt_1") -> ProviderEvent:
    about = {"id": "cs_1"}
    return ProviderEvent(
        event_id=event_id,
        type="checkout.session.completed",
        livemode=False,
        api_version="2026-10-28.endive",
        occurred_at=datetime(2026, 11, 21, tzinfo=UTC),
        payload={"id": event_id, "data": {"object": about}},
        about=about,
    )


def test_an_event_is_stored_once_per_provider():
    first, created = store_event(make_event(), provider="stripe", grace=GRACE)
    again, created_again = store_event(make_event(), provider="stripe", grace=GRACE)
    _other, created_other = store_event(make_event(), provider="another", grace=GRACE)

    assert (created, created_again, created_other) == (True, False, True)
    assert again.pk == first.pk
    assert first.object_id == "cs_1"


def test_the_sweep_leaves_its_task_some_time():
    row, _ = store_event(make_event(), provider="stripe", grace=GRACE)
    assert not due_events().exists()

    IncomingEvent.objects.update(next_attempt_at=timezone.now())

    assert list(due_events()) == [row]


def test_an_event_is_closed_once():
    row, _ = store_event(make_event(), provider="stripe", grace=GRACE)

    assert close_event(row.pk, State.DONE)
    assert not close_event(row.pk, State.UNMATCHED)

    row.refresh_from_db()
    assert row.state == State.DONE


def test_attempts_come_ever_later_and_end():
    row, _ = store_event(make_event(), provider="stripe", grace=GRACE)
    waits = []
    for _ in range(MOST_ATTEMPTS - 1):
        assert postpone_event(row.pk, "GatewayDown")
        row.refresh_from_db()
        waits.append(round((row.next_attempt_at - timezone.now()).total_seconds()))

    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (30, 3600)
    assert not postpone_event(row.pk, "GatewayDown")
    row.refresh_from_db()
    assert (row.state, row.last_error) == (State.FAILED, "GatewayDown")
    assert not due_events().exists()
