"""What can happen between the order and the money."""

import pytest
from playwright.sync_api import expect

from orders.models import Order, Payment
from tests.browser.shopper import CARD, DECLINED_CARD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def ordered(visit, goods):
    """Return a function that brings a shopper with one small pot to the card page."""

    def go(language: str):
        shopper = visit(language)
        shopper.open((goods.pot if language == "bg" else goods.pot_en).url)
        shopper.add_to_cart()
        shopper.order(payment="card")
        return shopper

    return go


def test_a_declined_card_and_then_a_good_one(ordered):
    """The card page keeps the shopper, says what is wrong, and takes the second card; one order, paid once."""
    shopper = ordered("en")

    shopper.pay_with(DECLINED_CARD)
    expect(shopper.page.get_by_test_id("error")).to_contain_text("declined")
    assert Order.objects.get(email=shopper.email).status == Order.Status.NEW
    shopper.pay_with(CARD)
    shopper.sees_paid()

    order = Order.objects.get(email=shopper.email)
    assert [payment.state for payment in order.payments.all()] == [Payment.State.SUCCEEDED]


def test_the_card_page_left_and_cash_chosen(ordered):
    """Back from the card page the order waits and offers what can be done; cash costs 1.50 more."""
    shopper = ordered("bg")
    page = shopper.page

    shopper.follow(page.get_by_test_id("cancel"))
    expect(shopper.heading).to_have_text(shopper.words("Your order is waiting for payment"))
    expect(shopper.total()).to_have_text("15,80\u00a0€")
    shopper.follow(page.locator("form[action$='/method/'] button"))

    expect(shopper.heading).to_have_text(shopper.words("Thank you, your order is in"))
    expect(shopper.total()).to_have_text("17,30\u00a0€")
    order = Order.objects.get(email=shopper.email)
    assert (order.status, order.payment_method) == (
        Order.Status.ACCEPTED,
        Order.PaymentMethod.CASH_ON_DELIVERY,
    )


def test_the_card_page_left_and_paid_after_all(ordered):
    shopper = ordered("en")

    shopper.follow(shopper.page.get_by_test_id("cancel"))
    shopper.follow(shopper.page.locator("form[action$='/pay/'] button"))
    shopper.pay_with(CARD)

    shopper.sees_paid()


def test_the_card_page_left_and_the_order_changed(ordered):
    """The order is cancelled and everything is back in the cart, with what was typed."""
    shopper = ordered("bg")
    page = shopper.page

    shopper.follow(page.get_by_test_id("cancel"))
    shopper.follow(page.locator("form[action*='/change/'] button"))

    assert shopper.path == "/cart/"
    expect(page.locator(".line__title")).to_have_text("Глинена саксия")
    shopper.to_checkout()
    expect(page.locator("[name=email]")).to_have_value(shopper.email)
    assert Order.objects.get(email=shopper.email).status == Order.Status.CANCELED
