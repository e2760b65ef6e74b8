"""Every SELECT … FOR UPDATE of orders, in the lock order of docs/locking.md: order, then payment, then refund."""

from core.transactions import require_transaction
from orders.models import Order, OrderLine, Payment, Refund

# What lifecycle.transition() looks for: a row that was merely read must not be moved.
LOCKED = "_row_is_locked"


def lock_order(order_id: int) -> Order:
    """Return the order with its row locked until the end of the transaction."""
    require_transaction("lock_order")
    return mark_locked(Order.objects.select_for_update().get(pk=order_id))


def mark_locked(order: Order) -> Order:
    """Say that this transaction owns the row: it was locked above, or inserted just now."""
    setattr(order, LOCKED, True)
    return order


def lock_payments(order: Order) -> list[Payment]:
    """Return the order's payments, oldest first, locked; the order must be locked already."""
    payments = list(Payment.objects.select_for_update().filter(order=order).order_by("pk"))
    for payment in payments:
        payment.order = order
    return payments


def lock_payment(payment_id: int) -> tuple[Order, Payment]:
    """Lock the payment's order and then all of its payments, and return the order and this one."""
    order = lock_order(Payment.objects.values_list("order_id", flat=True).get(pk=payment_id))
    return order, next(payment for payment in lock_payments(order) if payment.pk == payment_id)


def lock_refund(refund_id: int) -> tuple[Order, Refund]:
    """Lock the refund's order, its payments and then the refund, and return the order and the refund."""
    order = lock_order(Refund.objects.values_list("order_id", flat=True).get(pk=refund_id))
    lock_payments(order)
    refund = Refund.objects.select_for_update().select_related("payment").get(pk=refund_id)
    refund.order = order
    return order, refund


def lock_refunds(payment: Payment) -> list[Refund]:
    """Return the refunds of a payment, oldest first, locked; order and payment must be locked already."""
    return list(Refund.objects.select_for_update().filter(payment=payment).order_by("pk"))


def lock_lines(order: Order) -> list[OrderLine]:
    """Return the order's lines in their order, locked; the order must be locked already."""
    return list(OrderLine.objects.select_for_update().filter(order=order).order_by("position"))


def flag_for_review(order: Order) -> None:
    """Ask a person to look at the money of a locked order; the reason is an event written beside it."""
    order.needs_review = True
    order.save(update_fields=["needs_review", "updated_at"])
