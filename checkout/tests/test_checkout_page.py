"""What the checkout shows, and what it says to what was typed."""

import re

import pytest
from django.test import Client

from checkout.tests.factories import make_cart, make_shop, typed
from checkout.tests.pages import address, assert_nothing_ordered, hidden, post
from core.rate_limit import check_rate
from products.tests.factories import make_image, make_sellable
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


def test_the_form_shows_choices_sums_and_the_words_of_the_button(client, cart):
    response = client.get(address())

    html = response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
    assert "Order with obligation to pay" in html
    assert hidden(html, "shown_total") == "31.70"
    assert hidden(html, "shown_version") == str(cart.version)
    assert hidden(html, "shown_terms") == "terms-en-1"
    for shown in (
        "To your door",
        "To an office",
        "€5.90",
        "€4.50",
        "Cash on delivery",
        "+ €1.50",
        "of which VAT 20%",
    ):
        assert shown in html
    assert "By air" not in html
    # Consent is given, never taken: the box is empty.
    assert re.search(r'<input[^>]*name="terms"[^>]*>', html)[0].count("checked") == 0
    for attribute in ('autocomplete="email"', 'autocomplete="postal-code"', 'inputmode="tel"'):
        assert attribute in html


def test_the_words_of_the_button_in_bulgarian(client):
    html = client.get("/checkout/").content.decode()

    assert "Поръчка със задължение за плащане" in html
    assert 'value="31.70"' in html


def test_only_served_countries_are_offered(client):
    html = client.get(address()).content.decode()

    select = html[html.index('name="country"') :].split("</select>")[0]
    assert re.findall(r'value="(\w+)"', select) == ["BG", "RO"]


WRONG = {
    "email": ("nobody", "Enter an e-mail address such as name@example.com."),
    "name": (" ", "Enter your name."),
    "phone": ("12345", "Enter a phone number such as 0888 123 456, or one with its country code."),
    "address_line1": ("", "Enter the street and number."),
    "city": ("", "Enter the town."),
    "postcode": ("15", "A Bulgarian postcode has four digits."),
    "country": ("US", "We do not deliver to this country. Choose another one."),
    "delivery": ("eu", "This way of delivery is not offered there. Choose another one."),
    "payment": ("gold", "This way to pay is not offered for this delivery. Choose another one."),
    "terms": ("", "Accept the terms and conditions to place the order."),
}


@pytest.mark.parametrize("field", WRONG)
def test_wrong_input_gets_a_message_beside_its_field_and_loses_nothing(client, cart, field):
    value, message = WRONG[field]
    good = typed(cart, note="Ring twice", city="Plovdiv")

    response = client.post(address(), good | {field: value})

    html = response.content.decode()
    assert response.status_code == 422
    assert html.count(message) == 2  # in the summary and beside the field
    assert f'href="#id_{field}"' in html
    assert f'id="id_{field}_error"' in html
    assert "Ring twice" in html
    if field != "city":
        assert 'value="Plovdiv"' in html
    assert_nothing_ordered(cart)
    assert cart.draft["note"] == "Ring twice"


@pytest.mark.parametrize(
    "field, length", [("name", 121), ("address_line1", 161), ("city", 81), ("note", 501)]
)
def test_too_long_is_an_error_and_not_a_crash(client, cart, field, length):
    response = post(client, cart, **{field: "я" * length})

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert_nothing_ordered(cart)


def test_a_nul_character_is_an_error_and_not_a_crash(client, cart):
    response = post(client, cart, name="Ana\0", note="a\0b")

    assert response.status_code == 422
    assert_nothing_ordered(cart)


def test_returning_finds_everything_typed(client, cart):
    post(client, cart, email="ana@", delivery="office", payment="card", note="Ring twice")

    html = client.get(address()).content.decode()

    assert 'value="ana@"' in html
    assert "Ring twice" in html
    assert re.search(r'value="office"[^>]* checked', html)
    assert re.search(r'value="card"[^>]* checked', html)
    assert "data-error-summary" not in html


def test_updating_the_delivery_without_javascript(client, cart):
    response = post(
        client,
        cart,
        action="update",
        country="RO",
        delivery="door",
        payment="cod",
        shown_total="33.20",
        email="ana@",
    )

    html = response.content.decode()
    assert response.status_code == 200
    assert "By air" in html
    assert "To your door" not in html
    assert hidden(html, "shown_total") == "37.70"
    # No cash there, so the card takes its place; and nobody is scolded before the end.
    assert re.search(r'value="card"[^>]* checked', html)
    assert 'value="cod"' not in html.split("checkout-form")[1].split("<aside")[0]
    assert (
        "Cash on delivery is not possible with the chosen way of delivery."
        in html.split("checkout-form")[1].split("<aside")[0]
    )
    assert 'value="ana@"' in html
    assert "field__error" not in html
    assert re.search(r'<input[^>]*name="terms"[^>]*>', html)[0].count("checked") == 1
    cart.refresh_from_db()
    assert str(cart.country) == "RO"


def test_the_key_enter_updates_and_does_not_order(client, cart):
    """Browsers press the first button of the form when Enter is hit in a text field."""
    html = client.get(address()).content.decode()

    first = re.search(r'<button[^>]*type="submit"[^>]*>', html[html.index("data-checkout") :])[0]

    assert 'value="update"' in first


def test_without_a_card_page_there_is_no_card(client, cart, settings):
    settings.STRIPE_SECRET_KEY = ""

    html = client.get(address()).content.decode()

    assert 'value="card"' not in html
    assert 'value="cod"' in html


def test_without_any_way_to_pay_it_says_so(client, cart, settings):
    settings.STRIPE_SECRET_KEY = ""
    DeliveryMethod.objects.update(allows_cod=False)

    html = client.get(address()).content.decode()

    assert "There is no way to pay for this delivery at present." in html
    assert post(client, cart).status_code == 422
    assert_nothing_ordered(cart)


def test_without_any_delivery_it_says_so(client, cart):
    DeliveryRate.objects.all().delete()

    html = client.get(address()).content.decode()

    assert "We do not deliver to Bulgaria at present." in html
    assert post(client, cart, shown_total="25.80").status_code == 422
    assert_nothing_ordered(cart)


def test_an_empty_cart_leads_to_the_cart(holding):
    client = holding(make_cart())

    assert client.get(address())["Location"] == "/en/cart/"
    assert client.post(address(), {"action": "place"})["Location"] == "/en/cart/"
    assert Client().get(address())["Location"] == "/en/cart/"


def test_the_token_is_asked_for(cart, holding):
    client = holding(cart, enforce_csrf_checks=True)

    assert post(client, cart).status_code == 403
    assert_nothing_ordered(cart)


def test_too_many_tries_are_slowed_down(client, cart):
    for _ in range(119):
        check_rate(scope="checkout", identity="127.0.0.1", limit=120, seconds=600)

    answers = [client.post(address(), {"action": "update"}).status_code for _ in range(2)]

    assert answers == [200, 429]


def test_script_in_what_was_typed_stays_text(client, cart):
    html = post(client, cart, name="<script>alert(1)</script>", email="x").content.decode()

    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_the_page_takes_at_most_fifteen_queries(holding, django_assert_max_num_queries):
    cart = make_cart(*((make_sellable(image=make_image(), stock=5), 1) for _ in range(12)))
    client = holding(cart)
    client.get(address())

    with django_assert_max_num_queries(15):
        response = client.get(address())

    assert response.status_code == 200


def test_the_legal_guarantee_stands_beside_the_order(client, shop):
    html = client.get(address()).content.decode()
    assert 'id="guarantee"' in html
    assert 'href="https://europa.eu/youreurope/guarantees"' in html
    # And as the official notice once it is there
    shop.guarantee_notice_en = make_image(width=900, height=1200)
    shop.save()
    html = client.get(address()).content.decode()
    assert f'src="{shop.guarantee_notice_en.file.url}"' in html
