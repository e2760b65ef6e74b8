"""Opening the card page: the call is written down, made without any lock, and its answer written down (DESIGN 1.12, 1.13)."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SYSTEM
from orders import events, locks, mail
from orders.models import Order, Payment
from orders.services.attempts import end_payment
from orders.services.charge import charge_for
from orders.times import FROZEN_CALL
from payments.gateways import gateway
from payments.gateways.base import GatewayDown, GatewayRefused, Started

logger = logging.getLogger(__name__)

State = Payment.State
Status = Order.Status


def start_payment(payment_id: int) -> str | None:
    """Return the address of the card page, opening it at the provider if that has not happened yet.

    None when there is none to be had now: the provider is silent (the sweep tries again), it refused, or the order no
    longer waits. Safe to call twice and at the same time: one payment never has two pages.
    """
    payment = _frozen(payment_id)
    if payment is None or payment.state == State.STARTED:
        return payment.page_url if payment else None
    try:
        started = gateway(payment.gateway).start(payment.request, key=str(payment.public_id))
    except GatewayDown:
        logger.warning("payment %s could not be started, its sweep tries again", payment.public_id)
        return None
    except GatewayRefused as refusal:
        _give_up(payment_id, refusal.code)
        return None
    return _opened(payment_id, started)


def _frozen(payment_id: int) -> Payment | None:
    """Write the parameters of the call down before it is made: a retry with the same key is then the same call."""
    with transaction.atomic(durable=True):
        order, payment = locks.lock_payment(payment_id)
        gate = gateway(payment.gateway)
        if (
            order.status != Status.NEW
            or not gate.hosted
            or payment.state not in (State.CREATED, State.STARTED)
        ):
            return None
        if payment.state == State.CREATED and not payment.request:
            payment.request = gate.prepare(charge_for(order, payment))
            payment.save(update_fields=["request", "updated_at"])
        return payment


def _give_up(payment_id: int, code: str) -> None:
    """End an attempt that the provider refused; staff hear of it unless the call only came too late."""
    with transaction.atomic(durable=True):
        order, payment = locks.lock_payment(payment_id)
        if payment.state != State.CREATED:
            return
        if payment.updated_at < timezone.now() - FROZEN_CALL:
            end_payment(
                payment, State.EXPIRED, actor=SYSTEM, reason=_("The card page could not be opened in time")
            )
            return
        payment.state, payment.failure_code = State.FAILED, code[:80]
        payment.save(update_fields=["state", "failure_code", "updated_at"])
        events.payment_failed(payment, code=code)
        mail.staff_notice(
            "payment-refused", key=str(payment.public_id), order=order, detail=f"{payment.gateway}: {code}"
        )


def _opened(payment_id: int, started: Started) -> str | None:
    """Write the page down and return its address, unless it must not be used; then close it."""
    with transaction.atomic(durable=True):
        order, payment = locks.lock_payment(payment_id)
        if payment.state == State.STARTED:
            return payment.page_url
        payment.session_reference = started.session_reference
        payment.save(update_fields=["session_reference", "updated_at"])
        if payment.state == State.CREATED and order.status == Status.NEW:
            if (started.amount, started.currency) == (payment.amount, payment.currency):
                payment.state, payment.page_url = State.STARTED, started.page_url
                payment.page_expires_at = started.expires_at
                payment.save(update_fields=["state", "page_url", "page_expires_at", "updated_at"])
                events.payment_started(payment)
                return payment.page_url
            payment.state, payment.failure_code = State.FAILED, "amount_mismatch"
            payment.save(update_fields=["state", "failure_code", "updated_at"])
            events.payment_mismatch(payment, amount=started.amount, currency=started.currency)
            locks.flag_for_review(order)
            mail.staff_notice("payment-mismatch", key=str(payment.public_id), order=order)
    try:
        gateway(payment.gateway).expire(started.session_reference)
    except GatewayDown:
        # Nobody knows its address, and it closes by itself after half an hour.
        logger.warning("the unused page of payment %s could not be closed", payment.public_id)
    return None
