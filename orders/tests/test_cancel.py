"""Cancelling: stock and money come back, and money that is faster wins."""

from decimal import Decimal

import pytest

from core.actors import Actor
from core.models import OutgoingMail
from orders.errors import NotCancelable, PaidMeanwhile, PaymentUnderWay
from orders.models import Order, Payment
from orders.services.cancel import cancel
from orders.services.payment import mark_cash_received
from orders.services.settling import apply_state
from orders.services.shipping import ship
from orders.tests.factories import make_order
from orders.tests.provider import history, mails, open_page, paid_order, refunds, sessions, stock_of
from payments.gateways.base import GatewayState, Outcome
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db
MARIA = Actor("staff", 7, "Мария")


@pytest.fixture
def mug():
    return make_sellable(price="12.90", stock=5)


def test_a_waiting_order_gives_its_goods_back_and_its_page_is_closed(stripe, mug):
    order = make_order((mug, 2))
    payment = open_page(order)

    cancel(order_id=order.pk, actor=MARIA, reason="Размерът свърши")

    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, order.hold_expires_at) == (Order.Status.CANCELED, None)
    assert payment.state == Payment.State.EXPIRED
    assert sessions(stripe)[0]["status"] == "expired"
    assert stock_of(mug) == (5, 0)
    assert mails(order) == ["cancelled"]
    body = OutgoingMail.objects.get(kind="cancelled").body_text
    assert "Размерът свърши" in body


def test_a_paid_order_gives_all_of_the_money_back(stripe, mug, committing):
    order = paid_order(stripe, (mug, 2))

    with committing():
        cancel(order_id=order.pk, actor=MARIA, reason="sold out")

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELED
    assert [row["amount"] for row in refunds(stripe)] == [3170]
    assert stock_of(mug) == (5, 0)
    assert mails(order)[-2:] == ["cancelled", "refunded"]


def test_the_rest_of_a_part_shipment_is_cancelled_with_the_value_of_its_goods(stripe, mug, committing):
    order = paid_order(stripe, (mug, 3))
    ship(order_id=order.pk, quantities={order.lines.get(kind="goods").pk: 1}, actor=MARIA)

    with committing():
        cancel(order_id=order.pk, actor=MARIA, reason="sold out")

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELED
    assert [row["amount"] for row in refunds(stripe)] == [2580]
    assert stock_of(mug) == (4, 0)


def test_an_accepted_order_has_no_money_to_give_back(mug):
    order = make_order((mug, 2), payment_method="cod")

    cancel(order_id=order.pk, actor=MARIA, reason="")

    order.refresh_from_db()
    assert (order.status, order.payments.get().state) == (Order.Status.CANCELED, Payment.State.CANCELED)
    assert not order.refunds.exists()
    assert stock_of(mug) == (5, 0)


def test_the_courier_collects_only_what_was_sent(mug):
    order = make_order((mug, 3), payment_method="cod")
    ship(order_id=order.pk, quantities={order.lines.get(kind="goods").pk: 1}, actor=MARIA)

    cancel(order_id=order.pk, actor=MARIA, reason="sold out")

    cash = order.payments.get()
    assert (cash.state, cash.amount) == (Payment.State.CREATED, Decimal("18.80"))

    collected = mark_cash_received(order_id=order.pk, actor=MARIA)
    assert (collected.state, collected.received) == (Payment.State.SUCCEEDED, Decimal("18.80"))


def test_money_that_is_faster_wins(stripe, mug):
    order = make_order((mug, 2))
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)

    with pytest.raises(PaidMeanwhile):
        cancel(order_id=order.pk, actor=MARIA, reason="")

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert stock_of(mug) == (5, 2)
    assert not order.refunds.exists()


def test_a_payment_under_way_is_waited_for(stripe, mug, monkeypatch):
    order = make_order((mug, 2))
    payment = open_page(order)
    under_way = GatewayState(Outcome.PROCESSING, Decimal("0.00"), "EUR", "pi_slow")
    apply_state(payment.pk, under_way)
    monkeypatch.setattr("payments.gateways.stripe.Stripe.expire", lambda self, reference: under_way)

    with pytest.raises(PaymentUnderWay):
        cancel(order_id=order.pk, actor=MARIA, reason="")

    order.refresh_from_db()
    assert order.status == Order.Status.NEW


def test_what_was_sent_is_not_cancelled(stripe, mug):
    order = paid_order(stripe, (mug, 2))
    ship(order_id=order.pk, actor=MARIA)
    before = history(order)

    with pytest.raises(NotCancelable):
        cancel(order_id=order.pk, actor=MARIA, reason="")

    assert history(order) == before


def test_cancelling_twice_is_refused_the_second_time(stripe, mug):
    order = make_order((mug, 2))
    cancel(order_id=order.pk, actor=MARIA, reason="")

    with pytest.raises(NotCancelable):
        cancel(order_id=order.pk, actor=MARIA, reason="")

    assert mails(order) == ["cancelled"]
