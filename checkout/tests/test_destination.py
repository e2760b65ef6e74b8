"""The form on the cart page: country, prices without VAT, VAT number; against a real server that stands in for VIES."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from checkout.tests.factories import make_cart, make_shop, typed
from core.models import ShopSettings
from orders.models import Order
from products.tests.factories import make_sellable
from promotions.tests.factories import make_promotion
from shipping.tests.factories import make_method, make_zone
from taxes.models import NumberCheck
from tools.vies.numbers import german
from tools.vies.testing import running_vies

pytestmark = pytest.mark.django_db


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
    make_shop(vat_number="BG175074752", cod_fee=Decimal("0.00"))
    far = make_zone("DE", "ES", position=2)
    make_method(far, code="far", position=3, price="12.00")
    return make_cart((make_sellable(price="120.00"), 1))


def address(name):
    with translation.override("en"):
        return reverse(name)


def send(client, **typed):
    fields = {f"destination-{name}": value for name, value in {"country": "BG", **typed}.items()}
    return client.post(address("cart-destination"), fields)


def page(client):
    return client.get(address("cart")).content.decode()


def test_the_cart_leads_to_the_form_that_knows_its_choices(cart, holding):
    client = holding(cart)
    assert f'href="{address("cart-destination")}"' in page(client)
    send(client, country="DE", shows_net="on", vat_number=german("100"))

    body = client.get(address("cart-destination")).content.decode()

    assert '<option value="DE" selected>' in body
    assert 'value="DE999991005"' in body
    assert "checked" in body


def test_another_country_is_chosen_before_the_checkout(cart, holding):
    client = holding(cart)

    response = send(client, country="RO")

    assert (response.status_code, response["Location"]) == (303, address("cart"))
    cart.refresh_from_db()
    assert str(cart.country) == "RO"
    assert "Delivery to Romania" in page(client)


def test_a_postcode_of_another_country_is_forgotten(cart, holding):
    cart.postcode, cart.draft = "3501", {"postcode": "3501", "name": "Ана"}
    cart.save()

    send(holding(cart), country="ES")

    cart.refresh_from_db()
    assert (cart.postcode, cart.draft) == ("", {"name": "Ана"})


@pytest.mark.parametrize("country", ["US", "", "XX"])
def test_a_country_that_is_not_served_is_refused_beside_the_field(cart, holding, country):
    response = send(holding(cart), country=country, vat_number="DE 999 991 005")

    assert response.status_code == 422
    body = response.content.decode()
    assert "We do not deliver to this country" in body or "Choose the country of delivery." in body
    assert 'value="DE 999 991 005"' in body
    cart.refresh_from_db()
    assert (str(cart.country), cart.vat_number) == ("BG", "")


def test_a_business_that_asks_sees_both_prices(cart, holding):
    client = holding(cart)
    assert "without VAT" not in page(client)

    send(client, shows_net="on")

    body = page(client)
    assert "€100.00 without VAT" in body
    assert "Total without VAT" in body
    send(client)
    assert "€100.00 without VAT" not in page(client)


def test_a_valid_number_and_delivery_to_another_state_take_the_vat_off(cart, holding, vies):
    client = holding(cart)

    send(client, country="DE", vat_number="de 999-991-005")

    body = page(client)
    # 120.00 and 12.00 at 20 %: 22.00 of VAT.
    assert "VAT taken off" in body
    assert "−€22.00" in body
    assert "€110.00" in body
    assert "Intra-Community supply, no VAT: Art. 138 of Directive 2006/112/EC" in body
    assert "VAT number DE999991005 is valid." in body
    assert "of which VAT" not in body
    check = NumberCheck.objects.get()
    assert (check.number, check.requester, check.reference) == (
        "DE999991005",
        "BG175074752",
        "WAPIAAAA99999100",
    )


@pytest.mark.parametrize(
    "code, words",
    [
        ("200", "does not know VAT number DE999992008, so VAT is charged."),
        ("301", "gives no answer about VAT number DE999993011 at the moment, so VAT is charged."),
    ],
)
def test_a_number_that_is_not_confirmed_is_kept_and_vat_is_charged(cart, holding, code, words):
    client = holding(cart)

    assert send(client, country="DE", vat_number=german(code)).status_code == 303

    body = page(client)
    assert words in body.replace("&#x27;", "'")
    assert "of which VAT 20%" in body
    assert f'value="{german(code)}"' in client.get(address("cart-destination")).content.decode()


def test_a_valid_number_changes_nothing_at_home(cart, holding):
    client = holding(cart)

    send(client, country="BG", vat_number=german("100"))

    body = page(client)
    assert "VAT is charged all the same" in body
    assert "of which VAT 20%" in body


def test_a_number_that_cannot_be_is_refused_without_asking_and_nothing_typed_is_lost(cart, holding, vies):
    response = send(holding(cart), country="DE", vat_number="DE999991006", shows_net="on")

    body = response.content.decode()
    assert response.status_code == 422
    assert "This cannot be a VAT number of that country: check its digits." in body
    assert 'value="DE999991006"' in body
    assert vies.asked == []
    cart.refresh_from_db()
    assert (str(cart.country), cart.shows_net, cart.vat_number) == ("BG", False, "")


def test_an_emptied_number_is_taken_out(cart, holding):
    client = holding(cart)
    send(client, country="DE", vat_number=german("100"))

    send(client, country="DE", vat_number=" ")

    cart.refresh_from_db()
    assert cart.vat_number == ""
    assert "VAT taken off" not in page(client)


def test_an_export_is_charged_the_net(cart, holding):
    cart.country, cart.postcode = "ES", "35001"
    cart.save()

    body = page(holding(cart))

    assert "Export, no VAT: Art. 146 of Directive 2006/112/EC" in body
    assert "−€22.00" in body


def test_a_merchant_without_vat_says_why(cart, holding):
    ShopSettings.objects.update(vat_registered=False)

    body = page(holding(cart))

    assert "No VAT is charged: Art. 113, para. 9 of the Bulgarian VAT Act." in body
    assert "of which VAT" not in body


def test_without_a_cart_there_is_nothing_to_send_anywhere(client, vies):
    make_shop()

    assert send(client, country="RO").status_code == 303
    assert client.get(address("cart-destination"))["Location"] == address("cart")


def test_only_a_form_of_ours_may_change_it(cart, holding):
    client = holding(cart, enforce_csrf_checks=True)

    assert send(client, country="RO").status_code == 403
    assert client.put(address("cart-destination")).status_code in (403, 405)


def test_what_a_cart_costs_stays_few_queries_with_a_number(cart, holding, django_assert_max_num_queries):
    client = holding(cart)
    send(client, country="DE", vat_number=german("100"), shows_net="on")

    with django_assert_max_num_queries(10):
        page(client)


def test_the_sums_of_the_lines_stay_as_advertised(cart, holding):
    client = holding(cart)
    send(client, country="DE", vat_number=german("100"))

    assert '<p class="line__sum">€120.00' in page(client)
    assert Decimal("120.00") == cart.lines.get().seen_unit_gross


def test_the_checkout_charges_the_net_and_places_it(cart, holding):
    client = holding(cart)
    send(client, country="DE", vat_number=german("100"))
    cart.refresh_from_db()
    body = client.get(address("checkout")).content.decode()
    assert 'name="shown_total" value="110.00"' in body
    assert "Intra-Community supply, no VAT" in body

    fields = typed(
        cart,
        country="DE",
        postcode="10115",
        city="Berlin",
        phone="+49 30 901820",
        delivery="far",
        wants_invoice="on",
        vat_number=german("100"),
        company_name="Example GmbH",
        company_address="Berlin",
        shown_total="110.00",
    )
    response = client.post(address("checkout"), fields)

    assert response.status_code == 303
    order = Order.objects.get()
    assert (order.vat_treatment, order.total_gross) == ("intra_community", Decimal("110.00"))


def test_an_answer_that_grew_old_is_asked_for_again_when_the_checkout_is_shown(cart, holding, vies):
    client = holding(cart)
    send(client, country="DE", vat_number=german("100"))
    NumberCheck.objects.update(checked_at=timezone.now() - timedelta(hours=25))

    body = client.get(address("checkout")).content.decode()

    assert 'name="shown_total" value="110.00"' in body
    assert len(vies.asked) == 2


def test_the_postcode_that_is_typed_decides_at_once(cart, holding):
    cart.country = "ES"
    cart.save()
    client = holding(cart)
    fields = typed(cart, country="ES", delivery="far", postcode="35001", action="update")

    assert 'name="shown_total" value="110.00"' in client.post(address("checkout"), fields).content.decode()


def test_a_line_with_a_discount_has_no_price_without_vat_and_no_words_without_an_amount(cart, holding):
    """What a promotion takes off is spread when the order is charged: the line alone has no net to show."""
    make_promotion("percent", percent="10")
    client = holding(cart)
    send(client, shows_net="on")

    for body in (page(client), client.get(address("checkout")).content.decode()):
        assert "line__net" not in body
        assert "Total without VAT" in body


def test_at_home_only_a_number_that_is_wrong_is_worth_a_word(cart, holding):
    """VAT is charged there in any case: neither VIES's silence nor its answer changes what is paid."""
    client = holding(cart)
    send(client, country="BG", vat_number=german("200"))
    wrong = page(client)
    send(client, country="BG", vat_number=german("301"))
    silent = page(client)
    send(client, country="DE", vat_number=german("200"))
    abroad = page(client)

    assert "It goes onto the invoice: please check it." in wrong
    assert "so VAT is charged" not in wrong
    assert "gives no answer" not in silent
    assert "so VAT is charged" in abroad
