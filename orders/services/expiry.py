"""Orders that nobody paid for give their goods back."""

import logging

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SYSTEM
from orders import locks, mail
from orders.errors import OrderRefusal
from orders.lifecycle import transition
from orders.models import Order
from orders.services.attempts import end_open_payments
from orders.services.payment import close_page
from products.services import stock
from promotions.services import redemption

logger = logging.getLogger(__name__)

Status = Order.Status


def overdue_orders() -> QuerySet[Order]:
    """Return unpaid orders whose hold on the stock has ended."""
    return Order.objects.filter(status=Status.NEW, hold_expires_at__lte=timezone.now()).order_by(
        "hold_expires_at"
    )


def expire_order(order_id: int) -> bool:
    """Close an overdue order: card page first, then stock and status; tells whether it was closed.

    A payment that was faster, or a page that cannot be closed now, leaves the order as it is for the next sweep.
    """
    try:
        close_page(order_id)
        with transaction.atomic(durable=True):
            order = locks.lock_order(order_id)
            overdue = order.hold_expires_at is not None and order.hold_expires_at <= timezone.now()
            if order.status != Status.NEW or not overdue:
                return False
            end_open_payments(order, actor=SYSTEM, reason=_("The time to pay is over"))
            stock.release(reference=order.public_id, actor=SYSTEM, reason=f"order {order} expired")
            redemption.release(reference=order.public_id)
            order.hold_expires_at = None
            order.save(update_fields=["hold_expires_at", "updated_at"])
            transition(order, Status.EXPIRED, actor=SYSTEM, reason=_("The time to pay is over"))
            if order.payment_method == Order.PaymentMethod.TRANSFER:
                mail.transfer_expired(order)
            return True
    except OrderRefusal as refusal:
        logger.info("order %s does not expire yet: %s", order_id, type(refusal).__name__)
        return False
