"""The orders of an account: its owner sees them, guests' orders join when the address is proved, nobody else gets any."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from accounts.tests.people import PASSWORD, make_person, sign_in
from core.models import OutgoingMail
from orders.links import order_path
from orders.models import Order
from orders.services.adopting import adopt_orders
from orders.tests.factories import make_contact, make_order
from products.tests.factories import make_sellable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]
ANA = "ana@example.com"


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """allauth counts mails to an address in the cache, which no rollback empties."""
    cache.clear()


@pytest.fixture
def mug():
    return make_sellable(title="Чаша", price="12.90", stock=90)


@pytest.fixture
def ana(client) -> User:
    person = make_person(email=ANA)
    EmailAddress.objects.create(user=person, email=ANA, verified=True, primary=True)
    sign_in(client, person)
    return person


def order_of(person: User | None, mug, count: int = 1, **changed) -> Order:
    return make_order(
        (mug, count), payment_method="cod", customer_id=person.pk if person else None, **changed
    )


def test_the_list_says_number_day_pieces_state_and_sum(client, ana, mug):
    order = order_of(ana, mug, 3)

    html = client.get("/en/account/orders/").content.decode()

    assert f'href="/en/account/orders/{order.number}/"' in html
    assert "3 items" in html
    assert "Accepted" in html
    assert "€44.60" in html


def test_the_owner_sees_the_order_without_a_link_from_a_mail(client, ana, mug):
    order = order_of(ana, mug)

    page = client.get(f"/en/account/orders/{order.number}/")

    assert page.status_code == 200
    assert page.context["situation"].name == "accepted"
    assert "Чаша" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_strangers_order_does_not_exist(client, ana, mug):
    boris = make_person(email="boris@example.com")
    others = [order_of(boris, mug), order_of(None, mug)]

    assert [client.get(f"/account/orders/{order.number}/").status_code for order in others] == [404, 404]
    listed = client.get("/account/orders/").content.decode()
    assert not any(str(order.number) in listed for order in others)


@pytest.mark.parametrize("address", ["/account/orders/", "/account/orders/10000001/"])
def test_who_is_not_signed_in_is_sent_to_the_door(client, address):
    assert client.get(address)["Location"] == f"/account/login/?next={address}"


def test_an_order_placed_as_a_guest_is_offered_and_joins_with_one_click(client, ana, mug):
    order = order_of(None, mug, contact=make_contact(email="ANA@example.com"))
    other = order_of(None, mug, contact=make_contact(email="boris@example.com"))
    assert "1 order was placed with your address" in client.get("/en/account/orders/").content.decode()

    client.post("/account/orders/adopt/")

    order.refresh_from_db()
    other.refresh_from_db()
    assert (order.customer, other.customer) == (ana, None)
    assert "without signing in" not in client.get("/en/account/orders/").content.decode()


def test_an_address_that_was_only_typed_brings_no_orders(client, mug):
    """Else whoever signs up with somebody's address would read what they bought."""
    thief = make_person(email=ANA)
    EmailAddress.objects.create(user=thief, email=ANA, verified=False, primary=True)
    order = order_of(None, mug)
    sign_in(client, thief)

    client.post("/account/orders/adopt/")

    assert adopt_orders(user=thief) == 0
    order.refresh_from_db()
    assert order.customer is None
    assert "without signing in" not in client.get("/en/account/orders/").content.decode()


def test_an_order_with_an_owner_keeps_it(ana, mug):
    boris = make_person(email="boris@example.com")
    order = order_of(boris, mug, contact=make_contact(email=ANA))

    assert adopt_orders(user=ana) == 0
    order.refresh_from_db()
    assert order.customer == boris


def test_the_list_needs_few_queries_however_long_it_is(client, ana, mug, django_assert_max_num_queries):
    for _ in range(25):
        order_of(ana, mug)
    client.get("/account/orders/")

    # session, user, factors, count and orders, addresses and guests' orders, and the frame of every page
    with django_assert_max_num_queries(10):
        html = client.get("/account/orders/").content.decode()
    assert html.count('class="my-order"') == 20
    assert client.get("/account/orders/?page=2").content.decode().count('class="my-order"') == 5


# --- An account after the order ---


def account_path(order: Order) -> str:
    return order_path(order) + "account/"


def confirm(client: Client) -> None:
    text = OutgoingMail.objects.get(kind="account-confirm").body_text
    link = next(word for word in text.split() if "/account/confirm-email/" in word)
    client.post(link.removeprefix("http://testserver"))


def test_a_guest_is_offered_an_account_on_the_orders_page(client, mug):
    html = client.get(order_path(order_of(None, mug))).content.decode()

    assert 'autocomplete="new-password"' in html
    assert "/account/" in html


def test_a_password_makes_the_account_and_the_order_joins_once_the_address_is_confirmed(mug):
    browser = Client(enforce_csrf_checks=True)
    order = order_of(None, mug)

    # A browser sends no origin from this page: its address is a secret
    answer = browser.post(account_path(order), {"password1": PASSWORD}, headers={"origin": "null"})

    assert answer["Location"] == "/account/confirm-email/"
    assert "_auth_user_id" not in browser.session
    order.refresh_from_db()
    assert order.customer is None
    confirm(Client())
    order.refresh_from_db()
    assert order.customer.email == ANA
    entered = Client().post("/account/login/", {"login": ANA, "password": PASSWORD})
    assert entered["Location"] == "/account/"


def test_the_address_is_the_orders_own_whatever_is_sent(client, mug):
    order = order_of(None, mug)

    client.post(account_path(order), {"password1": PASSWORD, "email": "evil@example.com"})

    assert [person.email for person in User.objects.all()] == [ANA]


def test_where_an_account_exists_the_answer_is_the_same_and_its_password_stays(client, mug):
    person = make_person(email=ANA)
    order = order_of(None, mug)

    answer = client.post(account_path(order), {"password1": "violet bicycle orchard"})

    assert answer["Location"] == "/account/confirm-email/"
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert OutgoingMail.objects.filter(kind="account-exists").count() == 1


def test_a_weak_password_is_refused_on_the_orders_page(client, mug):
    order = order_of(None, mug, language="en")

    page = client.post(account_path(order), {"password1": "short"})

    assert page.status_code == 422
    assert "at least 12 characters" in page.content.decode()
    assert User.objects.count() == 0


def test_an_order_with_an_owner_offers_nothing(client, ana, mug):
    order = order_of(ana, mug)

    for somebody in (client, Client()):
        html = somebody.get(order_path(order)).content.decode()
        assert 'autocomplete="new-password"' not in html
    assert Client().post(account_path(order), {"password1": PASSWORD})["Location"].startswith("/orders/")
    assert User.objects.count() == 1


def test_who_is_signed_in_keeps_the_order_with_one_click(client, ana, mug):
    order = order_of(None, mug)
    assert "/keep/" in client.get(order_path(order)).content.decode()

    client.post(order_path(order) + "keep/")

    order.refresh_from_db()
    assert order.customer == ana


def test_who_is_signed_in_as_somebody_else_cannot_take_it(client, mug):
    boris = make_person(email="boris@example.com")
    EmailAddress.objects.create(user=boris, email=boris.email, verified=True, primary=True)
    sign_in(client, boris)
    order = order_of(None, mug)
    assert "/keep/" not in client.get(order_path(order)).content.decode()

    client.post(order_path(order) + "keep/")

    order.refresh_from_db()
    assert order.customer is None
