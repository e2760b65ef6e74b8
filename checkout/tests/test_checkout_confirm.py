"""Pressing the button: an order, or a question with everything typed still there."""

import re
from decimal import Decimal

import pytest

from checkout import carts
from checkout.models import Cart, CartLine
from checkout.tests.factories import make_cart, make_shop, make_terms, place, typed
from checkout.tests.pages import address, assert_nothing_ordered, hidden, post
from checkout.views import checkout as checkout_view
from orders.links import order_token
from orders.models import Order
from products.models import Stock, Variant
from products.tests.factories import make_sellable
from shipping.models import DeliveryMethod, DeliveryRate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


@pytest.fixture
def mug():
    return make_sellable(title="Mug", price="12.90", stock=5)


@pytest.fixture
def cart(mug):
    return make_cart((mug, 2))


@pytest.fixture
def client(cart, holding):
    return holding(cart)


def test_cash_on_delivery(client, cart):
    response = post(client, cart)

    order = Order.objects.get()
    assert response.status_code == 303
    assert response["Location"].startswith("/en/orders/")
    assert client.get(response["Location"]).status_code == 200
    assert (order.total_gross, order.phone, order.language) == (Decimal("33.20"), "+359888123456", "en")
    assert order.status == Order.Status.ACCEPTED
    assert client.cookies[carts.COUNT_COOKIE].value == "0"


def test_a_card_order_leads_to_the_card_page(client, cart, monkeypatch):
    asked = []
    monkeypatch.setattr(
        checkout_view, "start_payment", lambda pk: asked.append(pk) or "https://pay.example/c/1"
    )

    response = post(client, cart, payment="card")

    assert (response.status_code, response["Location"]) == (303, "https://pay.example/c/1")
    assert asked == [Order.objects.get().payments.get().pk]


def test_a_silent_provider_leads_to_the_order(client, cart, monkeypatch):
    monkeypatch.setattr(checkout_view, "start_payment", lambda pk: None)

    response = post(client, cart, payment="card")

    assert response["Location"].startswith("/en/orders/")
    assert Order.objects.get().status == Order.Status.NEW


def test_pressing_twice_makes_one_order(client, cart):
    fields = typed(cart)

    first, second = client.post(address(), fields), client.post(address(), fields)

    assert (first.status_code, second.status_code) == (303, 303)
    assert Order.objects.count() == 1
    assert second["Location"].startswith("/en/orders/")


def test_a_price_that_changed_asks_again_with_everything_typed(client, cart, mug):
    client.get(address())
    fields = typed(cart, note="Ring twice")
    Variant.objects.filter(pk=mug.pk).update(price=Decimal("13.90"))

    asked = client.post(address(), fields)

    html = asked.content.decode()
    assert asked.status_code == 409
    assert "The price of “Mug” has changed from €12.90 to €13.90." in html
    assert "Ring twice" in html
    assert hidden(html, "shown_total") == "35.20"
    assert re.search(r'<input[^>]*name="terms"[^>]*>', html)[0].count("checked") == 1
    assert_nothing_ordered(cart)

    again = client.post(address(), fields | {"shown_total": "35.20"})
    assert again.status_code == 303
    assert Order.objects.get().total_gross == Decimal("35.20")


def test_dearer_delivery_asks_again(client, cart):
    fields = typed(cart)
    DeliveryRate.objects.filter(method__code="door").update(price=Decimal("6.90"))

    asked = client.post(address(), fields)

    assert asked.status_code == 409
    assert "The total has changed." in asked.content.decode()
    assert hidden(asked.content.decode(), "shown_total") == "34.20"
    assert_nothing_ordered(cart)


def test_delivery_that_is_offered_no_more_asks_for_another(client, cart):
    fields = typed(cart)
    DeliveryMethod.objects.filter(code="door").update(active=False)

    response = client.post(address(), fields)

    assert response.status_code == 422
    assert "This way of delivery is not offered there." in response.content.decode()
    assert_nothing_ordered(cart)


def test_new_terms_ask_again(client, cart):
    fields = typed(cart, shown_terms="terms-en-1")
    make_terms(2)

    asked = client.post(address(), fields)

    html = asked.content.decode()
    assert asked.status_code == 409
    assert "Our terms have changed." in html
    assert hidden(html, "shown_terms") == "terms-en-2"
    assert_nothing_ordered(cart)


@pytest.mark.parametrize("name, value", [("shown_total", "abc"), ("shown_total", ""), ("shown_version", "x")])
def test_meddling_with_what_was_shown_asks_again_without_scolding(client, cart, name, value):
    response = post(client, cart, **{name: value})

    html = response.content.decode()
    assert response.status_code == 422
    assert "The total has changed." in html
    assert "field__error" not in html
    assert_nothing_ordered(cart)


def test_a_total_of_ones_own_making_buys_nothing(client, cart):
    response = post(client, cart, shown_total="0.01")

    assert response.status_code == 409
    assert_nothing_ordered(cart)


def test_out_of_stock_names_it_and_takes_what_is_left_at_one_press(client, cart, mug):
    fields = typed(cart, note="Ring twice")
    Stock.objects.filter(variant=mug).update(on_hand=1)

    refused = client.post(address(), fields)

    html = refused.content.decode()
    assert refused.status_code == 409
    assert "“Mug”: only 1 is left, your cart holds 2." in html
    assert 'value="take-what-is-left"' in html
    assert "Ring twice" in html
    assert_nothing_ordered(cart)

    taken = client.post(address(), fields | {"action": "take-what-is-left"})
    html = taken.content.decode()
    assert taken.status_code == 200
    assert CartLine.objects.get().quantity == 1
    assert "Ring twice" in html
    shown = {"shown_total": hidden(html, "shown_total"), "shown_version": hidden(html, "shown_version")}
    assert shown["shown_total"] == "20.30"
    assert client.post(address(), fields | shown).status_code == 303
    assert Order.objects.get().total_gross == Decimal("20.30")


def test_nothing_left_leads_back_to_the_cart(client, cart, mug):
    Stock.objects.filter(variant=mug).update(on_hand=0)

    response = post(client, cart, action="take-what-is-left", shown_total="33.20")

    assert (response.status_code, response["Location"]) == (303, "/en/cart/")
    assert_nothing_ordered(cart)


def test_changing_an_order_gives_the_cart_back(client, cart, mug, monkeypatch):
    monkeypatch.setattr(checkout_view, "start_payment", lambda pk: None)
    post(client, cart, payment="card", note="Ring twice")
    order = Order.objects.get()

    response = client.post(address("order-change", order_token(order)))

    order.refresh_from_db()
    assert (response.status_code, response["Location"]) == (303, "/en/cart/")
    assert order.status == Order.Status.CANCELED
    assert Stock.objects.get(variant=mug).reserved == 0
    html = client.get("/en/cart/").content.decode()
    assert "Your order is withdrawn." in html
    assert "Mug" in html
    assert "Ring twice" in client.get(address()).content.decode()
    assert Cart.objects.filter(state="open").count() == 1


def test_an_accepted_order_is_not_given_back(client, cart):
    order = place(cart).order

    response = client.post(address("order-change", order_token(order)))

    order.refresh_from_db()
    assert response["Location"].startswith("/en/orders/")
    assert order.status == Order.Status.ACCEPTED
    assert not Cart.objects.filter(state="open").exists()


def test_a_forged_link_changes_no_order(client, cart):
    order = place(cart).order

    response = client.post(address("order-change", order_token(order)[:-2] + "xx"))

    assert response.status_code == 404
    order.refresh_from_db()
    assert order.status == Order.Status.ACCEPTED
