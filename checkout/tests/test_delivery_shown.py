"""What cart and checkout say of the way, the day, and of what is in the way."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from checkout.selectors import view_cart
from checkout.services.cart_joining import reopen_cart
from checkout.tests.factories import make_cart, make_shop, typed
from checkout.tests.factories import place as place_order_of
from checkout.tests.pages import address, hidden, post
from products.models import Variant
from products.tests.factories import make_sellable
from shipping.models import DeliveryMethod, DeliveryRate, DeliveryZone
from shipping.tests.clock import stop_clock
from shipping.tests.factories import make_method, make_place, make_rate, make_zone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(monkeypatch):
    stop_clock(monkeypatch, datetime(2026, 11, 26, 10, 0, tzinfo=UTC))
    return make_shop()


@pytest.fixture
def cart():
    return make_cart((make_sellable(title="Lamp", price="12.90", stock=5, weight_grams=900), 2))


@pytest.fixture
def client(cart, holding) -> Client:
    return holding(cart)


def test_each_way_says_its_days_in_both_languages(client):
    DeliveryRate.objects.filter(method__code="office").update(days_min=0, days_max=0)

    english = client.get(address()).content.decode()
    bulgarian = client.get("/checkout/").content.decode()

    assert "Fri 27 Nov – Mon 30 Nov" in english
    assert "Thu 26 Nov<" in english.replace("\n", "")
    assert "пет 27 ноем – пон 30 ноем" in bulgarian


def test_each_place_can_be_chosen_with_its_hours(client, cart):
    method = make_method(
        DeliveryZone.objects.get(name="BG"),
        code="shop",
        kind="pickup",
        price="0.00",
        name_en="Collect",
        position=9,
    )
    place = make_place(method)

    html = client.get(address()).content.decode()
    chosen = post(
        client, cart, action="update", delivery=f"shop--{place.pk}", shown_total="0"
    ).content.decode()

    assert "Collect, Шипка (en)" in html
    assert "6 Shipka St, Sofia, Mon–Fri 10–19" in html
    assert "ready Fri 27 Nov – Mon 30 Nov" in html
    # 25.80 and 1.50 for cash; nothing for collecting.
    assert hidden(chosen, "shown_total") == "27.30"


def test_a_cart_that_was_given_back_finds_its_method_again(cart, shop):
    method = make_method(
        DeliveryZone.objects.get(name="BG"), code="shop", kind="pickup", price="0.00", position=9
    )
    place = make_place(method)
    order = place_order_of(cart, delivery_code=f"shop--{place.pk}").order

    again = reopen_cart(order)

    view = view_cart(cart=again, shop=shop, language="en")
    assert view.delivery.code == f"shop--{place.pk}"


def test_why_nothing_is_offered_is_said_method_by_method(client):
    DeliveryMethod.objects.filter(code="door").update(heaviest_grams=1500)
    DeliveryRate.objects.filter(method__code="office").update(up_to_grams=1000)

    html = client.get(address()).content.decode()

    assert "There is no delivery for this cart at this address yet:" in html
    assert "To your door: parcels up to 1.5 kg; what is in the cart weighs more." in html
    assert "To an office: up to 1 kg, by weight or size; what is in the cart is more." in html


def test_the_postcode_is_asked_for_where_it_decides(client, cart):
    DeliveryZone.objects.filter(name="BG").update(postcodes="1000-1999")

    without = client.get(address()).content.decode()
    near = post(client, cart, action="update", postcode="1504", shown_total="0").content.decode()
    far = post(client, cart, action="update", postcode="9000", shown_total="0").content.decode()

    assert "Enter the postcode to see how we deliver there." in without
    assert "To your door" in near
    assert "We do not deliver to this postcode at present." in far


def test_the_postcode_typed_earlier_counts_in_the_cart(client, cart):
    zone = make_zone("BG", name="Varna", postcodes="90*", position=0)
    DeliveryZone.objects.filter(name="BG").update(position=1)
    make_rate(DeliveryMethod.objects.get(code="door"), zone, price="7.70")

    before = client.get(address("cart")).content.decode()
    post(client, cart, action="update", postcode="9000", shown_total="0")
    after = client.get(address("cart")).content.decode()

    assert "€5.90" in before
    assert "€7.70" in after


def test_sold_out_goods_do_not_weigh(client, cart):
    heavy = make_sellable(title="Sofa", stock=0, weight_grams=90_000)
    cart.lines.create(variant=heavy, quantity=1, seen_unit_gross=heavy.price)
    DeliveryMethod.objects.update(heaviest_grams=2000)

    assert "To your door" in client.get(address()).content.decode()


def test_the_query_count_does_not_grow_with_steps_and_places(holding, django_assert_max_num_queries):
    home = DeliveryZone.objects.get(name="BG")
    shop = make_method(home, code="shop", kind="pickup")
    for number in range(6):
        make_place(shop, f"Място {number}")
        make_rate(DeliveryMethod.objects.get(code="door"), home, up_to=1000 * (number + 1), price="6.00")
        make_zone("BG", name=f"Part {number}", postcodes=f"9{number}*")
    Variant.objects.update(length_mm=100, width_mm=100, height_mm=100)
    cart = make_cart(
        *[(make_sellable(title=f"Item {n}", length_mm=1, width_mm=1, height_mm=1), 1) for n in range(20)]
    )
    client = holding(cart)
    client.get(address())

    with django_assert_max_num_queries(15):
        client.get(address())
    with django_assert_max_num_queries(10):
        client.get(address("cart"))


def test_placing_what_is_collected(client, cart):
    method = make_method(
        DeliveryZone.objects.get(name="BG"), code="shop", kind="pickup", price="0.00", name_en="Collect"
    )
    place = make_place(method)

    response = client.post(address(), typed(cart, delivery=f"shop--{place.pk}"))
    html = client.get(response["Location"]).content.decode()

    assert "Collect, Шипка (en)" in html
    assert "6 Shipka St, Sofia, Mon–Fri 10–19" in html
    assert "Ready to collect: Fri 27 Nov – Mon 30 Nov" in html
    assert "Collected by" in html
    assert "ул. Шипка 6" not in html.split("facts-title")[1].split("</dl>")[0]
