"""Ways for a shopper to pay: the card page, another attempt, another method, giving the order up for changes.

The functions that talk to the provider must be called outside transactions and hold no lock while they do.
"""

from collections.abc import Callable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SHOPPER, SYSTEM, Actor
from core.models import default_shop
from orders import events, locks, mail
from orders.errors import (
    MethodUnavailable,
    NothingToCollect,
    NotPayable,
    PaidMeanwhile,
    PaymentUnderWay,
    ProviderSilent,
    TotalChanged,
)
from orders.lifecycle import transition
from orders.models import Order, Payment
from orders.selectors import cash_allowed, cash_fee
from orders.services import fees
from orders.services.attempts import end_open_payments, end_payment, new_payment, still_open
from orders.services.holds import renew_hold
from orders.services.settling import apply_state, settle
from orders.services.starting import start_payment
from orders.times import FROZEN_CALL
from orders.transfer import transfer_available, transfer_deadline
from payments.gateways import card_available, gateway
from payments.gateways.base import GatewayDown, Outcome
from payments.gateways.names import CASH, STRIPE
from products.services import stock
from promotions.services import redemption

__all__ = [
    "change_method",
    "close_page",
    "mark_cash_received",
    "pay_again",
    "start_payment",
    "withdraw_for_change",
]

Method = Order.PaymentMethod
State = Payment.State
Status = Order.Status

# Cancelled as well: when the rest of a part-sent order is cancelled, the courier still collects for what was sent.
CASH_MAY_COME = (Status.ACCEPTED, Status.PARTLY_FULFILLED, Status.FULFILLED, Status.CANCELED)


def pay_again(order_id: int) -> Payment:
    """Return a payment that start_payment() can send the shopper to: the open one if its page lives, else a new attempt.

    A new attempt renews the hold. Raises PaidMeanwhile, PaymentUnderWay, NotPayable, MethodUnavailable or, when nobody
    can say whether a page that is over was paid in time, ProviderSilent.
    """
    asked = _ask_about_open_page(order_id)
    with transaction.atomic(durable=True):
        order = locks.lock_order(order_id)
        _require_unpaid(order)
        if not card_available():
            raise MethodUnavailable
        for payment in still_open(locks.lock_payments(order)):
            if payment.gateway != STRIPE:
                end_payment(payment, State.CANCELED, actor=SHOPPER, reason=_("Another method was chosen"))
                continue
            if payment.state == State.PROCESSING:
                raise PaymentUnderWay
            if _still_usable(payment):
                return payment
            if payment.state == State.STARTED and not asked:
                raise ProviderSilent
            end_payment(payment, State.EXPIRED, actor=SYSTEM, reason=_("The card page ran out"))
        renew_hold(order)
        return new_payment(order, method=Method.CARD)


def change_method(order_id: int, *, method: str, shown_total: Decimal, actor: Actor = SHOPPER) -> Order:
    """Turn an order that waits for money into one paid in cash on delivery, with the fee for that, or by bank transfer.

    `shown_total` is the gross EUR that the shopper agreed to. Closes the card page first. Raises MethodUnavailable,
    TotalChanged, NotPayable, PaidMeanwhile, PaymentUnderWay or ProviderSilent; then nothing was changed.
    """
    if method not in _CHANGES:
        raise MethodUnavailable
    check, change = _CHANGES[method]
    check(Order.objects.get(pk=order_id), shown_total)
    close_page(order_id)
    with transaction.atomic(durable=True):
        order = locks.lock_order(order_id)
        _require_unpaid(order)
        end_open_payments(order, actor=actor, reason=_("Another method was chosen"))
        check(order, shown_total)
        before, order.payment_method = order.payment_method, method
        change(order)
        payment = new_payment(order, method=method)
        events.method_changed(order, before=before, after=order.payment_method, actor=actor)
        if method == Method.CASH_ON_DELIVERY:
            transition(order, Status.ACCEPTED, actor=actor)
        mail.order_received_or_changed(order, payment)
        return order


def withdraw_for_change(order_id: int, *, actor: Actor = SHOPPER) -> Order:
    """Give an unpaid order up so that its cart can be changed: page closed, stock released, order cancelled, no mail.

    An order that was closed already is returned as it is, so doing it twice is harmless. Raises NotPayable,
    PaidMeanwhile, PaymentUnderWay or ProviderSilent.
    """
    if Order.objects.get(pk=order_id).status == Status.NEW:
        close_page(order_id)
    with transaction.atomic(durable=True):
        order = locks.lock_order(order_id)
        if order.status in (Status.CANCELED, Status.EXPIRED):
            return order
        _require_unpaid(order)
        end_open_payments(order, actor=actor, reason=_("The shopper changes the order"))
        stock.release(reference=order.public_id, actor=actor, reason=f"order {order} is changed")
        redemption.release(reference=order.public_id)
        order.hold_expires_at = None
        order.save(update_fields=["hold_expires_at", "updated_at"])
        transition(order, Status.CANCELED, actor=actor, reason=_("The shopper changes the order"))
        return order


def close_page(order_id: int) -> None:
    """Close the order's card page at the provider, so that nobody can pay for what is about to be closed.

    Harmless when none is open. Raises PaidMeanwhile or PaymentUnderWay when the shopper was faster (and writes down
    what happened), ProviderSilent when the provider does not answer.
    """
    payment = Payment.objects.filter(
        order_id=order_id, state__in=[State.STARTED, State.PROCESSING], gateway=STRIPE
    ).first()
    if payment is None:
        return
    try:
        state = gateway(payment.gateway).expire(payment.session_reference)
    except GatewayDown as error:
        raise ProviderSilent from error
    apply_state(payment.pk, state)
    if state.outcome == Outcome.PAID:
        raise PaidMeanwhile
    if state.outcome == Outcome.PROCESSING:
        raise PaymentUnderWay
    if state.outcome == Outcome.WAITING:
        raise ProviderSilent


def mark_cash_received(*, order_id: int, actor: Actor) -> Payment:
    """Record that the cash on delivery has been handed over, in full; the status does not move.

    Raises NothingToCollect.
    """
    with transaction.atomic():
        order = locks.lock_order(order_id)
        cash = [p for p in still_open(locks.lock_payments(order)) if p.gateway == CASH]
        if not cash or order.status not in CASH_MAY_COME:
            raise NothingToCollect
        payment = cash[0]
        payment.state, payment.received, payment.succeeded_at = (
            State.SUCCEEDED,
            payment.amount,
            timezone.now(),
        )
        payment.save(update_fields=["state", "received", "succeeded_at", "updated_at"])
        events.payment_received(payment, actor=actor)
        mail.paid(order, payment)
        return payment


def _ask_about_open_page(order_id: int) -> bool:
    """Learn what became of the open page, if there is one; False when the provider does not say."""
    try:
        for payment in Payment.objects.filter(order_id=order_id, state=State.STARTED, gateway=STRIPE):
            settle(payment.pk)
    except GatewayDown:
        return False
    return True


def _still_usable(payment: Payment) -> bool:
    now = timezone.now()
    if payment.state == State.STARTED:
        return payment.page_expires_at is not None and payment.page_expires_at > now
    # A call that was frozen long ago asks for a page that would close too soon; the provider would refuse it.
    return not payment.request or payment.updated_at > now - FROZEN_CALL


def _require_unpaid(order: Order) -> None:
    if order.status == Status.NEW:
        if order.needs_review:
            # Money came that a person has to look at first.
            raise PaymentUnderWay
        return
    raise NotPayable if order.status in (Status.EXPIRED, Status.CANCELED) else PaidMeanwhile


def _check_cash(order: Order, shown_total: Decimal) -> None:
    if not cash_allowed(order):
        raise MethodUnavailable
    total = order.total_gross + cash_fee(order)
    if shown_total != total:
        raise TotalChanged(total)


def _to_cash(order: Order) -> None:
    fees.add_fee(order, cash_fee(order))
    order.hold_expires_at = None
    order.save(update_fields=["payment_method", "hold_expires_at", "updated_at"])
    stock.keep(reference=order.public_id)


def _check_transfer(order: Order, shown_total: Decimal) -> None:
    shop = default_shop()
    in_time = transfer_deadline(order.placed_at, shop) > timezone.now()
    if order.payment_method == Method.TRANSFER or not transfer_available(shop) or not in_time:
        raise MethodUnavailable
    if shown_total != order.total_gross:
        raise TotalChanged(order.total_gross)


def _to_transfer(order: Order) -> None:
    order.save(update_fields=["payment_method", "updated_at"])
    renew_hold(order)


_CHANGES: dict[str, tuple[Callable[[Order, Decimal], None], Callable[[Order], None]]] = {
    Method.CASH_ON_DELIVERY: (_check_cash, _to_cash),
    Method.TRANSFER: (_check_transfer, _to_transfer),
}
