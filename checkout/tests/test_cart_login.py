"""Whose cart it is: joined at log-in, found on every device, left on none."""

import pytest
from django.contrib.auth import login, logout
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client, RequestFactory

from checkout import carts
from checkout.middleware import CartCookieMiddleware
from checkout.models import Cart, CartLine
from checkout.tests.factories import make_cart, make_shop, place, typed
from checkout.tests.pages import add, address, page_after
from core.signing import sign_link
from products.models import Stock
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db
BACKEND = "accounts.backends.AccountBackend"


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


@pytest.fixture
def mug():
    return make_sellable(title="Mug", price="12.90", stock=9)


@pytest.fixture
def elena(django_user_model):
    return django_user_model.objects.create_user("elena@example.com", "a long enough password")


class Browser:
    """A browser of the shop in which somebody logs in or out, by whichever view does that."""

    def __init__(self, cart=None):
        self.client = Client()
        if cart is not None:
            self.client.cookies[carts.COOKIE] = sign_link("cart", str(cart.public_id))

    def _do(self, act):
        request = RequestFactory().post("/")
        request.COOKIES = {name: morsel.value for name, morsel in self.client.cookies.items()}
        request.session = SessionStore(request.COOKIES.get("sessionid"))

        def view(request):
            act(request)
            request.session.save()
            return HttpResponse()

        response = CartCookieMiddleware(view)(request)
        self.client.cookies["sessionid"] = request.session.session_key or ""
        for name, morsel in response.cookies.items():
            if morsel["max-age"] == 0:
                self.client.cookies.pop(name, None)
            else:
                self.client.cookies[name] = morsel.value
        return self

    def log_in(self, user):
        return self._do(lambda request: login(request, user, backend=BACKEND))

    def log_out(self):
        return self._do(logout)

    def cart(self):
        return self.client.get(address("cart")).content.decode()


def test_the_guests_cart_becomes_the_accounts_and_is_found_on_another_device(elena, mug):
    browser = Browser(make_cart((mug, 2))).log_in(elena)
    telephone = Browser().log_in(elena)

    for device in (browser, telephone):
        assert "Mug" in device.cart()
        assert device.client.cookies[carts.COUNT_COOKIE].value == "2"
    assert Cart.objects.get().customer == elena


def test_the_rule_is_told_once_and_what_did_not_fit_with_it(elena, mug):
    cup = make_sellable(title="Cup", stock=9)
    make_cart((mug, 1), (cup, 2), customer=elena)
    guests = make_cart((mug, 3), (cup, 6))
    Stock.objects.filter(variant=cup).update(on_hand=4)
    browser = Browser(guests).log_in(elena)

    first, second = browser.cart(), browser.cart()

    assert "Where both held the same thing, the larger quantity counts." in first
    assert "“Cup”: you wanted 6; the cart holds all that is left, 4." in first
    assert "larger quantity counts" not in second
    assert 'value="3"' in first
    assert browser.client.cookies[carts.COUNT_COOKIE].value == "7"


def test_who_logs_in_on_the_way_to_the_checkout_is_told_there(elena, mug):
    make_cart((mug, 1), customer=elena)
    browser = Browser(make_cart((mug, 3))).log_in(elena)

    first, second = (browser.client.get(address()).content.decode() for _ in range(2))

    assert "Where both held the same thing, the larger quantity counts." in first
    assert "larger quantity counts" not in second


def test_nothing_is_told_where_nothing_was_joined(elena, mug):
    assert "Your carts are together" not in Browser(make_cart((mug, 1))).log_in(elena).cart()


def test_logging_out_leaves_no_cart_on_a_shared_computer(elena, mug, django_user_model):
    cart = make_cart((mug, 2))
    browser = Browser(cart).log_in(elena)
    key = browser.client.cookies[carts.COOKIE].value

    browser.log_out()

    assert carts.COOKIE not in browser.client.cookies
    assert carts.COUNT_COOKIE not in browser.client.cookies
    # Not even the key that somebody kept opens it
    browser.client.cookies[carts.COOKIE] = key
    assert "Mug" not in browser.cart()
    browser.client.post(address("cart-update"), {"line": cart.lines.get().pk, "action": "remove"})
    assert browser.client.get(address("checkout")).status_code == 303
    ivan = django_user_model.objects.create_user("ivan@example.com", "a long enough password")
    browser.client.cookies[carts.COOKIE] = key
    assert "Mug" not in browser.log_in(ivan).cart()
    assert cart.lines.get().quantity == 2


def test_a_session_that_ends_by_itself_shows_the_cart_to_nobody_until_the_next_log_in(elena, mug):
    browser = Browser(make_cart((mug, 2))).log_in(elena)
    del browser.client.cookies["sessionid"]

    assert "Mug" not in browser.cart()

    cup = make_sellable(title="Cup", stock=9)
    add(browser.client, cup, "1")
    html = browser.log_in(elena).cart()
    assert "Mug" in html
    assert "Cup" in html


def test_what_a_logged_in_shopper_adds_is_the_accounts(elena, mug):
    browser = Browser().log_in(elena)

    page_after(browser.client, add(browser.client, mug, "2"))

    assert Cart.objects.get().customer == elena
    assert "Mug" in Browser().log_in(elena).cart()


def test_two_devices_change_one_cart(elena, mug):
    laptop, telephone = Browser().log_in(elena), Browser().log_in(elena)
    add(laptop.client, mug, "1")

    add(telephone.client, mug, "1")

    assert CartLine.objects.get().quantity == 2
    assert "€31.70" in laptop.cart()


def test_ordering_on_one_device_empties_the_cart_of_the_other_and_keeps_what_was_saved(elena, mug):
    cup = make_sellable(title="Cup", stock=9)
    laptop = Browser(make_cart((mug, 1), (cup, 1))).log_in(elena)
    telephone = Browser().log_in(elena)
    telephone.cart()
    CartLine.objects.filter(variant=cup).update(saved_for_later=True)

    place(Cart.objects.get(), customer_id=elena.pk)

    for device in (laptop, telephone):
        html = device.cart()
        assert "Your cart is empty" in html
        assert "Cup" in html[html.index("saved-title") :]
    assert Cart.objects.get(state="open").customer == elena


def test_the_second_press_of_the_order_button_finds_the_order_of_an_account(elena, mug):
    cart = make_cart((mug, 1))
    browser = Browser(cart).log_in(elena)
    form = typed(cart)

    first, second = (browser.client.post(address(), form) for _ in range(2))

    assert first["Location"].split("~")[0] == second["Location"].split("~")[0]
    assert "/orders/" in first["Location"]


def test_a_guests_cart_asks_for_no_account_and_an_accounts_cart_for_little_more(
    elena, holding, mug, django_assert_max_num_queries
):
    guest = holding(make_cart((mug, 1)))
    browser = Browser(make_cart((mug, 1))).log_in(elena)
    for client in (guest, browser.client):
        client.get(address("cart"))

    with django_assert_max_num_queries(10) as asked:
        guest.get(address("cart"))
    assert not [
        query for query in asked if "django_session" in query["sql"] or '"accounts_user"' in query["sql"]
    ]
    # Session and account, before the cart itself
    with django_assert_max_num_queries(len(asked) + 2):
        browser.client.get(address("cart"))
