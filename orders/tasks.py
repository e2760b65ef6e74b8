"""Background work of orders. Every task takes ids, reads afresh and is safe to run twice (DESIGN 1.13)."""

import logging
from collections.abc import Callable, Iterable

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from orders import locks, mail
from orders.models import Order, OrderEvent, Payment, Refund
from orders.services import turnover
from orders.services.expiry import expire_order, overdue_orders
from orders.services.incoming import process_event, process_event_task
from orders.services.payment import start_payment
from orders.services.popularity import count_popularity
from orders.services.refund import send_refund, send_refund_task, settle_refunds
from orders.services.settling import close_payment_task, settle
from orders.times import ASK_OPEN_EVERY, ASK_PENDING_EVERY, REMIND_AFTER, START_GRACE
from payments.events import due_events
from payments.gateways.base import GatewayDown

__all__ = ["close_payment_task", "process_event_task", "send_refund_task"]

logger = logging.getLogger(__name__)

PER_SWEEP = 200
State = Payment.State


@shared_task
def sweep_events() -> int:
    """Deal with events whose own task was lost; returns how many were looked at."""
    return _each(process_event, due_events().values_list("pk", flat=True)[:PER_SWEEP])


@shared_task
def sweep_payments() -> int:
    """Start what a crash left unstarted, ask about what no event told us, remind who left the card page."""
    now = timezone.now()
    cards = Payment.objects.filter(gateway="stripe")
    unstarted = cards.filter(
        state=State.CREATED, updated_at__lte=now - START_GRACE, order__status=Order.Status.NEW
    )
    silent = cards.filter(
        Q(state=State.STARTED, updated_at__lte=now - ASK_OPEN_EVERY)
        | Q(state=State.PROCESSING, updated_at__lte=now - ASK_PENDING_EVERY)
    )
    reminded = OrderEvent.objects.filter(kind=OrderEvent.Kind.MAIL_QUEUED, data__mail=mail.PAYMENT_WAITING)
    forgotten = (
        Order.objects.filter(status=Order.Status.NEW, needs_review=False, placed_at__lte=now - REMIND_AFTER)
        .exclude(pk__in=reminded.values("order_id"))
        .exclude(payments__state=State.PROCESSING)
    )
    return (
        _each(start_payment, unstarted.values_list("pk", flat=True)[:PER_SWEEP])
        + _each(settle, silent.order_by("updated_at").values_list("pk", flat=True)[:PER_SWEEP])
        + _each(_remind, forgotten.values_list("pk", flat=True)[:PER_SWEEP])
    )


@shared_task
def sweep_refunds() -> int:
    """Send refunds that wait, and ask about those that the provider has had for a while."""
    now = timezone.now()
    waiting = Refund.objects.filter(state=Refund.State.REQUESTED).filter(
        Q(next_attempt_at__lte=now) | Q(next_attempt_at__isnull=True, created_at__lte=now - START_GRACE)
    )
    pending = Refund.objects.filter(state=Refund.State.PENDING, updated_at__lte=now - ASK_PENDING_EVERY)
    return _each(send_refund, waiting.values_list("pk", flat=True)[:PER_SWEEP]) + _each(
        settle_refunds, pending.values_list("payment_id", flat=True).distinct()[:PER_SWEEP]
    )


@shared_task
def expire_orders() -> int:
    """Close orders whose time to pay is over; returns how many were looked at."""
    return _each(expire_order, overdue_orders().values_list("pk", flat=True)[:PER_SWEEP])


@shared_task
def count_sales() -> int:
    """Tell the catalogue what sold lately; returns how many cards changed."""
    return count_popularity()


@shared_task
def recount_turnover() -> None:
    """Count this year's and last year's sales to consumers in other states anew."""
    year = timezone.localdate().year
    for each in (year - 1, year):
        turnover.recount(each)


def _remind(order_id: int) -> None:
    with transaction.atomic():
        order = locks.lock_order(order_id)
        if order.status == Order.Status.NEW:
            mail.payment_waiting(order)


def _each(work: Callable[[int], object], ids: Iterable[int]) -> int:
    """Do the work for each row; one that fails must not keep the others waiting."""
    rows = list(ids)
    for pk in rows:
        try:
            work(pk)
        except GatewayDown:
            logger.warning("the payment provider is silent, %s waits for the next sweep", work.__name__)
        except Exception:
            logger.exception("%s failed for %s, the next sweep tries again", work.__name__, pk)
    return len(rows)
