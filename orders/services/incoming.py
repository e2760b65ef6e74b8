"""What to do about a provider's event. It only says where to look: the truth is asked for afresh (DESIGN flow (c))."""

import logging
import uuid
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.db import transaction

from core.actors import PROVIDER
from orders import events, locks, mail
from orders.models import Payment
from orders.services.refund import settle_refunds
from orders.services.settling import settle
from payments.events import close_event, postpone_event
from payments.gateways import gateway
from payments.gateways.base import GatewayDown
from payments.models import IncomingEvent

logger = logging.getLogger(__name__)

State = IncomingEvent.State


class NotYet(Exception):
    """The event is about something that we are still to learn; look again later."""


def process_event(event_id: int) -> None:
    """Act on a stored event and write down what became of it; safe to run twice and at the same time.

    Whatever goes wrong is counted on the row and tried again by the sweep; giving up tells staff.
    """
    event = IncomingEvent.objects.get(pk=event_id)
    if event.state != State.RECEIVED:
        return
    try:
        verdict = _act(event)
    except (GatewayDown, NotYet) as delay:
        _postpone(event, type(delay).__name__)
    except Exception as error:
        logger.exception("event %s could not be dealt with", event.event_id)
        _postpone(event, type(error).__name__)
    else:
        _close(event, verdict)


process_event_task = shared_task(name="orders.tasks.process_event")(process_event)


def _act(event: IncomingEvent) -> State:
    for prefix, act in _ACTS.items():
        if event.type.startswith(prefix):
            about = event.payload["data"]["object"]
            payment = _payment_of(event, about)
            if payment is None:
                return State.UNMATCHED
            act(event, about, payment)
            return State.DONE
    return State.IGNORED


def _settle(event: IncomingEvent, about: dict[str, Any], payment: Payment) -> None:
    if about.get("object") == "checkout.session":
        _adopt(payment, about["id"])
    settle(payment.pk)


def _settle_refunds(event: IncomingEvent, about: dict[str, Any], payment: Payment) -> None:
    settle(payment.pk)
    payment.refresh_from_db()
    if not payment.provider_reference:
        raise NotYet
    settle_refunds(payment.pk)


def _disputed(event: IncomingEvent, about: dict[str, Any], payment: Payment) -> None:
    """The buyer's bank took the payment up: staff must answer in time, so the order is marked and they get a mail."""
    with transaction.atomic(durable=True):
        order, payment = locks.lock_payment(payment.pk)
        data = {"dispute": about["id"], "status": about.get("status", ""), "event": event.event_id}
        if order.events.filter(data__event=event.event_id).exists():
            return
        events.note(order, actor=PROVIDER, text=event.type, **data)
        locks.flag_for_review(order)
        mail.staff_notice("dispute", key=event.event_id, order=order, detail=str(data["status"]))


_ACTS: dict[str, Callable[[IncomingEvent, dict[str, Any], Payment], None]] = {
    "checkout.session.": _settle,
    "payment_intent.succeeded": _settle,
    "payment_intent.processing": _settle,
    "payment_intent.payment_failed": _settle,
    "payment_intent.canceled": _settle,
    "charge.refunded": _settle_refunds,
    "charge.refund.": _settle_refunds,
    "refund.": _settle_refunds,
    "charge.dispute.": _disputed,
}


def _payment_of(event: IncomingEvent, about: dict[str, Any]) -> Payment | None:
    """Find our row by the provider's ids, then by our own id that travels in the metadata."""
    if about.get("object") == "checkout.session":
        known = Payment.objects.filter(session_reference=about["id"]).first()
        return known or _by_public_id(about.get("client_reference_id"))
    intent = about["id"] if about.get("object") == "payment_intent" else about.get("payment_intent")
    if not intent:
        return None
    known = Payment.objects.filter(provider_reference=intent).first()
    ours = (about.get("metadata") or {}).get("payment")
    return known or _by_public_id(ours or gateway(event.provider).payment_of(intent))


def _by_public_id(text: str | None) -> Payment | None:
    try:
        return Payment.objects.filter(public_id=uuid.UUID(text)).first() if text else None
    except ValueError:
        return None


def _adopt(payment: Payment, session_reference: str) -> None:
    """Learn the page of a payment whose start was interrupted between the provider's answer and our writing it down."""
    with transaction.atomic(durable=True):
        _order, row = locks.lock_payment(payment.pk)
        if not row.session_reference:
            row.session_reference = session_reference
            row.save(update_fields=["session_reference", "updated_at"])


def _postpone(event: IncomingEvent, error: str) -> None:
    with transaction.atomic():
        if not postpone_event(event.pk, error):
            mail.staff_notice("event-failed", key=event.event_id, detail=f"{event.type}: {error}")


def _close(event: IncomingEvent, verdict: State) -> None:
    with transaction.atomic():
        if close_event(event.pk, verdict) and verdict == State.UNMATCHED:
            about = event.payload["data"]["object"]
            thing = about.get("payment_intent") or event.object_id
            mail.staff_notice("unmatched", key=str(thing), detail=f"{event.type} {event.object_id}")
