"""What tests of the checkout's page share."""

import re

from django.urls import reverse
from django.utils import translation

from checkout.models import Cart, CartLine
from checkout.tests.factories import typed
from orders.models import Order
from products.models import StockHold


def address(name="checkout", *args):
    with translation.override("en"):
        return reverse(name, args=args)


def post(client, cart, **changed):
    return client.post(address(), typed(cart, **changed))


def hidden(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def assert_nothing_ordered(cart):
    cart.refresh_from_db()
    assert cart.state == Cart.State.OPEN
    assert not Order.objects.exists()
    assert not StockHold.objects.exists()


def add(client, variant, quantity="1", **extra):
    return client.post(address("cart-add"), {"variant": variant.public_id, "quantity": quantity}, **extra)


def page_after(client, response):
    """Follow the redirect and return the page as text."""
    assert response.status_code == 303
    shown = client.get(response["Location"])
    assert shown.status_code == 200
    return shown.content.decode()


def contents():
    return list(CartLine.objects.values_list("variant_id", "quantity"))
