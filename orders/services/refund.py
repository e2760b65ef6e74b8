"""Money back: a row first, the call outside any transaction, then what the provider made of it (DESIGN flow (d))."""

import logging
from datetime import timedelta
from decimal import Decimal

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from core.actors import PROVIDER, SYSTEM, Actor
from core.queueing import queue_on_commit
from orders import events, locks, mail
from orders.errors import NothingToSendBack, NotRefundable
from orders.lifecycle import may, transition
from orders.models import Order, Payment, Refund
from orders.sums import paid_sum, refundable, refundable_sum, refunded_sum
from payments.gateways import gateway
from payments.gateways.base import GatewayDown, GatewayRefused, RefundOutcome, RefundState
from payments.gateways.names import TRANSFER
from products.services import stock

logger = logging.getLogger(__name__)

State = Refund.State
WAITING = (State.REQUESTED, State.PENDING)
LONGEST_WAIT = timedelta(hours=1)


def refund(*, order_id: int, amount: Decimal, actor: Actor, reason: str) -> list[Refund]:
    """Ask for money back: gross EUR, at most what was received and not yet refunded; raises NotRefundable.

    The newest payment gives first; a sum larger than one payment takes several refunds.
    """
    with transaction.atomic():
        order = locks.lock_order(order_id)
        return request_refunds(order, amount, actor=actor, reason=reason)


def request_refunds(order: Order, amount: Decimal, *, actor: Actor, reason: str) -> list[Refund]:
    """Do `refund` for an order that is locked already."""
    available = refundable_sum(order)
    if not 0 < amount <= available:
        raise NotRefundable(available)
    requested = []
    for payment in reversed(locks.lock_payments(order)):
        part = min(amount, refundable(payment))
        if part > 0:
            requested.append(request_refund(order, payment, part, actor=actor, reason=reason))
            amount -= part
    return requested


def request_refund(order: Order, payment: Payment, amount: Decimal, *, actor: Actor, reason: str) -> Refund:
    """Write down a refund of one payment, with the whole call, and queue it; order and payment must be locked."""
    row = Refund(
        order=order,
        payment=payment,
        origin=Refund.Origin.STAFF if actor.kind == "staff" else Refund.Origin.SYSTEM,
        amount=amount,
        currency=payment.currency,
        reason=reason[:500],
        actor_id=actor.user_id,
        actor_label=actor.label,
    )
    row.request = gateway(payment.gateway).prepare_refund(
        provider_reference=payment.provider_reference,
        amount=amount,
        currency=payment.currency,
        ours=str(row.public_id),
    )
    row.save()
    events.refund_requested(row, actor=actor)
    queue_on_commit(send_refund_task, row.pk)
    return row


def send_refund(refund_id: int) -> None:
    """Make the provider's call for a refund that waits; safe to run twice and at the same time.

    The key of the call is our row's; after a first attempt the provider's own list is asked before a second, because
    it forgets keys after a day and must not pay twice.
    """
    row = _claimed(refund_id)
    if row is None:
        return
    gate = gateway(row.payment.gateway)
    try:
        state = _known_at_provider(row) if row.attempts > 1 else None
        state = state or gate.refund(row.request, key=str(row.public_id))
    except GatewayDown:
        logger.warning("refund %s waits for its sweep", row.public_id)
        return
    except GatewayRefused as refusal:
        state = RefundState("", RefundOutcome.FAILED, row.amount, row.currency, failure_code=refusal.code)
    with transaction.atomic(durable=True):
        order, row = locks.lock_refund(refund_id)
        _advance(order, row, state)


send_refund_task = shared_task(name="orders.tasks.send_refund")(send_refund)


def mark_sent_back(*, order_id: int, seen: Decimal, actor: Actor) -> list[Refund]:
    """Record that a person sent the money back which this order's transfers still owe: gross EUR, all of it.

    Raises NothingToSendBack when the sum is not what was seen, or nothing is left.
    """
    with transaction.atomic():
        order = locks.lock_order(order_id)
        due = []
        for payment in locks.lock_payments(order):
            if payment.gateway == TRANSFER:
                due += [row for row in locks.lock_refunds(payment) if row.state in WAITING]
        if not due or sum(row.amount for row in due) != seen:
            raise NothingToSendBack
        for row in due:
            row.order = order
            state = RefundState("", RefundOutcome.SUCCEEDED, row.amount, row.currency)
            _advance(order, row, state, actor=actor)
        return due


def settle_refunds(payment_id: int) -> None:
    """Make our refunds of a payment agree with the provider's list, also those that were made in its dashboard.

    Raises GatewayDown. Totals come from what the provider lists now, never from adding up events.
    """
    payment = Payment.objects.get(pk=payment_id)
    if not payment.provider_reference:
        return
    states = gateway(payment.gateway).refunds(payment.provider_reference)
    with transaction.atomic(durable=True):
        order, payment = locks.lock_payment(payment_id)
        rows = locks.lock_refunds(payment)
        for state in states:
            row = _match(rows, state) or _found(order, payment, state)
            row.order = order
            _advance(order, row, state)


def _claimed(refund_id: int) -> Refund | None:
    """Count the attempt and plan the next before the call is made, so that a crash leaves a trace."""
    with transaction.atomic(durable=True):
        _order, row = locks.lock_refund(refund_id)
        if row.state != State.REQUESTED:
            return None
        wait = min(timedelta(seconds=30 * 2 ** min(row.attempts, 12)), LONGEST_WAIT)
        row.attempts += 1
        row.next_attempt_at = timezone.now() + wait
        row.save(update_fields=["attempts", "next_attempt_at", "updated_at"])
        return row


def _known_at_provider(row: Refund) -> RefundState | None:
    states = gateway(row.payment.gateway).refunds(row.payment.provider_reference)
    return next((state for state in states if state.ours == str(row.public_id)), None)


def _match(rows: list[Refund], state: RefundState) -> Refund | None:
    """Find our row by the provider's id, or by our own id that the provider remembers."""
    for row in rows:
        if row.provider_reference == state.reference or str(row.public_id) == state.ours:
            return row
    return None


def _found(order: Order, payment: Payment, state: RefundState) -> Refund:
    """An id that we never asked for: somebody gave money back in the provider's dashboard."""
    row = Refund.objects.create(
        order=order,
        payment=payment,
        origin=Refund.Origin.GATEWAY,
        amount=state.amount,
        currency=state.currency,
        provider_reference=state.reference,
    )
    events.refund_found(row)
    return row


def _advance(order: Order, row: Refund, state: RefundState, *, actor: Actor = PROVIDER) -> None:
    """Move a locked refund to where the provider sees it; the same news twice does nothing twice."""
    row.provider_reference = row.provider_reference or state.reference
    if state.outcome == RefundOutcome.PENDING and row.state == State.REQUESTED:
        row.state = State.PENDING
        row.save()
    elif state.outcome == RefundOutcome.SUCCEEDED and row.state in WAITING:
        row.state, row.succeeded_at = State.SUCCEEDED, timezone.now()
        row.save()
        events.refund_succeeded(row, actor=actor)
        mail.refunded(order, row)
        _close_if_all_is_back(order)
    elif state.outcome == RefundOutcome.FAILED and row.state != State.FAILED:
        row.state, row.failure_code, row.succeeded_at = State.FAILED, state.failure_code[:80], None
        row.save()
        events.refund_failed(row)
        locks.flag_for_review(order)
        mail.staff_notice("refund-failed", key=str(row.public_id), order=order, detail=row.failure_code)
    else:
        row.save(update_fields=["provider_reference", "updated_at"])


def _close_if_all_is_back(order: Order) -> None:
    if may(order.status, Order.Status.REFUNDED) and 0 < paid_sum(order) == refunded_sum(order):
        stock.release(reference=order.public_id, actor=SYSTEM, reason=f"order {order} is refunded")
        transition(order, Order.Status.REFUNDED, actor=SYSTEM)
