"""Cancelling: stock and money come back."""

from decimal import Decimal

from django.db import transaction

from core.actors import Actor
from core.money import ZERO, round_money
from orders import locks, mail
from orders.errors import NotCancelable
from orders.lifecycle import may, transition
from orders.models import Order, OrderLine, Payment
from orders.services.attempts import end_open_payments
from orders.services.payment import close_page
from orders.services.refund import request_refunds
from orders.sums import refundable_sum
from payments.gateways.names import CASH
from products.services import stock
from promotions.services import redemption

Status = Order.Status


def cancel(*, order_id: int, actor: Actor, reason: str) -> Order:
    """Cancel an order, or what of it was not sent: stock released, money for it refunded, one mail.

    `reason` is for the buyer's eyes. Raises NotCancelable; PaidMeanwhile or PaymentUnderWay when the buyer was faster
    on the card page, and ProviderSilent while that page cannot be closed.
    """
    if not may(Order.objects.get(pk=order_id).status, Status.CANCELED):
        raise NotCancelable
    close_page(order_id)
    with transaction.atomic(durable=True):
        order = locks.lock_order(order_id)
        if not may(order.status, Status.CANCELED):
            raise NotCancelable
        payments = locks.lock_payments(order)
        lines = locks.lock_lines(order)
        due_back = min(_value_of_rest(order, lines), refundable_sum(order))
        _settle_cash(order, payments, lines, actor, reason)
        stock.release(reference=order.public_id, actor=actor, reason=reason)
        if not any(line.fulfilled for line in lines):
            # What was sent was bought with the promotion: it stays used.
            redemption.release(reference=order.public_id)
        order.hold_expires_at = None
        order.save(update_fields=["hold_expires_at", "updated_at"])
        transition(order, Status.CANCELED, actor=actor, reason=reason)
        if due_back > 0:
            request_refunds(order, due_back, actor=actor, reason=reason)
        mail.cancelled(order, reason=reason, due_back=due_back)
        return order


def _value_of_rest(order: Order, lines: list[OrderLine]) -> Decimal:
    """Gross EUR of what was not sent: everything with delivery, or only the goods that stayed once a parcel left."""
    if not any(line.fulfilled for line in lines):
        return max(order.total_gross, refundable_sum(order))
    goods = [line for line in lines if line.kind == OrderLine.Kind.GOODS]
    parts = (round_money(line.gross * (line.quantity - line.fulfilled) / line.quantity) for line in goods)
    return sum(parts, start=ZERO)


def _settle_cash(
    order: Order, payments: list[Payment], lines: list[OrderLine], actor: Actor, reason: str
) -> None:
    """Nothing was sent: nothing is to be collected. Something was: the courier collects the value of that."""
    cash = [p for p in payments if p.gateway == CASH and p.state == Payment.State.CREATED]
    if cash and any(line.fulfilled for line in lines):
        cash[0].amount = order.total_gross - _value_of_rest(order, lines)
        cash[0].save(update_fields=["amount", "updated_at"])
        return
    end_open_payments(order, actor=actor, reason=reason)
