"""The shopper's road from the cart to a paid order, over real HTTP to the card page's side."""

from decimal import Decimal

import pytest
from django.core import mail

from orders.models import Order, Payment
from orders.tests.provider import CARD_DECLINED, history, mails, post_event, sessions, stock_of
from payments.tests.signing import sign
from products.models import StockHold
from tests.flows.shopper import link_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_guest_buys_by_card(shopper, mug, committing, deliver, language):
    shopper.language = language
    shopper.add(mug, 2)

    with committing():
        order, card_page = shopper.order()
    assert (order.status, order.total_gross, order.language) == (Order.Status.NEW, Decimal("31.70"), language)
    assert stock_of(mug) == (5, 2)
    assert mail.outbox == []

    back = shopper.pay(card_page).location
    deliver()
    thanks = shopper.visit(back)

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert thanks.context["situation"].name == "paid"
    assert [m.to for m in mail.outbox] == [["ana@example.com"]] * 2
    assert mails(order) == ["order-received", "paid"]
    follow = shopper.visit(link_in(str(order.number)))
    assert follow.status_code == 200
    assert str(order.number) in follow.content.decode()
    assert StockHold.objects.get().state == StockHold.State.KEPT
    assert shopper.client.cookies["cart_count"].value == "0"


def test_a_guest_buys_with_cash_on_delivery(shopper, mug, committing):
    shopper.add(mug, 2)

    with committing():
        order, page = shopper.order(payment="cod")

    assert (order.status, order.total_gross) == (Order.Status.ACCEPTED, Decimal("33.20"))
    assert shopper.visit(page).context["situation"].name == "accepted"
    assert len(mail.outbox) == 1
    assert shopper.visit(link_in(str(order.number))).status_code == 200
    assert stock_of(mug) == (5, 2)
    assert sessions(shopper.stripe) == []


def test_the_webhook_comes_twice(shopper, mug, committing, deliver):
    shopper.add(mug)
    with committing():
        order, card_page = shopper.order()
    shopper.pay(card_page)

    deliver(times=2)

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert mails(order) == ["order-received", "paid"]
    assert len(mail.outbox) == 2
    assert history(order).count("payment_received") == 1


def test_the_webhook_is_there_before_the_shopper(shopper, mug, committing, deliver):
    shopper.add(mug)
    with committing():
        _order, card_page = shopper.order()
    back = shopper.pay(card_page).location

    deliver()
    page = shopper.visit(back)

    assert page.context["situation"].name == "paid"


def test_the_shopper_is_there_before_the_webhook(shopper, mug, committing, deliver):
    shopper.add(mug)
    with committing():
        order, card_page = shopper.order()
    back = shopper.pay(card_page).location

    early = shopper.visit(back)
    deliver()
    later = shopper.visit(back)

    assert (early.context["situation"].name, early.context["situation"].waiting) == ("confirming", True)
    assert later.context["situation"].name == "paid"
    assert order.payments.count() == 1


def test_a_declined_card_then_another(shopper, mug, committing, deliver):
    shopper.add(mug)
    with committing():
        order, card_page = shopper.order()

    refused = shopper.pay(card_page, card=CARD_DECLINED)
    deliver()
    page = shopper.visit(sessions(shopper.stripe)[0]["cancel_url"])
    assert refused.location is None
    assert page.context["situation"].name == "refused"

    shopper.pay(card_page)
    deliver()

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert history(order).count("payment_failed") == 1
    assert mails(order) == ["order-received", "paid"]


def test_three_d_secure(shopper, mug, committing, deliver):
    shopper.add(mug)
    with committing():
        order, card_page = shopper.order()

    shopper.pay(card_page, card="4000002500003155")
    deliver()

    order.refresh_from_db()
    assert order.status == Order.Status.PAID


def test_the_card_page_is_left_and_the_shopper_pays_in_cash(shopper, mug, committing, deliver):
    shopper.add(mug, 2)
    with committing():
        order, card_page = shopper.order()

    page = shopper.visit(sessions(shopper.stripe)[0]["cancel_url"])
    assert page.context["situation"].name == "waiting"
    with committing():
        shopper.press(page, "order-method")
    deliver()

    order.refresh_from_db()
    assert (order.status, order.payment_method) == (Order.Status.ACCEPTED, "cod")
    assert order.total_gross == Decimal("33.20")
    assert sessions(shopper.stripe)[0]["status"] == "expired"
    assert shopper.pay(card_page).location is None
    assert mails(order) == ["order-received"]
    assert stock_of(mug) == (5, 2)


def test_the_card_page_is_left_and_the_shopper_comes_back_to_it(shopper, mug, committing, deliver):
    shopper.add(mug)
    with committing():
        order, card_page = shopper.order()

    page = shopper.visit(sessions(shopper.stripe)[0]["cancel_url"])
    answer = shopper.press(page, "order-pay")
    assert answer.headers["Location"] == card_page
    shopper.pay(card_page)
    deliver()

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert order.payments.count() == 1


def test_the_card_page_is_left_and_the_order_is_changed(shopper, mug, committing, deliver):
    shopper.add(mug, 2)
    with committing():
        first, _card_page = shopper.order()

    page = shopper.visit(sessions(shopper.stripe)[0]["cancel_url"])
    with committing():
        shopper.press(page, "order-change")
    first.refresh_from_db()
    assert first.status == Order.Status.CANCELED
    assert stock_of(mug) == (5, 0)

    shopper.add(mug)
    with committing():
        second, card_page = shopper.order()
    shopper.pay(card_page)
    deliver()

    second.refresh_from_db()
    assert second.pk != first.pk
    assert second.lines.get(kind="goods").quantity == 3
    assert second.status == Order.Status.PAID
    assert mails(first) == []


def test_confirming_twice_makes_one_order_and_one_page(shopper, mug, committing):
    shopper.add(mug)
    form = shopper.fill_in()

    with committing():
        first, second = shopper.confirm(form), shopper.confirm(form)

    assert first.headers["Location"] == second.headers["Location"]
    assert Order.objects.count() == Payment.objects.count() == len(sessions(shopper.stripe)) == 1


def test_a_price_that_changes_while_confirming_asks_again(shopper, mug, committing):
    shopper.add(mug)
    form = shopper.fill_in()
    mug.price = Decimal("13.90")
    mug.save()

    asked = shopper.confirm(form)

    assert asked.status_code == 409
    assert not Order.objects.exists()
    assert sessions(shopper.stripe) == []
    assert stock_of(mug) == (5, 0)
    with committing():
        order, _page = shopper.order()
    assert order.total_gross == Decimal("19.80")


def test_the_provider_is_down_and_the_order_can_be_paid_later(shopper, mug, committing, deliver, one_try):
    shopper.add(mug)
    shopper.stripe.control.fail_next("error", path="/v1/checkout/sessions")

    with committing():
        order, page = shopper.order()
    shown = shopper.visit(page)
    answer = shopper.press(shown, "order-pay")
    shopper.pay(answer.headers["Location"])
    deliver()

    order.refresh_from_db()
    assert order.status == Order.Status.PAID


def test_a_forged_report_pays_nothing(shopper, mug, committing):
    shopper.add(mug)
    with committing():
        order, card_page = shopper.order()
    shopper.pay(card_page)
    signed = shopper.stripe.control.take_pending()[-1]

    with committing():
        answer = post_event(signed.payload, sign(signed.payload, "whsec_of_somebody_else"))

    order.refresh_from_db()
    assert answer.status_code == 400
    assert order.status == Order.Status.NEW
