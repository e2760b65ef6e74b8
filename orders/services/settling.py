"""What the provider says about a payment becomes the truth of the order (DESIGN flow (c)).

The provider is asked before any lock is taken; what it said is then written under the locks of order and payment. Each
effect is guarded by the state of the locked row, so that the same news twice, late or out of order does nothing twice.
"""

from collections.abc import Callable
from decimal import Decimal

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import PROVIDER, SYSTEM, Actor
from core.queueing import queue_on_commit
from orders import events, locks, mail
from orders.lifecycle import transition
from orders.models import Order, Payment
from orders.selectors import goods_quantities
from orders.services.attempts import METHOD_OF
from orders.services.holds import renew_hold
from orders.services.refund import request_refund
from orders.sums import paid_sum
from payments.gateways import gateway
from payments.gateways.base import GatewayDown, GatewayState, Outcome
from payments.gateways.names import TRANSFER
from products.services import stock
from products.services.stock import OutOfStock
from promotions.services import redemption

State = Payment.State
Status = Order.Status
SETTLED = (State.SUCCEEDED, State.REVIEW)


def settle(payment_id: int) -> None:
    """Ask the provider about a payment and write down what is true now; raises GatewayDown when it does not answer.

    Harmless for a payment that is settled or has never had a page.
    """
    payment = Payment.objects.get(pk=payment_id)
    gate = gateway(payment.gateway)
    if not gate.hosted or not payment.session_reference or payment.state in SETTLED:
        return
    apply_state(payment_id, gate.state(payment.session_reference))


def apply_state(payment_id: int, state: GatewayState) -> None:
    """Write down what the provider said, in one transaction of its own."""
    with transaction.atomic(durable=True):
        order, payment = locks.lock_payment(payment_id)
        if payment.state not in SETTLED:
            _EFFECTS[state.outcome](order, payment, state)


def close_payment(payment_id: int) -> None:
    """Close the page of a payment whose order was paid in another way; if it was paid as well, that money goes back."""
    payment = Payment.objects.get(pk=payment_id)
    if payment.state in (State.STARTED, State.PROCESSING):
        try:
            apply_state(payment_id, gateway(payment.gateway).expire(payment.session_reference))
        except GatewayDown:
            # The sweep asks again about every open page.
            return


close_payment_task = shared_task(name="orders.tasks.close_payment")(close_payment)


def money_came(order: Order, payment: Payment, state: GatewayState, *, actor: Actor = PROVIDER) -> None:
    """Let money that came for a locked order and payment do what it does: the one road for all ways to pay.

    `actor` is who says that it came. The sum that the payment asks for pays the order, or revives one that expired if its
    goods are still there; for a closed or a paid order it goes back; any other sum waits for a person.
    """
    payment.provider_reference = state.provider_reference
    payment.received = state.amount
    if (state.amount, state.currency) != (payment.amount, payment.currency):
        _hold_for_review(order, payment, state, actor)
        return
    paid_before = paid_sum(order)
    payment.state, payment.failure_code = State.SUCCEEDED, ""
    payment.succeeded_at = state.paid_at or timezone.now()
    payment.save()
    events.payment_received(payment, actor=actor)
    if order.status == Status.NEW:
        stock.keep(reference=order.public_id)
        become_paid(order, payment, actor=actor)
    elif order.status in (Status.EXPIRED, Status.CANCELED):
        _late(order, payment, actor)
    else:
        _paid_twice(order, payment, surplus=paid_before + payment.received - order.total_gross)
    close_other_payments(order, payment)


def _hold_for_review(order: Order, payment: Payment, state: GatewayState, actor: Actor) -> None:
    """Another sum or currency than was asked for: nothing is confirmed, nothing runs out, a person decides."""
    payment.state, payment.succeeded_at = State.REVIEW, state.paid_at
    payment.save()
    events.payment_mismatch(payment, amount=state.amount, currency=state.currency, actor=actor)
    if order.status == Status.NEW:
        _hold_without_end(order)
    locks.flag_for_review(order)
    # Staff who typed the sum need not be written to about it.
    if actor.kind != "staff":
        mail.staff_notice("payment-mismatch", key=str(payment.public_id), order=order)


def become_paid(order: Order, payment: Payment, *, actor: Actor = PROVIDER) -> None:
    """Move a locked order whose stock is kept to PAID, with its mails; its method is the one that it was paid by."""
    order.hold_expires_at = None
    before, order.payment_method = order.payment_method, METHOD_OF[payment.gateway].value
    order.save(update_fields=["hold_expires_at", "payment_method", "updated_at"])
    if before != order.payment_method:
        events.method_changed(order, before=before, after=order.payment_method, actor=actor)
    transition(order, Status.PAID, actor=actor)
    mail.order_received(order)
    mail.paid(order, payment)


def _late(order: Order, payment: Payment, actor: Actor) -> None:
    """Money for a closed order: an expired one is revived if its goods are still there, else the money goes back."""
    events.late_payment(payment, actor=actor)
    if order.status == Status.EXPIRED:
        try:
            stock.hold(
                reference=order.public_id,
                quantities=goods_quantities(order),
                expires_at=None,
                keep=True,
                actor=SYSTEM,
            )
        except OutOfStock as short:
            events.stock_short(order, variants=[s.variant_id for s in short.shortages])
        else:
            _claim_promotions_again(order)
            become_paid(order, payment, actor=actor)
            return
    request_refund(
        order, payment, payment.received, actor=SYSTEM, reason=_("Paid after the order was closed")
    )
    mail.late_payment(order, payment)
    mail.staff_notice(_goes_back(payment, "late-payment"), key=str(payment.public_id), order=order)


def _claim_promotions_again(order: Order) -> None:
    """The buyer paid the sum that was agreed, so the discount stands; a limit that it goes beyond is written down."""
    if beyond := redemption.claim_again(reference=order.public_id):
        words = _("Paid late: beyond the limit of %(names)s") % {"names": ", ".join(beyond)}
        events.note(order, actor=SYSTEM, text=words)


def _paid_twice(order: Order, payment: Payment, *, surplus: Decimal) -> None:
    """Two attempts that both went through: what is over the total goes back by itself."""
    due = min(payment.received, surplus)
    if due > 0:
        request_refund(order, payment, due, actor=SYSTEM, reason=_("Paid twice"))
        mail.staff_notice(_goes_back(payment, "paid-twice"), key=str(payment.public_id), order=order)


def _goes_back(payment: Payment, kind: str) -> str:
    """A card gets its money back by itself; what came by transfer somebody has to send."""
    return "send-back" if payment.gateway == TRANSFER else kind


def close_other_payments(order: Order, paid: Payment) -> None:
    """Withdraw the other attempts of a locked order that was paid; a card page is closed after commit."""
    for other in locks.lock_payments(order):
        if other.pk == paid.pk or not other.is_open:
            continue
        if other.state in (State.STARTED, State.PROCESSING):
            queue_on_commit(close_payment_task, other.pk)
            continue
        other.state = State.CANCELED
        other.save(update_fields=["state", "updated_at"])
        events.payment_canceled(other, actor=SYSTEM, reason=_("Paid in another way"))


def _paid(order: Order, payment: Payment, state: GatewayState) -> None:
    money_came(order, payment, state)


def _processing(order: Order, payment: Payment, state: GatewayState) -> None:
    """Completed but not paid: the hold has no end until the provider decides."""
    if payment.state in (State.CREATED, State.STARTED) and order.status == Status.NEW:
        payment.state, payment.provider_reference = State.PROCESSING, state.provider_reference
        payment.save()
        events.payment_pending(payment)
        _hold_without_end(order)
    else:
        _remember_that_we_asked(payment)


def _failed(order: Order, payment: Payment, state: GatewayState) -> None:
    if not payment.is_open:
        return
    payment.state, payment.failure_code = State.FAILED, state.failure_code[:80]
    payment.provider_reference = state.provider_reference
    payment.save()
    events.payment_failed(payment, code=state.failure_code, reference=state.failure_reference)
    if order.status == Status.NEW:
        renew_hold(order)
        mail.payment_failed(order, payment)


def _waiting(order: Order, payment: Payment, state: GatewayState) -> None:
    """The page is open. A card that was refused there is remembered; the shopper may try another."""
    known = events.payment_failure_known(payment, reference=state.failure_reference)
    if state.failure_reference and not known:
        payment.failure_code = state.failure_code[:80]
        events.payment_failed(payment, code=state.failure_code, reference=state.failure_reference)
    _remember_that_we_asked(payment)


def _expired(order: Order, payment: Payment, state: GatewayState) -> None:
    if payment.is_open:
        payment.state = State.EXPIRED
        payment.save(update_fields=["state", "updated_at"])
        events.payment_canceled(payment, actor=PROVIDER, reason=_("The card page is closed"))


def _hold_without_end(order: Order) -> None:
    order.hold_expires_at = None
    order.save(update_fields=["hold_expires_at", "updated_at"])
    stock.renew(reference=order.public_id, expires_at=None)


def _remember_that_we_asked(payment: Payment) -> None:
    payment.save(update_fields=["failure_code", "updated_at"])


_EFFECTS: dict[Outcome, Callable[[Order, Payment, GatewayState], None]] = {
    Outcome.PAID: _paid,
    Outcome.PROCESSING: _processing,
    Outcome.FAILED: _failed,
    Outcome.WAITING: _waiting,
    Outcome.EXPIRED: _expired,
}
