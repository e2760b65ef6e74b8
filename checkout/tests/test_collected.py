"""An order that the shopper collects in the shop: a contact and no address, from the form to the desk."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Address
from accounts.services.addresses import save_address
from accounts.tests.people import client_of, make_person, sign_in
from checkout import carts
from checkout.models import Cart
from checkout.services.cart_joining import reopen_cart
from checkout.tests.factories import make_cart, make_contact, make_shop, place, typed
from checkout.tests.pages import address, assert_nothing_ordered, hidden, post
from checkout.tests.test_checkout_parts import form_of, keep, value
from checkout.tests.test_checkout_people import COMPANY, company_of
from core.actors import SYSTEM
from core.mail_writing import complete
from core.models import OssMode, OutgoingMail
from core.signing import sign_link
from orders.links import order_path
from orders.models import Order
from orders.services.shipping import ship
from products.tests.factories import make_sellable
from shipping.models import DeliveryMethod, DeliveryZone
from shipping.tests.factories import make_method, make_place, make_rate
from taxes.models import NumberCheck

pytestmark = pytest.mark.django_db

NOWHERE = {"address_line1": "", "address_line2": "", "city": "", "postcode": ""}
ADDRESS = {"address_line1": "ул. Шипка 6", "postcode": "1504", "city": "София"}
FIELDS = r'name="(address_line1|address_line2|postcode|city|region|save_address)"'
PLACE = "6 Shipka St, Sofia, Mon–Fri 10–19"


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


@pytest.fixture
def collect():
    """The code of the offer to collect in the shop."""
    method = make_method(
        DeliveryZone.objects.get(name="BG"), code="shop", kind="pickup", price="0.00", name_en="Collect"
    )
    return f"shop--{make_place(method).pk}"


@pytest.fixture
def cart():
    return make_cart((make_sellable(title="Mug", price="12.90", stock=5), 2))


@pytest.fixture
def client(cart, holding) -> Client:
    return holding(cart)


def collected(client, cart, collect, **changed):
    return post(client, cart, delivery=collect, **(NOWHERE | changed))


def test_no_address_is_asked_for(client, cart, collect):
    response = collected(client, cart, collect)

    assert response.status_code == 303
    order = Order.objects.get()
    assert (order.name, order.phone, str(order.country)) == ("Ана Петрова", "+359888123456", "BG")
    assert [getattr(order, part) for part in NOWHERE] == ["", "", "", ""]
    assert order.pickup_place == PLACE
    assert (order.vat_treatment, order.vat_country) == ("charged", "BG")


def test_an_address_typed_before_stays_out_of_the_order(client, cart, collect):
    keep(client, "delivery", country="BG", delivery="door", **ADDRESS)

    post(client, cart, delivery=collect, **ADDRESS)

    order = Order.objects.get()
    assert (order.address_line1, order.city, order.postcode) == ("", "", "")


def test_the_contact_is_asked_for_as_ever(client, cart, collect):
    response = collected(client, cart, collect, name="", phone="")

    html = response.content.decode()
    assert response.status_code == 422
    assert html.count("Enter your name.") == 2
    assert html.count("Enter a phone number at which we can reach you.") == 2
    assert "Enter the street" not in html
    assert_nothing_ordered(cart)


def test_choosing_it_takes_the_address_away_and_choosing_the_courier_brings_it_back(client, cart, collect):
    before = keep(client, "delivery", country="BG", delivery="door", **ADDRESS).content.decode()
    chosen = keep(client, "delivery", country="BG", delivery=collect).content.decode()

    assert 'data-part="address" data-key="BG"' in before
    assert 'data-part="address" data-key="BG-collected"' in chosen
    assert re.findall(FIELDS, chosen) == []
    assert "You collect the order yourself, so no address is needed." in chosen
    assert re.findall(FIELDS, form_of(client)) == []

    again = keep(client, "delivery", country="BG", delivery="door").content.decode()
    assert {name: value(again, name) for name in ADDRESS} == ADDRESS


def test_without_javascript_the_courier_is_chosen_on_a_page_without_an_address(client, cart, collect):
    """The page had no fields of an address: what was typed before counts, and else they come with the complaint."""
    keep(client, "delivery", country="BG", delivery=collect)

    refused = without_address(client, cart)
    assert refused.status_code == 422
    assert "Enter the street and number." in refused.content.decode()
    assert_nothing_ordered(cart)

    keep(client, "delivery", country="BG", delivery="door", **ADDRESS)
    assert without_address(client, cart).status_code == 303
    assert Order.objects.get().address_line1 == "ул. Шипка 6"


def without_address(client, cart):
    fields = typed(cart, delivery="door")
    return client.post(address(), {name: text for name, text in fields.items() if name not in NOWHERE})


def test_the_ways_of_delivery_stand_before_the_address(client, collect):
    html = form_of(client)

    places = [html.index(f'name="{name}"') for name in ("country", "delivery", "address_line1")]
    assert places == sorted(places)


def test_what_is_read_back_names_the_place_and_who_comes(client, cart, collect):
    keep(client, "contact", email="ana@example.com", name="Ана Петрова", phone="0888 123 456")
    html = keep(client, "delivery", country="BG", delivery=collect, **ADDRESS).content.decode()

    review = re.sub(r"<[^>]+>", " ", html.split('data-part="review"')[1].split('data-part="summary"')[0])
    assert "Collected by" in review
    assert "Ана Петрова" in review
    assert PLACE in review
    assert "ул. Шипка 6" not in review


def test_somebody_else_may_collect_it(client, cart, collect):
    missing = collected(client, cart, collect, other_recipient="on")
    html = missing.content.decode()
    assert missing.status_code == 422
    assert html.count("Enter the name of the person who collects the order.") == 2
    assert html.count("Enter a phone number at which we can reach you.") == 2

    collected(
        client, cart, collect, other_recipient="on", recipient_name="Борис", recipient_phone="029876543"
    )
    order = Order.objects.get()
    assert (order.name, order.buyer_name, order.phone) == ("Борис", "Ана Петрова", "+35929876543")


def test_an_invoice_needs_the_companys_address_only(client, cart, collect):
    missing = collected(client, cart, collect, **(COMPANY | {"company_address": ""}))
    assert missing.status_code == 422
    assert missing.content.decode().count("Enter the address of the company.") == 2

    collected(client, cart, collect, **COMPANY)
    order = Order.objects.get()
    assert company_of(order)[3] == "Пловдив, ул. Гладстон 1"
    assert order.address_line1 == ""


def test_nothing_goes_into_the_address_book(cart, collect):
    vera = make_person(email="vera@example.com")
    save_address(user=vera, values={"name": "Вера", "phone": "+359888123456", "country": "BG"} | ADDRESS)
    client = Client()
    sign_in(client, vera)
    client.cookies[carts.COOKIE] = sign_link("cart", str(cart.public_id))

    collected(client, cart, collect, save_address="on")

    assert Order.objects.get().customer == vera
    assert Address.objects.count() == 1


def test_mails_order_page_and_desk_speak_of_collecting(client, cart, collect):
    collected(client, cart, collect)
    order = Order.objects.get()
    received = written("order-received")
    page = client.get(order_path(order)).content.decode()
    desk = client_of("Order staff").get(reverse("orders:detail", args=[order.pk])).content.decode()

    for text in (received.body_text, received.body_html):
        assert "in cash when you collect the order." in text
        assert "We write to you when it is ready to collect." in text
        assert "parcel" not in text
        assert "Ready to collect:" in text
    assert "in cash when you collect the order. We write to you when it is ready." in page
    assert "Ready to collect" in page
    assert "Sent to you" not in page
    assert "Bulgaria" not in page.split("facts-title")[1].split("</dl>")[0]
    assert PLACE in desk

    ship(order_id=order.pk, actor=SYSTEM)
    ready = written("shipped")
    assert ready.subject == f"Your order {order.number} is ready to collect"
    for text in (ready.body_text, ready.body_html):
        assert f"Hello Ана Петрова, this of your order {order.number} is ready to collect:" in text
        assert PLACE in text
        assert "on its way" not in text
        # It is ready now: the day that was promised is of no use any longer.
        assert "Ready to collect:" not in text
    page = client.get(order_path(order)).content.decode()
    assert "Your order is ready to collect" in page
    assert "Ready to collect:" not in page


def test_an_order_that_is_changed_comes_back_to_be_collected(client, cart, collect):
    collected(client, cart, collect)

    again = reopen_cart(Order.objects.get())

    assert again.delivery_code == "shop"
    assert again.draft["name"] == "Ана Петрова"
    assert again.draft["address_line1"] == ""


def test_the_sums_of_collecting_are_those_that_were_shown(client, cart, collect):
    shown = keep(client, "delivery", country="BG", delivery=collect, payment="cod").content.decode()

    # 25.80 and 1.50 for cash; nothing for collecting.
    assert hidden(shown, "shown_total") == "27.30"


@pytest.mark.parametrize("oss", [OssMode.OFF, OssMode.VOLUNTARY])
def test_collecting_is_taxed_where_the_shop_is_wherever_the_buyer_lives(cart, collect, shop, oss):
    """A Romanian with a VAT number that VIES knows comes over the bridge: still a sale in Bulgaria."""
    shop.oss_mode = oss
    shop.save()
    make_rate(DeliveryMethod.objects.get(code="shop"), DeliveryZone.objects.get(name="RO"), price="0.00")
    NumberCheck.objects.create(number="DE123456788", state="valid", checked_at=timezone.now())
    Cart.objects.filter(pk=cart.pk).update(country="RO", vat_number="DE123456788")
    cart.refresh_from_db()
    contact = make_contact(country="RO", postcode="030031")

    order = place(cart, contact=contact, delivery_code=collect).order

    assert (order.vat_treatment, order.vat_country) == ("charged", "BG")
    assert [row.rate for row in order.vat_rows.all()] == [Decimal("20.00")]
    assert (str(order.country), order.postcode) == ("BG", "")


def written(kind: str) -> OutgoingMail:
    mail = OutgoingMail.objects.get(kind=kind)
    complete(mail)
    mail.refresh_from_db()
    return mail
