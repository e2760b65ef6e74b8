"""What a crash left behind is picked up; what is done is left alone; running twice or at once changes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.models import OutgoingMail
from core.money import ZERO
from core.tests.threads import in_threads
from orders.models import Order, Payment, Refund
from orders.services.payment import start_payment
from orders.services.refund import refund
from orders.services.settling import apply_state
from orders.tasks import sweep_payments, sweep_refunds
from orders.tests.factories import make_order
from orders.tests.provider import history, mails, open_page, paid_order, refunds, sessions
from payments.gateways.base import GatewayState, Outcome
from products.tests.factories import make_product, make_sellable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]


@pytest.fixture
def mug():
    return make_sellable(price="12.90", stock=5)


def age(row, **ago) -> None:
    type(row).objects.filter(pk=row.pk).update(updated_at=timezone.now() - timedelta(**ago))


def test_a_payment_that_was_never_started_gets_its_page(stripe, mug):
    payment = make_order((mug, 1)).payments.get()
    assert sweep_payments() == 0
    age(payment, seconds=21)

    sweep_payments()
    sweep_payments()

    payment.refresh_from_db()
    assert payment.state == Payment.State.STARTED
    assert [s["id"] for s in sessions(stripe)] == [payment.session_reference]


def test_a_payment_of_a_closed_order_is_not_started(stripe, mug):
    order = make_order((mug, 1))
    payment = order.payments.get()
    age(payment, seconds=21)
    Order.objects.filter(pk=order.pk).update(status=Order.Status.EXPIRED)

    sweep_payments()

    assert start_payment(payment.pk) is None
    assert sessions(stripe) == []


def test_money_that_no_event_told_us_about_is_found(stripe, mug):
    order = make_order((mug, 1))
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)
    sweep_payments()
    order.refresh_from_db()
    assert order.status == Order.Status.NEW
    age(payment, seconds=61)

    sweep_payments()

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert sweep_payments() == 0


def test_an_open_page_is_asked_about_once_a_minute(stripe, mug):
    payment = open_page(make_order((mug, 1)))
    age(payment, seconds=61)

    assert sweep_payments() == 1
    assert sweep_payments() == 0


def test_a_payment_under_way_is_asked_about_every_few_minutes(stripe, mug):
    order = make_order((mug, 1))
    payment = open_page(order)
    apply_state(payment.pk, GatewayState(Outcome.PROCESSING, ZERO, "EUR", ""))
    stripe.control.complete_session(payment.session_reference)
    age(payment, seconds=90)
    assert sweep_payments() == 0
    age(payment, minutes=6)

    sweep_payments()

    order.refresh_from_db()
    assert order.status == Order.Status.PAID


def test_whoever_leaves_the_card_page_gets_one_mail_with_the_link(stripe, mug):
    order = make_order((mug, 1))
    open_page(order)
    sweep_payments()
    assert mails(order) == []
    Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - timedelta(minutes=11))

    for _ in range(3):
        sweep_payments()

    assert mails(order) == ["payment-waiting"]
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language) == ("ana@example.com", "bg")
    assert "http://testserver/orders/" in mail.body_text


@pytest.mark.parametrize("state", ["paid", "processing", "review"])
def test_nobody_is_reminded_of_what_is_not_waiting(stripe, mug, state):
    order = make_order((mug, 1))
    payment = open_page(order)
    if state == "paid":
        stripe.control.complete_session(payment.session_reference)
        age(payment, minutes=2)
    elif state == "processing":
        apply_state(payment.pk, GatewayState(Outcome.PROCESSING, ZERO, "EUR", ""))
    else:
        Order.objects.filter(pk=order.pk).update(needs_review=True)
    Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - timedelta(minutes=11))

    sweep_payments()

    assert "payment-waiting" not in mails(order)


def test_a_refund_that_was_never_sent_is_sent_once(stripe, mug):
    order = paid_order(stripe, (mug, 1))
    [row] = refund(order_id=order.pk, amount=order.total_gross, actor=SYSTEM, reason="")
    assert sweep_refunds() == 0
    Refund.objects.update(created_at=timezone.now() - timedelta(seconds=21))

    sweep_refunds()
    sweep_refunds()

    row.refresh_from_db()
    assert row.state == Refund.State.SUCCEEDED
    assert len(refunds(stripe)) == 1


def test_a_refund_that_hangs_is_asked_about(stripe, mug):
    order = paid_order(stripe, (mug, 1))
    stripe.control.next_refund("pending")
    [row] = refund(order_id=order.pk, amount=order.total_gross, actor=SYSTEM, reason="")
    Refund.objects.update(created_at=timezone.now() - timedelta(seconds=21))
    sweep_refunds()
    row.refresh_from_db()
    assert row.state == Refund.State.PENDING
    stripe.control.settle_refund(row.provider_reference, "succeeded")
    age(row, minutes=6)

    sweep_refunds()

    order.refresh_from_db()
    assert order.status == Order.Status.REFUNDED


def test_one_row_that_fails_does_not_keep_the_others_waiting(stripe, mug, monkeypatch):
    first, second = make_order((mug, 1)), make_order((mug, 1))
    for order in (first, second):
        age(order.payments.get(), seconds=30)
    real = start_payment
    broken = first.payments.get().pk

    def start(pk):
        if pk == broken:
            raise RuntimeError("broken")
        return real(pk)

    start.__name__ = "start_payment"
    monkeypatch.setattr("orders.tasks.start_payment", start)

    sweep_payments()

    assert [order.payments.get().state for order in (first, second)] == ["created", "started"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_sweeps_at_once_settle_once(stripe):
    """Both hear that the session is paid; the second to lock the rows finds the payment settled."""
    order = make_order((make_product(stock=5).variants.get(), 1))
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)
    age(payment, minutes=2)

    in_threads(sweep_payments, sweep_payments)

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert history(order).count("payment_received") == 1
    assert mails(order) == ["order-received", "paid"]
