"""Bank transfers: a person says what the statement shows, and the road of all payments does the rest (docs/flows.md)."""

from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SYSTEM, Actor
from core.money import ZERO
from orders import events, locks, mail
from orders.errors import GoodsGone, NothingToAccept, NoTransferExpected, RecordedMeanwhile, TransferKnown
from orders.models import Order, Payment
from orders.selectors import goods_quantities
from orders.services.attempts import new_payment, still_open
from orders.services.refund import request_refund, request_refunds
from orders.services.settling import SETTLED, become_paid, close_other_payments, money_came
from orders.sums import refundable, refundable_sum
from payments.gateways.base import GatewayState, Outcome
from payments.gateways.names import TRANSFER
from products.services import stock
from products.services.stock import OutOfStock

Method = Order.PaymentMethod
State = Payment.State
Status = Order.Status


def record_transfer(
    *,
    order_id: int,
    amount: Decimal,
    received_on: date,
    actor: Actor,
    bank_reference: str = "",
    seen: Decimal | None = None,
) -> Payment:
    """Record money (gross EUR) that the bank's statement shows for an order, and let it do what it does.

    What was missing pays the order, together with earlier parts. Less keeps the goods and tells the shopper what is still
    missing; less and more both wait for a person. For a closed order the money is late: see `settling.money_came`.
    `bank_reference` is the bank's own number of the booking: the same one is recorded once. `seen` is the sum received so
    far that the clerk saw. Raises NoTransferExpected, TransferKnown or RecordedMeanwhile; then nothing was changed.
    """
    if amount <= 0:
        raise ValueError("a transfer brings money")
    with transaction.atomic():
        order = locks.lock_order(order_id)
        payments = locks.lock_payments(order)
        _refuse(order, payments, bank_reference, seen)
        parts = _parts(payments)
        missing = order.total_gross - sum((refundable(part) for part in parts), start=ZERO)
        payment = _row(order, payments, missing)
        paid_at = timezone.make_aware(datetime.combine(received_on, time.min))
        state = GatewayState(Outcome.PAID, amount, order.currency, bank_reference, paid_at=paid_at)
        money_came(order, payment, state, actor=actor)
        if payment.state == State.SUCCEEDED:
            _join(order, parts)
        elif order.status == Status.NEW and amount < missing:
            _ask_for_the_rest(order, payment, missing - amount)
        return payment


def accept_transfers(*, order_id: int, actor: Actor) -> Order:
    """Take the transfers that wait for a person as the payment of an order that is not paid, and open a refund of what is
    over the total.

    Wins the goods again for an order that expired. Raises NothingToAccept when there is less than the total, and
    GoodsGone when others bought the goods; then nothing was changed.
    """
    with transaction.atomic():
        order = locks.lock_order(order_id)
        parts = _parts(locks.lock_payments(order))
        there = sum((refundable(part) for part in parts), start=ZERO)
        if order.status not in (Status.NEW, Status.EXPIRED) or not parts or there < order.total_gross:
            raise NothingToAccept
        if order.status == Status.EXPIRED:
            _win_goods(order, actor)
        else:
            stock.keep(reference=order.public_id)
        for part in parts:
            events.payment_received(part, actor=actor)
        become_paid(order, parts[-1], actor=actor)
        _join(order, parts)
        close_other_payments(order, parts[-1])
        if there > order.total_gross:
            surplus = there - order.total_gross
            request_refunds(
                order, surplus, actor=actor, reason=_("More was transferred than the order costs")
            )
        return order


def _win_goods(order: Order, actor: Actor) -> None:
    try:
        stock.hold(
            reference=order.public_id,
            quantities=goods_quantities(order),
            expires_at=None,
            keep=True,
            actor=actor,
        )
    except OutOfStock as short:
        raise GoodsGone from short


def _refuse(order: Order, payments: list[Payment], bank_reference: str, seen: Decimal | None) -> None:
    if not any(payment.gateway == TRANSFER for payment in payments):
        raise NoTransferExpected
    if seen is not None and refundable_sum(order) != seen:
        raise RecordedMeanwhile
    if bank_reference:
        known = Payment.objects.filter(provider_reference=bank_reference).select_related("order").first()
        if known:
            raise TransferKnown(known.order.number)


def _parts(payments: list[Payment]) -> list[Payment]:
    """Return the transfers that are here and count for nothing yet."""
    return [p for p in payments if p.gateway == TRANSFER and p.state == State.REVIEW]


def _row(order: Order, payments: list[Payment], missing: Decimal) -> Payment:
    """Return the payment that the money belongs to: the latest transfer that brought none yet, or one more."""
    waiting = [p for p in payments if p.gateway == TRANSFER and p.state not in SETTLED]
    payment = waiting[-1] if waiting else new_payment(order, method=Method.TRANSFER, is_open=False)
    payment.amount = max(missing, ZERO)
    return payment


def _join(order: Order, parts: list[Payment]) -> None:
    """Let earlier parts count once the whole is here; where the order stays closed they go back with the rest."""
    for part in parts:
        part.state = State.SUCCEEDED
        part.save(update_fields=["state", "updated_at"])
        part.order = order
        if order.status in (Status.EXPIRED, Status.CANCELED) and refundable(part) > 0:
            reason = _("Paid after the order was closed")
            request_refund(order, part, refundable(part), actor=SYSTEM, reason=reason)
    if parts and order.needs_review:
        order.needs_review = False
        order.save(update_fields=["needs_review", "updated_at"])
        events.note(order, actor=SYSTEM, text=_("The transfers cover the total"), reviewed=True)


def _ask_for_the_rest(order: Order, part: Payment, rest: Decimal) -> None:
    if not still_open(order.payments.all()):
        new_payment(order, method=Method.TRANSFER, amount=rest)
    mail.transfer_in_part(order, part)
