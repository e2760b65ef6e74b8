"""Card payments: what the provider says becomes the truth of the order, once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.mail_writing import complete
from core.models import OutgoingMail
from core.money import ZERO
from orders.models import Order, Payment
from orders.services.cancel import cancel
from orders.services.expiry import expire_order
from orders.services.payment import pay_again, start_payment
from orders.services.settling import apply_state, settle
from orders.tests.factories import make_order
from orders.tests.provider import (
    CARD_DECLINED,
    cut_off_start,
    history,
    mails,
    open_page,
    refunds,
    sessions,
    stock_of,
)
from payments.gateways import gateway
from payments.gateways.base import GatewayState, Outcome
from products.models import StockHold
from products.tests.factories import make_sellable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]


def test_a_paid_session_pays_the_order_and_keeps_the_stock(stripe):
    mug = make_sellable(price="12.90", stock=5)
    order = make_order((mug, 2))
    payment = open_page(order)
    assert stock_of(mug) == (5, 2)

    stripe.control.complete_session(payment.session_reference)
    settle(payment.pk)

    order.refresh_from_db()
    payment.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert order.hold_expires_at is None
    assert (payment.state, payment.received) == (Payment.State.SUCCEEDED, Decimal("31.70"))
    assert payment.provider_reference.startswith("pi_")
    assert stock_of(mug) == (5, 2)
    assert history(order) == [
        "placed",
        "payment_started",
        "payment_received",
        "status_changed:paid",
        "mail_queued",
        "mail_queued",
    ]
    assert mails(order) == ["order-received", "paid"]
    received = OutgoingMail.objects.get(kind="order-received")
    complete(received)
    assert received.recipient == "ana@example.com"
    assert "31,70" in received.body_text


def paid_order(stripe, *wanted):
    order = make_order(*wanted)
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)
    settle(payment.pk)
    order.refresh_from_db()
    payment.refresh_from_db()
    return order, payment


def test_the_same_news_again_does_nothing_again(stripe):
    """Third belt of DESIGN 1.14: effects are guarded by the state of the locked row."""
    mug = make_sellable(price="12.90", stock=5)
    order, payment = paid_order(stripe, (mug, 2))
    before = history(order)
    news = gateway("stripe").state(payment.session_reference)

    apply_state(payment.pk, news)
    apply_state(payment.pk, news)
    settle(payment.pk)

    assert history(order) == before
    assert OutgoingMail.objects.count() == 2
    assert stock_of(mug) == (5, 2)
    assert order.payments.count() == 1


def test_a_declined_card_is_told_once_and_the_page_stays_open(stripe):
    order = make_order((make_sellable(), 1))
    payment = open_page(order)

    answer = stripe.control.complete_session(payment.session_reference, card=CARD_DECLINED)
    settle(payment.pk)
    settle(payment.pk)

    order.refresh_from_db()
    payment.refresh_from_db()
    assert answer.error
    assert order.status == Order.Status.NEW
    assert (payment.state, payment.failure_code) == (Payment.State.STARTED, "generic_decline")
    assert history(order) == ["placed", "payment_started", "payment_failed"]


def test_a_second_decline_is_told_as_well_and_success_wins(stripe):
    order = make_order((make_sellable(), 1))
    payment = open_page(order)

    for _ in range(2):
        stripe.control.complete_session(payment.session_reference, card=CARD_DECLINED)
        settle(payment.pk)
    stripe.control.complete_session(payment.session_reference)
    settle(payment.pk)

    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, payment.failure_code) == (Order.Status.PAID, "")
    assert history(order)[:5] == [
        "placed",
        "payment_started",
        "payment_failed",
        "payment_failed",
        "payment_received",
    ]


def test_a_page_that_ran_out_leaves_the_order_waiting(stripe):
    mug = make_sellable(stock=5)
    order = make_order((mug, 1))
    payment = open_page(order)

    stripe.control.expire_session(payment.session_reference)
    settle(payment.pk)

    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, payment.state) == (Order.Status.NEW, Payment.State.EXPIRED)
    assert stock_of(mug) == (5, 1)


@pytest.mark.parametrize("amount, currency", [("18.79", "EUR"), ("18.81", "EUR"), ("18.80", "BGN")])
def test_another_sum_or_currency_waits_for_a_person(stripe, amount, currency):
    mug = make_sellable(price="12.90", stock=5)
    order = make_order((mug, 1))
    payment = open_page(order)

    apply_state(payment.pk, GatewayState(Outcome.PAID, Decimal(amount), currency, provider_reference="pi_x"))

    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, order.needs_review, order.hold_expires_at) == (Order.Status.NEW, True, None)
    assert (payment.state, payment.received) == (Payment.State.REVIEW, Decimal(amount))
    assert history(order)[-1] == "payment_mismatch"
    assert mails(order) == []
    assert stock_of(mug) == (5, 1)
    assert StockHold.objects.get().expires_at is None
    assert OutgoingMail.objects.get().kind == "staff-payment-mismatch"


def test_completed_but_not_paid_holds_the_goods_without_end(stripe):
    mug = make_sellable(stock=5)
    order = make_order((mug, 1))
    payment = open_page(order)

    apply_state(payment.pk, GatewayState(Outcome.PROCESSING, ZERO, "EUR", provider_reference="pi_slow"))

    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, order.hold_expires_at) == (Order.Status.NEW, None)
    assert payment.state == Payment.State.PROCESSING
    assert StockHold.objects.get().expires_at is None
    assert history(order)[-1] == "payment_pending"


def test_a_payment_that_fails_after_all_gives_the_hold_an_end_and_the_buyer_a_mail(stripe):
    order = make_order((make_sellable(), 1))
    payment = open_page(order)
    apply_state(payment.pk, GatewayState(Outcome.PROCESSING, ZERO, "EUR", provider_reference="pi_slow"))

    for _ in range(2):
        apply_state(
            payment.pk, GatewayState(Outcome.FAILED, ZERO, "EUR", "pi_slow", "insufficient_funds", "ch_1")
        )

    order.refresh_from_db()
    payment.refresh_from_db()
    assert (payment.state, payment.failure_code) == (Payment.State.FAILED, "insufficient_funds")
    assert (
        timezone.now() + timedelta(minutes=44)
        < order.hold_expires_at
        < timezone.now() + timedelta(minutes=46)
    )
    assert StockHold.objects.get().expires_at == order.hold_expires_at
    assert mails(order) == ["payment-failed"]


def test_news_of_processing_never_takes_a_settled_payment_back(stripe):
    order, payment = paid_order(stripe, (make_sellable(), 1))

    for outcome in (Outcome.PROCESSING, Outcome.FAILED, Outcome.EXPIRED, Outcome.WAITING):
        apply_state(payment.pk, GatewayState(outcome, ZERO, "EUR"))

    payment.refresh_from_db()
    order.refresh_from_db()
    assert (payment.state, order.status) == (Payment.State.SUCCEEDED, Order.Status.PAID)


def expired_but_payable(stripe, *wanted):
    """An order that expired while a page that we never heard of stayed open: its start was cut off before the answer."""
    order = make_order(*wanted)
    cut_off_start(stripe, order.payments.get())
    Order.objects.filter(pk=order.pk).update(hold_expires_at=timezone.now() - timedelta(seconds=1))
    assert expire_order(order.pk)
    order.refresh_from_db()
    assert order.status == Order.Status.EXPIRED
    return order


def test_late_money_revives_an_expired_order_whose_goods_are_still_there(stripe, deliver):
    mug = make_sellable(stock=1)
    order = expired_but_payable(stripe, (mug, 1))
    assert stock_of(mug) == (1, 0)

    stripe.control.complete_session(sessions(stripe)[0]["id"])
    deliver()

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert stock_of(mug) == (1, 1)
    assert StockHold.objects.get().state == StockHold.State.KEPT
    assert history(order)[-5:] == [
        "payment_received",
        "late_payment",
        "status_changed:paid",
        "mail_queued",
        "mail_queued",
    ]
    assert not order.refunds.exists()


def test_late_money_for_goods_that_are_gone_goes_back_by_itself(stripe, deliver):
    mug = make_sellable(price="12.90", stock=1)
    order = expired_but_payable(stripe, (mug, 1))
    make_order((mug, 1), payment_method="cod")

    stripe.control.complete_session(sessions(stripe)[0]["id"])
    deliver()
    deliver()

    order.refresh_from_db()
    refund = order.refunds.get()
    assert order.status == Order.Status.EXPIRED
    assert (refund.origin, refund.state, refund.amount) == ("system", "succeeded", Decimal("18.80"))
    assert [row["amount"] for row in refunds(stripe)] == [1880]
    assert mails(order) == ["late-payment", "refunded"]
    assert OutgoingMail.objects.filter(kind="staff-late-payment").count() == 1
    assert stock_of(mug) == (1, 1)
    assert "stock_short" in history(order)


def test_money_for_a_cancelled_order_goes_back_by_itself(stripe, deliver):
    mug = make_sellable(price="12.90", stock=3)
    order = make_order((mug, 1))
    cut_off_start(stripe, order.payments.get())
    cancel(order_id=order.pk, actor=SYSTEM, reason="")

    stripe.control.complete_session(sessions(stripe)[0]["id"])
    deliver()

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELED
    assert order.refunds.get().state == "succeeded"
    assert [row["amount"] for row in refunds(stripe)] == [1880]
    assert stock_of(mug) == (3, 0)


def test_of_two_attempts_that_both_went_through_one_goes_back(stripe, deliver, committing):
    order = make_order((make_sellable(price="12.90"), 1))
    first = open_page(order)
    Payment.objects.filter(pk=first.pk).update(page_expires_at=timezone.now() - timedelta(seconds=1))
    second = pay_again(order.pk)
    start_payment(second.pk)
    second.refresh_from_db()
    assert second.pk != first.pk

    for payment in (second, first):
        stripe.control.complete_session(payment.session_reference)
    deliver()

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert {payment.state for payment in order.payments.all()} == {Payment.State.SUCCEEDED}
    assert [row["amount"] for row in refunds(stripe)] == [1880]
    assert OutgoingMail.objects.filter(kind="staff-paid-twice").count() == 1
    assert mails(order) == ["order-received", "paid", "refunded"]
