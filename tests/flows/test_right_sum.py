"""The sum of a whole journey, from the product to the order's page: over a border, as a business, with a gift."""

from decimal import Decimal

import pytest
from django.core.cache import cache

from core.models import OssMode, ShopSettings
from orders.models import Order
from products.models import StockHold
from products.tests.factories import make_sellable
from promotions.tests.factories import make_promotion
from shipping.tests.factories import make_method, make_zone
from taxes.models import NumberCheck, OssTurnover
from tests.flows.shopper import Forms
from tools.vies.numbers import german
from tools.vies.testing import running_vies

FINLAND = {"country": "FI", "postcode": "00100", "city": "Helsinki", "phone": "+358 40 123 4567"}
GERMANY = {"country": "DE", "postcode": "10115", "city": "Berlin", "phone": "+49 30 1234567"}
COMPANY = {
    "wants_invoice": "on",
    "company_name": "Firma GmbH",
    "company_number": "HRB 1",
    "company_address": "Linienstr. 5, 10115 Berlin",
}
NOBODY_THERE = "http://127.0.0.1:9/rest-api"


@pytest.fixture(scope="module")
def vies_server():
    with running_vies() as running:
        yield running


@pytest.fixture
def vies(vies_server, settings):
    cache.clear()
    settings.VIES_API_BASE = vies_server.base
    vies_server.asked.clear()
    return vies_server


@pytest.fixture
def bowl(shop):
    """Something for 120.00, and delivery abroad for 12.00; the shop is registered for VAT."""
    ShopSettings.objects.update(vat_number="BG175074752", cod_fee=Decimal("0.00"))
    make_method(make_zone("DE", "FI", position=2), code="far", position=3, price="12.00")
    return make_sellable(title="Купа", price="120.00", stock=5)


def order_page(shopper, committing, **typed) -> tuple[Order, str]:
    """Check out and return the order with the text of its page."""
    with committing():
        order, page = shopper.order(delivery="far", payment="cod", **typed)
    return order, shopper.visit(page).content.decode()


def sums(order: Order) -> tuple[str, str, str]:
    return str(order.total_gross), str(order.total_net), str(order.total_vat)


@pytest.mark.parametrize(
    "mode, country, rate, net, vat",
    [
        # 132.00 × 25.5 / 125.5 = 26.8207; and × 20 / 120 = 22.00 where everything is declared at home.
        (OssMode.VOLUNTARY, "FI", "25.50", "105.18", "26.82"),
        (OssMode.THRESHOLD, "BG", "20.00", "110.00", "22.00"),
    ],
)
def test_a_consumer_abroad_pays_the_advertised_price_whatever_vat_is_in_it(
    shopper, bowl, committing, mode, country, rate, net, vat
):
    ShopSettings.objects.update(oss_mode=mode)
    shopper.add(bowl)

    order, page = order_page(shopper, committing, **FINLAND)

    assert sums(order) == ("132.00", net, vat)
    assert (order.vat_treatment, order.vat_country) == (Order.VatTreatment.CHARGED, country)
    assert [(str(row.rate), str(row.vat)) for row in order.vat_rows.all()] == [(rate, vat)]
    assert sum(line.vat for line in order.lines.all()) == Decimal(vat)
    assert "132,00" in page
    assert OssTurnover.objects.get().net == Decimal(net)


def test_a_business_with_a_valid_number_pays_the_net_and_the_order_says_why(shopper, bowl, committing, vies):
    shopper.add(bowl)

    order, page = order_page(shopper, committing, **GERMANY, **COMPANY, vat_number=german("100"))

    assert sums(order) == ("110.00", "110.00", "0.00")
    assert (order.vat_treatment, str(order.vat_removed)) == (Order.VatTreatment.INTRA_COMMUNITY, "22.00")
    assert {str(line.vat_rate) for line in order.lines.all()} == {"0.00"}
    assert (order.company_name, order.company_vat_number) == ("Firma GmbH", german("100"))
    assert (order.vat_check["state"], order.vat_check_reference) == (
        "valid",
        NumberCheck.objects.get().reference,
    )
    assert order.vat_ground in page
    assert order.vat_ground != ""
    assert len(vies.asked) == 1


@pytest.mark.parametrize("code, state", [("200", "invalid"), ("300", "unknown"), (None, "unknown")])
def test_a_number_that_nobody_confirms_pays_vat_and_is_told_before(
    shopper, bowl, committing, vies, settings, monkeypatch, code, state
):
    """VIES does not know the number, has no answer, or is not there at all: the sale is made, with VAT."""
    monkeypatch.setattr("taxes.vies.LONGEST_WAIT", 1.0)
    number = german(code or "100")
    if code is None:
        settings.VIES_API_BASE = NOBODY_THERE
    shopper.language = "en"
    shopper.add(bowl)

    told = shopper.client.post(
        shopper.url("checkout"),
        {**shopper.fill_in(delivery="far", payment="cod", **GERMANY, **COMPANY), "vat_number": number}
        | {"action": "update"},
    ).content.decode()
    order, page = order_page(shopper, committing, **GERMANY, **COMPANY, vat_number=number)

    assert ("does not know VAT number" if state == "invalid" else "gives no answer about VAT number") in told
    assert sums(order) == ("132.00", "110.00", "22.00")
    assert (order.vat_treatment, order.vat_ground) == (Order.VatTreatment.CHARGED, "")
    assert order.vat_check["state"] == state
    assert order.company_vat_number == number
    assert "132.00" in page


def test_a_gift_comes_by_itself_costs_nothing_and_leaves_with_what_it_was_given_for(
    shopper, bowl, mug, committing
):
    promotion = make_promotion("gift", gift=mug, minimum_goods="200.00", name_bg="Чаша подарък")

    shopper.add(bowl)
    before = shopper.client.get(shopper.url("cart")).content.decode()
    shopper.add(bowl)
    with_gift = shopper.client.get(shopper.url("cart")).content.decode()
    order, page = order_page(shopper, committing, **GERMANY)

    assert ("Чаша подарък" in before, "Чаша подарък" in with_gift) == (False, True)
    given = order.lines.get(variant=mug)
    assert (given.given_by, given.quantity, str(given.gross), str(given.discount_gross)) == (
        promotion.public_id,
        1,
        "0.00",
        "12.90",
    )
    # 2 × 120.00 and 12.00 for delivery; what the gift is worth is added and taken off.
    assert str(order.total_gross) == "252.00"
    assert (str(order.goods_gross), str(order.discount_gross)) == ("252.90", "12.90")
    assert StockHold.objects.get(variant=mug).quantity == 1
    assert "Чаша подарък" in page


def test_the_gift_is_taken_back_with_the_goods_it_came_for(shopper, bowl, mug, committing):
    make_promotion("gift", gift=mug, minimum_goods="200.00", name_bg="Чаша подарък")
    shopper.add(bowl, 2)
    cart = shopper.client.get(shopper.url("cart")).content.decode()
    assert "Чаша подарък" in cart

    change = next(form for _to, form in Forms(cart).found if form.get("quantity") == "2")
    shopper.client.post(shopper.url("cart-update"), {**change, "quantity": "1"})
    order, page = order_page(shopper, committing, **GERMANY)

    assert [(line.variant_id, line.quantity) for line in order.lines.filter(kind="goods")] == [(bowl.pk, 1)]
    assert (str(order.total_gross), str(order.discount_gross)) == ("132.00", "0.00")
    assert "Чаша подарък" not in page
    assert not StockHold.objects.filter(variant=mug).exists()
