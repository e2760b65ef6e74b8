"""How long the goods of an order wait for its money: that belongs to the way to pay (DESIGN 1.11)."""

from datetime import datetime

from django.utils import timezone

from core.models import default_shop
from core.transactions import require_transaction
from orders.models import Order
from orders.times import CARD_HOLD
from orders.transfer import transfer_deadline
from products.services import stock

Method = Order.PaymentMethod


def hold_until(method: str, placed_at: datetime) -> datetime:
    """Return when the hold of an order ends that waits for money from now on.

    A transfer has its deadline; an attempt by card on top of that never shortens it.
    """
    by_card = timezone.now() + CARD_HOLD
    if method == Method.TRANSFER:
        return max(by_card, transfer_deadline(placed_at, default_shop()))
    return by_card


def renew_hold(order: Order) -> None:
    """Let the hold of a locked order, and of its stock, run anew."""
    require_transaction("renew_hold")
    order.hold_expires_at = hold_until(order.payment_method, order.placed_at)
    order.save(update_fields=["hold_expires_at", "updated_at"])
    stock.renew(reference=order.public_id, expires_at=order.hold_expires_at)
