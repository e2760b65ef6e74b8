"""A company of another state at the checkout: its VAT number is asked about as it is typed, against a real server in VIES's place."""

from decimal import Decimal

import pytest
from django.core.cache import cache

from checkout.tests.factories import make_cart, make_shop
from checkout.tests.pages import address, assert_nothing_ordered, hidden, post
from checkout.tests.test_checkout_parts import form_of, keep, ticked, value
from orders.models import Order
from products.tests.factories import make_sellable
from shipping.tests.factories import make_method, make_zone
from taxes.models import NumberCheck
from tools.vies.numbers import german
from tools.vies.testing import running_vies

pytestmark = pytest.mark.django_db

VALID, INVALID, SILENT = german("100"), german("200"), german("300")


@pytest.fixture(scope="module")
def server():
    with running_vies() as running:
        yield running


@pytest.fixture
def vies(server, settings):
    cache.clear()
    settings.VIES_API_BASE = server.base
    server.asked.clear()
    return server


@pytest.fixture
def cart(vies):
    make_shop(vat_number="BG175074752")
    make_method(make_zone("DE", position=2), code="far", position=3, price="12.00")
    return make_cart((make_sellable(price="120.00", stock=5), 1))


@pytest.fixture
def client(cart, holding):
    client = holding(cart)
    keep(client, "delivery", country="DE", address_line1="Linienstr. 5", postcode="10115", city="Berlin")
    return client


def company(number):
    return {
        "wants_invoice": "on",
        "company_name": "Firma GmbH",
        "company_number": "HRB 1",
        "vat_number": number,
        "company_address": "Berlin",
    }


ABROAD = {
    "country": "DE",
    "postcode": "10115",
    "city": "Berlin",
    "phone": "030 1234567",
    "delivery": "far",
    "payment": "cod",
}


def test_a_valid_number_takes_the_vat_off_as_it_is_typed(client, cart, vies):
    """132.00 and 1.50 for cash: 133.50 with 20 % VAT is 111.25 without."""
    html = keep(client, "payment", payment="cod", **company(VALID)).content.decode()

    assert hidden(html, "shown_total") == "111.25"
    assert f"VAT number {VALID} is valid." in html
    placed = post(client, cart, **ABROAD, **company(VALID), shown_total="111.25")
    order = Order.objects.get()
    assert placed["Location"].startswith("/en/orders/")
    assert (order.vat_treatment, order.total_gross, order.total_vat) == (
        "intra_community",
        Decimal("111.25"),
        Decimal("0.00"),
    )
    assert (order.company_name, order.company_vat_number) == ("Firma GmbH", VALID)
    assert order.vat_check["state"] == "valid"
    assert order.vat_check_reference == NumberCheck.objects.get().reference
    assert len(vies.asked) == 1


@pytest.mark.parametrize(
    "number, words",
    [(INVALID, "does not know VAT number"), (SILENT, "gives no answer about VAT number")],
)
def test_an_invalid_number_and_a_silent_register_leave_the_vat_on(client, cart, number, words):
    html = keep(client, "payment", payment="cod", **company(number)).content.decode()

    assert hidden(html, "shown_total") == "133.50"
    assert words in html
    assert post(client, cart, **ABROAD, **company(number), shown_total="133.50").status_code == 303
    assert Order.objects.get().total_vat == Decimal("22.25")


def test_without_the_wish_for_an_invoice_the_number_changes_nothing(client, cart):
    keep(client, "payment", payment="cod", **company(VALID))

    html = keep(client, "payment", payment="cod", vat_number=VALID).content.decode()

    assert hidden(html, "shown_total") == "133.50"


def test_a_number_that_cannot_be_one_is_not_asked_about(client, vies):
    keep(client, "payment", payment="cod", **company("DE12"))
    keep(client, "contact", name="Ana")

    assert vies.asked == []


def test_the_number_of_the_cart_page_ticks_the_invoice(client, cart):
    cart.vat_number = VALID
    cart.save()

    html = form_of(client)

    assert ticked(html, "wants_invoice")
    assert value(html, "vat_number") == VALID


def test_a_number_typed_with_the_last_press_shows_the_new_total_first(client, cart):
    """Without JavaScript: the total without VAT was never seen, so it is shown before anything is ordered."""
    asked = post(client, cart, **ABROAD, **company(VALID), shown_total="133.50")

    html = asked.content.decode()
    assert asked.status_code == 409
    assert "The total has changed." in html
    assert hidden(html, "shown_total") == "111.25"
    assert_nothing_ordered(cart)
    assert client.get(address()).status_code == 200
