"""Which status may follow which, and the only function that writes Order.status (DESIGN 1.10)."""

from collections.abc import Mapping

from django.utils import timezone

from core.actors import Actor
from core.transactions import require_transaction
from orders import events, locks
from orders.models import Order
from orders.services import turnover
from orders.sums import paid_sum, refunded_sum

Status = Order.Status

TABLE: Mapping[str, frozenset[str]] = {
    Status.NEW: frozenset({Status.PAID, Status.ACCEPTED, Status.CANCELED, Status.EXPIRED}),
    # Late money, and the stock could be won again.
    Status.EXPIRED: frozenset({Status.PAID}),
    # Cash on delivery: being paid does not move it.
    Status.ACCEPTED: frozenset({Status.PARTLY_FULFILLED, Status.FULFILLED, Status.CANCELED}),
    Status.PAID: frozenset({Status.PARTLY_FULFILLED, Status.FULFILLED, Status.CANCELED, Status.REFUNDED}),
    Status.PARTLY_FULFILLED: frozenset({Status.FULFILLED, Status.CANCELED, Status.REFUNDED}),
    Status.FULFILLED: frozenset({Status.RETURNED, Status.REFUNDED}),
    Status.RETURNED: frozenset({Status.REFUNDED}),
    Status.CANCELED: frozenset(),
    Status.REFUNDED: frozenset(),
}
TO_SHIP = (Status.PAID, Status.ACCEPTED, Status.PARTLY_FULFILLED)


class TransitionRefused(Exception):
    """The table does not know this step, or the order is not in the state or the hands that it needs."""


def may(current: str, wanted: str) -> bool:
    """Tell whether the table allows the step."""
    return wanted in TABLE[current]


def transition(order: Order, wanted: str, *, actor: Actor, reason: str = "") -> None:
    """Move a locked order to another status and write the history entry in the same breath.

    Raises TransitionRefused for a step outside the table, a row that this transaction has not locked, and REFUNDED
    while refunds are not all of what was paid.
    """
    require_transaction("lifecycle.transition")
    before = order.status
    if not getattr(order, locks.LOCKED, False):
        raise TransitionRefused(f"order {order} is not locked")
    if not may(before, wanted):
        raise TransitionRefused(f"order {order}: {before} is not followed by {wanted}")
    if wanted == Status.REFUNDED and not 0 < paid_sum(order) == refunded_sum(order):
        raise TransitionRefused(f"order {order} is not refunded in full")
    # The condition catches an object that outlived the transaction in which it was locked.
    if not Order.objects.filter(pk=order.pk, status=before).update(status=wanted, updated_at=timezone.now()):
        raise TransitionRefused(f"order {order} is no longer {before}")
    order.status = wanted
    events.status_changed(order, before=before, after=wanted, actor=actor, reason=reason)
    turnover.follow(order, before=before, after=wanted)
