"""The ledger of what providers told us: stored once, exactly as said, before anything is done about it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core.correlation import current_id
from payments.gateways.base import ProviderEvent
from payments.models import IncomingEvent

State = IncomingEvent.State
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=1)


def store_event(event: ProviderEvent, *, provider: str, grace: timedelta) -> tuple[IncomingEvent, bool]:
    """Store the event, or return the row that has it already, and say whether it is new (unique by constraint).

    `grace` is how long its task has before the sweep looks at it.
    """
    with transaction.atomic():
        return IncomingEvent.objects.get_or_create(
            provider=provider,
            event_id=event.event_id,
            defaults={
                "type": event.type,
                "object_id": str(event.about.get("id", ""))[:120],
                "livemode": event.livemode,
                "api_version": event.api_version,
                "payload": event.payload,
                "occurred_at": event.occurred_at,
                "next_attempt_at": timezone.now() + grace,
                "correlation_id": current_id(),
            },
        )


def due_events() -> QuerySet[IncomingEvent]:
    """Return events that nobody has dealt with in time, oldest first."""
    return IncomingEvent.objects.filter(state=State.RECEIVED, next_attempt_at__lte=timezone.now()).order_by(
        "received_at", "pk"
    )


def close_event(event_id: int, state: str) -> bool:
    """Write down what became of a waiting event; False when somebody else has done so already."""
    waiting = IncomingEvent.objects.filter(pk=event_id, state=State.RECEIVED)
    return bool(waiting.update(state=state, processed_at=timezone.now(), last_error=""))


def postpone_event(event_id: int, error: str) -> bool:
    """Count a failed attempt and plan the next, ever later; False when that was the last one and it is given up."""
    waiting = IncomingEvent.objects.filter(pk=event_id, state=State.RECEIVED)
    waiting.update(attempts=F("attempts") + 1, last_error=error[:255])
    event = IncomingEvent.objects.get(pk=event_id)
    if event.attempts >= MOST_ATTEMPTS:
        waiting.update(state=State.FAILED, processed_at=timezone.now())
        return False
    wait = min(timedelta(seconds=15 * 2 ** min(event.attempts, 12)), LONGEST_WAIT)
    waiting.update(next_attempt_at=timezone.now() + wait)
    return True
