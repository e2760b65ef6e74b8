"""The small cart that a product page shows without a page load."""

import re

import pytest
from django.test import Client

from checkout import carts
from checkout.models import Cart
from checkout.tests.factories import make_cart, make_shop
from checkout.tests.pages import address, contents
from products.models import Variant
from products.tests.factories import make_image, make_sellable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


def add(client, variant, quantity="1"):
    """Add as the script of the product page does, and return the part of a page that it gets."""
    fields = {"variant": variant.public_id, "quantity": quantity, "then": "mini"}
    response = client.post(address("cart-add"), fields, follow=True)
    assert response.redirect_chain == [(f"/en/cart/mini/?added={variant.public_id}", 303)]
    return response


def test_it_says_what_was_added_lists_the_lines_and_leads_on(holding):
    cup, mug = make_sellable(title="Cup", price="7.00"), make_sellable(title="Mug", price="12.90")
    client = holding(make_cart((cup, 1)))

    response = add(client, mug, "2")

    html = response.content.decode()
    assert "<html" not in html
    assert "Added to your cart." in html
    assert html.index("Mug") < html.index("Cup")
    assert re.search(r'class="line line--new">.*?Mug', html, re.S)
    assert "3 items" in html
    assert "€32.80" in html
    assert 'href="/en/cart/"' in html
    assert 'href="/en/checkout/"' in html
    assert response["Cache-Control"] == "no-store, private"
    assert client.cookies[carts.COUNT_COOKIE].value == "3"


def test_of_what_is_short_it_says_how_many_there_are(client):
    mug = make_sellable(title="Mug", stock=3)

    html = add(client, mug, "5").content.decode()

    assert "Only 3 of “Mug” are left." in html
    assert "Your cart now holds 3." in html
    assert contents() == [(mug.pk, 3)]


def test_nothing_added_to_nothing(client):
    html = add(client, make_sellable(title="Mug", stock=0)).content.decode()

    assert "“Mug” has just sold out." in html
    assert "Your cart is empty" in html
    assert "/checkout/" not in html


def test_of_many_lines_it_lists_the_newest_and_how_many_more(holding):
    goods = [make_sellable(title=f"Thing {n}", stock=9) for n in range(6)]
    client = holding(make_cart(*((variant, 1) for variant in goods)))

    html = add(client, goods[5]).content.decode()

    assert html.count('class="line') - html.count('class="line_') == 1 + 4  # the list and its lines
    assert "and 2 more" in html
    assert re.search(r'class="line line--new">.*?Thing 5', html, re.S)


def test_a_changed_price_stays_to_be_told_by_the_cart(holding):
    mug = make_sellable(title="Mug", price="12.90")
    client = holding(make_cart((mug, 1)))
    Variant.objects.update(price="13.90")

    mini = client.get(address("cart-mini")).content.decode()
    cart = client.get(address("cart")).content.decode()

    assert "€13.90" in mini
    assert "has changed from €12.90 to €13.90" in cart


def test_without_the_word_the_old_road_leads_to_the_cart(client):
    response = client.post(
        address("cart-add"), {"variant": make_sellable().public_id, "quantity": "1", "then": "elsewhere"}
    )

    assert (response.status_code, response["Location"]) == (303, "/en/cart/")


def test_another_site_cannot_use_it():
    client = Client(enforce_csrf_checks=True)

    response = client.post(
        address("cart-add"),
        {"variant": make_sellable().public_id, "then": "mini"},
        headers={"sec-fetch-site": "cross-site"},
    )

    assert response.status_code == 403
    assert not Cart.objects.exists()


def test_adding_takes_few_queries(holding, django_assert_max_num_queries):
    """Ten, with begin and end of the transaction not counted: the test's own transaction makes savepoints of them."""
    goods = [make_sellable(stock=9, image=make_image()) for _ in range(12)]
    client = holding(make_cart(*((variant, 1) for variant in goods)))
    form = {"variant": goods[0].public_id, "quantity": "1"}
    client.post(address("cart-add"), form)

    with django_assert_max_num_queries(10 + 2):
        client.post(address("cart-add"), form)
    with django_assert_max_num_queries(10 + 2):
        Client().post(address("cart-add"), form)
    client.get(address("cart-mini"))
    with django_assert_max_num_queries(10):
        client.get(address("cart-mini"))
