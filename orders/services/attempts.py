"""The rows of attempts to pay. All of these need the order locked; none talks to the provider."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Max

from core.actors import Actor
from orders import events, locks
from orders.errors import PaymentUnderWay
from orders.models import Order, Payment
from payments.gateways.names import CASH, STRIPE, TRANSFER

Method = Order.PaymentMethod
State = Payment.State
GATEWAY_OF = {Method.CARD: STRIPE, Method.CASH_ON_DELIVERY: CASH, Method.TRANSFER: TRANSFER}
METHOD_OF = {name: method for method, name in GATEWAY_OF.items()}


def new_payment(order: Order, *, method: str, amount: Decimal | None = None, is_open: bool = True) -> Payment:
    """Add the next attempt, for the whole total or `amount` of it; the order must be locked and have no open payment.

    One that is not open is for money that comes when nobody waits for it.
    """
    last = order.payments.aggregate(last=Max("attempt"))["last"] or 0
    return Payment.objects.create(
        order=order,
        gateway=GATEWAY_OF[Method(method)],
        attempt=last + 1,
        amount=order.total_gross if amount is None else amount,
        state=State.CREATED if is_open else State.CANCELED,
        currency=order.currency,
    )


def end_open_payments(order: Order, *, actor: Actor, reason: str) -> None:
    """Withdraw what is open and cannot be paid any more; raises PaymentUnderWay when a page was opened meanwhile."""
    for payment in still_open(locks.lock_payments(order)):
        if payment.state in (State.STARTED, State.PROCESSING):
            raise PaymentUnderWay
        end_payment(payment, State.CANCELED, actor=actor, reason=reason)


def end_payment(payment: Payment, state: str, *, actor: Actor, reason: str) -> None:
    """Let a locked attempt end without money."""
    payment.state = state
    payment.save(update_fields=["state", "updated_at"])
    events.payment_canceled(payment, actor=actor, reason=reason)


def still_open(payments: Iterable[Payment]) -> list[Payment]:
    """Return the attempts that have not ended; by constraint there is at most one."""
    return [payment for payment in payments if payment.is_open]
