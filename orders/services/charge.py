"""What the provider is told about an order: the lines as they stand on it, and the way back."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.correlation import current_id
from orders.links import order_url
from orders.models import Order, OrderLine, Payment
from orders.times import CARD_PAGE
from payments.gateways.base import Charge, ChargeItem


def charge_for(order: Order, payment: Payment) -> Charge:
    """Return the charge of one attempt: an item per line, its gross after discounts, in the order's language."""
    with translation.override(order.language):
        return Charge(
            reference=str(payment.public_id),
            order_number=str(order.number),
            amount=payment.amount,
            currency=payment.currency,
            # What is given away is no item of a charge.
            items=tuple(ChargeItem(_words(line), line.gross) for line in order.lines.all() if line.gross),
            description=_("Order %(number)s") % {"number": order.number},
            email=order.email,
            language=order.language,
            success_url=order_url(order, "order-return"),
            cancel_url=order_url(order),
            expires_at=timezone.now() + CARD_PAGE,
            correlation_id=current_id(),
        )


def _words(line: OrderLine) -> str:
    if line.kind != OrderLine.Kind.GOODS:
        return line.title
    name = f"{line.title}, {line.variant_label}" if line.variant_label else line.title
    return f"{line.quantity} × {name}"
