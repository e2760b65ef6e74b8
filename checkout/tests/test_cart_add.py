"""Into the cart, and whose cart it is."""

import pytest
from django.test import Client

from checkout import carts
from checkout.models import Cart
from checkout.tests.factories import make_cart, make_shop
from checkout.tests.pages import add, address, contents, page_after
from core.signing import sign_link
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


def test_adding_from_a_product_page(client):
    mug = make_sellable(title="Mug", price="12.90", stock=5)

    response = add(client, mug, "2")

    html = page_after(client, response)
    assert response["Location"] == "/en/cart/"
    assert "Added to your cart." in html
    assert "Mug" in html
    assert "€25.80" in html
    assert client.cookies[carts.COUNT_COOKIE].value == "2"
    assert contents() == [(mug.pk, 2)]


def test_the_cookies(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    mug = make_sellable()

    cookies = add(client, mug, "1", secure=True).cookies

    key, count = cookies[carts.COOKIE], cookies[carts.COUNT_COOKIE]
    assert (bool(key["httponly"]), key["samesite"], bool(key["secure"]), key["max-age"]) == (
        True,
        "Lax",
        True,
        691200,
    )
    assert (bool(count["httponly"]), count["samesite"], bool(count["secure"])) == (False, "Lax", True)
    assert str(Cart.objects.get().public_id) in key.value


def test_a_forged_key_to_anothers_cart_opens_nothing(client):
    mug = make_sellable(title="Secret mug")
    theirs = make_cart((mug, 1))
    for forged in (
        str(theirs.public_id),
        sign_link("order", str(theirs.public_id)),
        sign_link("cart", str(theirs.public_id))[:-1] + "x",
        sign_link("cart", "not-a-uuid"),
        sign_link("cart", "3f0c4a52-6b1e-4c57-9d0a-7f6f0b1a2c3d"),
    ):
        client.cookies[carts.COOKIE] = forged

        html = client.get(address("cart")).content.decode()
        client.post(address("cart-update"), {"line": theirs.lines.get().pk, "action": "remove"})

        assert "Secret mug" not in html
        assert theirs.lines.count() == 1
        assert client.get(address("checkout")).status_code == 303


def test_a_stranger_cannot_touch_a_line_of_another_cart(holding):
    mug = make_sellable(stock=9)
    mine, theirs = make_cart((mug, 1)), make_cart((mug, 2))
    client = holding(mine)
    line = theirs.lines.get().pk

    client.post(address("cart-update"), {"line": line, "quantity": "5"})
    client.post(address("cart-update"), {"line": line, "action": "remove"})

    assert theirs.lines.get().quantity == 2


def test_more_than_there_is_takes_what_is_left_and_says_so(client):
    mug = make_sellable(title="Mug", stock=3)

    html = page_after(client, add(client, mug, "5"))

    assert "Only 3 of “Mug” are left." in html
    assert "Your cart now holds 3." in html
    assert contents() == [(mug.pk, 3)]


def test_what_is_in_the_cart_already_counts(holding):
    mug = make_sellable(title="Mug", stock=3)
    client = holding(make_cart((mug, 3)))

    html = page_after(client, add(client, mug, "1"))

    assert "Only 3 of “Mug” are left. It is in your cart." in html
    assert contents() == [(mug.pk, 3)]


def test_sold_out(client):
    mug = make_sellable(title="Mug", stock=0)

    html = page_after(client, add(client, mug))

    assert "“Mug” has just sold out." in html
    assert contents() == []


@pytest.mark.parametrize("quantity", ["", "0", "-1", "1.5", "abc", "٣", "9999999999", "1e3"])
def test_a_quantity_that_is_none_adds_nothing(client, quantity):
    html = page_after(client, add(client, make_sellable(), quantity))

    assert "Nothing was added. Enter a whole number from 1 to 999." in html
    assert contents() == []
    assert not Cart.objects.exists()


def test_a_thousand_is_too_many_even_of_plenty(client):
    screws = make_sellable(stock=5000)

    html = page_after(client, add(client, screws, "1000"))

    assert "Enter a whole number from 1 to 999." in html
    assert contents() == [(screws.pk, 999)]


@pytest.mark.parametrize("variant", ["", "nonsense", "3f0c4a52-6b1e-4c57-9d0a-7f6f0b1a2c3d"])
def test_an_unknown_variant_adds_nothing(client, variant):
    html = page_after(client, client.post(address("cart-add"), {"variant": variant, "quantity": "1"}))

    assert 'role="alert"' in html
    assert contents() == []


def test_adding_needs_the_shops_own_page():
    mug = make_sellable()
    client = Client(enforce_csrf_checks=True)

    from_elsewhere = add(client, mug, headers={"sec-fetch-site": "cross-site"})
    from_here = add(client, mug, headers={"sec-fetch-site": "same-origin"})

    assert from_elsewhere.status_code == 403
    assert from_here.status_code == 303
    assert contents() == [(mug.pk, 1)]


def test_too_many_additions_are_slowed_down(client):
    mug = make_sellable(stock=999)

    answers = [add(client, mug).status_code for _ in range(61)]

    assert answers[:60] == [303] * 60
    assert answers[60] == 429
    assert contents() == [(mug.pk, 60)]
