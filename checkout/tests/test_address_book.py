"""Somebody who is signed in: the address book in the form, and the form in the address book."""

import re

import pytest

from accounts.models import Address
from accounts.services.addresses import MOST_ADDRESSES, archive_address, save_address
from accounts.tests.people import make_person, sign_in
from checkout import carts
from checkout.models import Cart
from checkout.tests.factories import make_cart, make_shop
from checkout.tests.pages import address, post
from checkout.tests.test_checkout_parts import form_of, keep, value
from checkout.tests.test_checkout_people import COMPANY
from core.signing import sign_link
from orders.models import Order
from products.tests.factories import make_image, make_sellable

pytestmark = pytest.mark.django_db

HOME = {
    "name": "Вера Димова",
    "phone": "+359888123456",
    "address_line1": "ул. Гладстон 1",
    "address_line2": "",
    "city": "Пловдив",
    "postcode": "4000",
    "region": "",
    "country": "BG",
}
OFFICE = HOME | {
    "address_line1": "Strada Lipscani 5",
    "city": "Bucuresti",
    "postcode": "030031",
    "region": "Sector 3",
    "country": "RO",
    "company_name": "Firma SRL",
    "company_number": "J40/1",
}


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


@pytest.fixture
def vera():
    return make_person(email="vera@example.com")


@pytest.fixture
def cart():
    return make_cart((make_sellable(title="Mug", price="12.90", stock=5), 2))


@pytest.fixture
def client(cart, holding, vera):
    client = holding(cart)
    sign_in(client, vera)
    return client


def test_the_form_begins_with_the_usual_address(client, vera):
    save_address(user=vera, values=HOME)
    save_address(user=vera, values=OFFICE)

    html = form_of(client)

    assert value(html, "email") == "vera@example.com"
    for name in ("name", "address_line1", "city", "postcode"):
        assert value(html, name) == HOME[name]
    options = re.findall(
        r'<option value="[\w-]*"( selected)?>([^<]*)</option>', html.split('id="saved-address"')[1]
    )
    assert options[:3] == [
        ("", "Another address"),
        (" selected", "Вера Димова, ул. Гладстон 1, 4000 Пловдив"),
        ("", "Вера Димова, Strada Lipscani 5, 030031 Sector 3 Bucuresti"),
    ]


def test_what_was_typed_comes_before_the_address_book(client, vera):
    save_address(user=vera, values=HOME)
    keep(client, "delivery", country="BG", address_line1="ул. Шипка 6", city="София", postcode="1504")

    html = form_of(client)

    assert value(html, "address_line1") == "ул. Шипка 6"
    assert '<option value="" selected' not in html


def test_choosing_an_address_fills_it_in_with_its_country(client, vera):
    save_address(user=vera, values=HOME)
    office = save_address(user=vera, values=OFFICE)

    html = keep(
        client, "delivery", country="BG", action="use-address", address=office.public_id
    ).content.decode()

    assert 'data-key="RO" data-force' in html
    assert (value(html, "address_line1"), value(html, "region")) == ("Strada Lipscani 5", "Sector 3")
    assert "By air" in html
    # And without JavaScript by its button; the company is there when an invoice is wanted.
    Cart.objects.update(draft={}, country="BG")
    page = client.post(address(), {"action": "use-address", "address": office.public_id}).content.decode()
    assert value(page, "postcode") == "030031"
    assert value(page, "company_name") == "Firma SRL"
    assert value(form_of(client), "postcode") == "030031"


def test_a_strangers_and_an_archived_address_cannot_be_chosen(client, vera):
    save_address(user=vera, values=HOME)
    theirs = save_address(user=make_person(email="ana@example.com"), values=OFFICE)
    gone = save_address(user=vera, values=OFFICE | {"address_line1": "Strada Veche 1"})
    archive_address(user=vera, address=gone)

    for one in (theirs.public_id, gone.public_id, "x", ""):
        html = keep(client, "delivery", country="BG", action="use-address", address=one).content.decode()
        assert "Strada" not in html
        assert 'data-key="BG"' in html


def test_the_address_of_an_order_is_kept_once_when_asked_to(client, vera, cart):
    post(client, cart, save_address="on", **COMPANY)

    kept = Address.objects.get(user=vera)
    assert (kept.name, kept.phone, kept.postcode, kept.country) == (
        "Ана Петрова",
        "+359888123456",
        "1504",
        "BG",
    )
    assert (kept.company_name, kept.company_vat_number) == ("Фирма ООД", "BG831641791")
    assert Order.objects.get().customer_id == vera.pk

    second = make_cart((make_sellable(stock=5), 1))
    client.cookies[carts.COOKIE] = sign_link("cart", str(second.public_id))
    post(client, second, save_address="on")
    assert Order.objects.count() == 2
    assert Address.objects.filter(user=vera).count() == 1


def test_nothing_is_kept_unasked_or_for_a_guest(client, vera, cart, holding):
    post(client, cart)
    other = make_cart((make_sellable(stock=5), 1))
    post(holding(other), other, save_address="on")

    assert Order.objects.count() == 2
    assert not Address.objects.exists()


def test_a_full_address_book_stops_no_order(client, vera, cart):
    for number in range(MOST_ADDRESSES):
        Address.objects.create(user=vera, **(HOME | {"address_line1": f"ул. Шипка {number + 100}"}))

    placed = post(client, cart, save_address="on")

    assert placed.status_code == 303
    assert Order.objects.count() == 1
    assert "Your address book is full." in client.get(placed["Location"]).content.decode()


def test_a_guest_is_offered_to_sign_in_and_nothing_else(holding, cart):
    html = form_of(holding(cart))

    assert "You can order without an account." in html
    assert 'href="/en/account/login/?next=/en/checkout/"' in html
    assert "saved-address" not in html
    assert "save_address" not in html


def test_the_page_with_everything_on_takes_at_most_fifteen_queries(
    holding, vera, django_assert_max_num_queries
):
    for number in range(5):
        save_address(user=vera, values=OFFICE | {"address_line1": f"Strada {number}"})
    cart = make_cart(*((make_sellable(image=make_image(), stock=5), 1) for _ in range(12)))
    client = holding(cart)
    sign_in(client, vera)
    keep(client, "payment", **COMPANY)
    client.get(address())

    with django_assert_max_num_queries(15):
        response = client.get(address())

    assert 'id="saved-address"' in response.content.decode()


def test_a_part_that_is_kept_later_is_joined_to_the_address_that_the_form_began_with(client, vera, cart):
    save_address(user=vera, values=OFFICE)
    form_of(client)

    html = keep(client, "contact", email="vera@example.com", name="Вера", phone="").content.decode()

    assert 'data-key="RO"' in html
    assert "data-force" not in html
    assert value(html, "address_line1") == "Strada Lipscani 5"
    assert 'data-part="person"' not in html
    cart.refresh_from_db()
    assert str(cart.country) == "RO"
