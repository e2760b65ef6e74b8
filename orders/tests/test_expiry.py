"""Orders that nobody paid for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.tests.threads import in_threads
from orders.models import Order, Payment
from orders.services.expiry import expire_order
from orders.tasks import expire_orders
from orders.tests.factories import make_order
from orders.tests.provider import history, mails, open_page, sessions, stock_of
from products.models import StockMovement
from products.tests.factories import make_product, make_sellable

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    return make_sellable(price="12.90", stock=5)


def overdue(order: Order) -> Order:
    Order.objects.filter(pk=order.pk).update(hold_expires_at=timezone.now() - timedelta(seconds=1))
    return order


def test_an_overdue_order_closes_its_page_and_gives_its_goods_back(stripe, mug):
    order = make_order((mug, 2))
    payment = open_page(order)
    overdue(order)

    assert expire_orders() == 1
    assert expire_orders() == 0

    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, order.hold_expires_at) == (Order.Status.EXPIRED, None)
    assert payment.state == Payment.State.EXPIRED
    assert sessions(stripe)[0]["status"] == "expired"
    assert stock_of(mug) == (5, 0)
    assert mails(order) == []


def test_an_order_in_time_stays(stripe, mug):
    order = make_order((mug, 2))

    assert expire_orders() == 0
    assert not expire_order(order.pk)

    assert stock_of(mug) == (5, 2)


def test_money_that_came_in_the_last_moment_wins(stripe, mug):
    order = make_order((mug, 2))
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)
    overdue(order)

    assert not expire_order(order.pk)

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert stock_of(mug) == (5, 2)


def test_while_the_provider_is_silent_nothing_expires(stripe, mug, one_try):
    order = make_order((mug, 2))
    open_page(order)
    overdue(order)
    stripe.control.fail_next("error", path="/v1/checkout/sessions")

    assert not expire_order(order.pk)

    order.refresh_from_db()
    assert order.status == Order.Status.NEW
    assert stock_of(mug) == (5, 2)
    assert expire_order(order.pk)


def test_an_order_whose_page_was_never_opened_expires_as_well(stripe, mug):
    order = overdue(make_order((mug, 2)))

    assert expire_order(order.pk)

    assert order.payments.get().state == Payment.State.CANCELED
    assert history(order) == ["placed", "payment_canceled", "status_changed:expired"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_sweeps_at_once_release_once(stripe):
    """Both see the overdue order. The second waits for the row and finds it closed."""
    mug = make_product(stock=5).variants.get()
    order = overdue(make_order((mug, 2)))

    results = in_threads(*(lambda: expire_order(order.pk) for _ in range(2)))

    assert sorted(results) == [False, True]
    assert stock_of(mug) == (5, 0)
    assert StockMovement.objects.filter(kind="released").count() == 1
