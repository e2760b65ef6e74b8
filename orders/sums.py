"""What was paid and given back: sums of rows, never flags (DESIGN 1.10). All in EUR."""

from decimal import Decimal

from django.db.models import QuerySet, Sum

from core.money import ZERO
from orders.models import Order, Payment, Refund


def paid_sum(order: Order) -> Decimal:
    """Return what was received and belongs to this order beyond doubt."""
    return _total(order.payments.filter(state=Payment.State.SUCCEEDED), "received")


def refunded_sum(order: Order) -> Decimal:
    """Return what has arrived back of the money that `paid_sum` counts."""
    done = order.refunds.filter(state=Refund.State.SUCCEEDED, payment__state=Payment.State.SUCCEEDED)
    return _total(done, "amount")


def refundable(payment: Payment) -> Decimal:
    """Return what can still go back of one payment: received, less all refunds that did not fail.

    Money that needs review can go back as well.
    """
    asked = _total(payment.refunds.exclude(state=Refund.State.FAILED), "amount")
    return payment.received - asked


def refundable_sum(order: Order) -> Decimal:
    """Return what can still go back of the whole order."""
    received = _total(order.payments.all(), "received")
    return received - _total(order.refunds.exclude(state=Refund.State.FAILED), "amount")


def _total(rows: QuerySet, field: str) -> Decimal:
    return rows.aggregate(total=Sum(field))["total"] or ZERO
