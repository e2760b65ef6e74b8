"""Which ways to pay a cart is offered, and what the shopper is told where cash is not among them."""

from decimal import Decimal

import pytest
from django.utils import timezone

from checkout.errors import PaymentRefused
from checkout.models import Cart
from checkout.selectors import view_cart
from checkout.tests.factories import make_cart, make_contact, make_shop, place
from checkout.tests.pages import address, assert_nothing_ordered, post
from core.models import ShopSettings
from orders.cash import CashRefusal
from orders.models import Order
from orders.tests.bank import BANK
from products.models import StockHold
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db


def choice(cart: Cart, **choices: str):
    shop = ShopSettings.objects.get()
    return view_cart(cart=cart, shop=shop, language="en", **choices)


@pytest.mark.parametrize(
    ("price", "refused"),
    # With 4.50 for delivery to an office and 1.50 for cash: 5112.91, and 5112.92, which the law sends to a bank.
    [("5106.91", None), ("5106.92", CashRefusal.LIMIT), ("5200.00", CashRefusal.LIMIT)],
)
def test_cash_ends_one_cent_below_the_limit_with_its_fee(price, refused):
    make_shop(cod_limit=Decimal("5112.92"))
    cart = make_cart((make_sellable(price=price, stock=1), 1))

    view = choice(cart, delivery_code="office", payment_method="cod")

    assert view.payment_choice.cash_refused == refused
    assert ("cod" in view.payment_methods) is (refused is None)
    if refused is None:
        assert view.quote.total_gross == Decimal("5112.91")


@pytest.mark.parametrize(
    ("settings", "choices", "refused"),
    [
        ({}, {}, None),
        ({"cod_countries": ["BG"]}, {}, None),
        ({"cod_countries": ["RO", "GR"]}, {}, CashRefusal.COUNTRY),
        ({}, {"country": "RO"}, CashRefusal.DELIVERY),
        ({"cod_limit": Decimal("20.30")}, {}, CashRefusal.LIMIT),
        ({"cod_limit": Decimal("20.31")}, {}, None),
    ],
)
def test_country_delivery_and_sum_each_have_a_say(settings, choices, refused):
    make_shop(**settings)
    cart = make_cart((make_sellable(price="12.90"), 1))

    found = choice(cart, **choices).payment_choice

    assert found.cash_refused == refused
    assert ("cod" in found.methods) is (refused is None)


def test_a_shop_that_takes_no_cash_does_not_speak_of_it():
    make_shop(cod_limit=Decimal("0.00"))
    found = choice(make_cart((make_sellable(price="12.90"), 1))).payment_choice

    assert found.cash_refused is None
    assert "cod" not in found.methods


@pytest.mark.parametrize(
    "changed", [{"transfer_enabled": False}, {"transfer_enabled": False, "bank_iban": ""}]
)
def test_transfer_is_offered_where_it_is_switched_on(changed):
    make_shop(**BANK)
    cart = make_cart((make_sellable(price="12.90"), 1))
    assert choice(cart).payment_methods[-1] == "transfer"

    shop = ShopSettings.objects.get()
    for name, value in changed.items():
        setattr(shop, name, value)
    shop.save()

    assert "transfer" not in choice(cart).payment_methods
    with pytest.raises(PaymentRefused):
        place(cart, payment_method="transfer")
    assert_nothing_ordered(cart)


@pytest.mark.parametrize(
    ("settings", "typed", "words"),
    [
        ({"cod_limit": Decimal("20.00")}, {}, "Cash on delivery is possible for orders below €20.00"),
        ({"cod_countries": ["RO"]}, {}, "Cash on delivery is not possible in this country: Bulgaria."),
        (
            {},
            {"country": "RO", "delivery": "eu"},
            "Cash on delivery is not possible with the chosen way of delivery.",
        ),
    ],
)
def test_the_page_says_why_there_is_no_cash_and_an_order_with_it_is_refused(holding, settings, typed, words):
    make_shop(**BANK, **settings)
    cart = make_cart((make_sellable(price="12.90"), 1))

    response = post(holding(cart), cart, payment="cod", **typed)

    assert response.status_code == 422
    html = response.content.decode()
    assert words in html
    assert 'value="cod"' not in html
    assert 'value="transfer"' in html
    assert_nothing_ordered(cart)


def test_an_order_by_transfer_leads_from_the_button_to_the_account(holding):
    make_shop(**BANK)
    cart = make_cart((make_sellable(price="12.90"), 2))
    client = holding(cart)
    assert "The goods are kept for you until" in client.get(address()).content.decode()

    response = post(client, cart, payment="transfer")

    order = Order.objects.get()
    assert (order.status, order.payment_method, order.fee_gross) == ("new", "transfer", 0)
    assert response.status_code == 303
    html = client.get(response["Location"]).content.decode()
    assert "Your order is waiting for your transfer" in html
    assert "BG80 BNBG 9661 1020 3456 78" in html
    assert StockHold.objects.get().expires_at == order.hold_expires_at > timezone.now()


def test_twenty_lines_by_transfer_take_few_queries(django_assert_max_num_queries):
    make_shop(**BANK)
    cart = make_cart(*((make_sellable(price="9.90", stock=5), 1) for _ in range(20)))
    values = {"payment_method": "transfer", "contact": make_contact()}
    total = choice(cart, payment_method="transfer").quote.total_gross

    with django_assert_max_num_queries(40):
        place(cart, shown_total=total, accepted_terms="terms-bg-1", **values)

    assert Order.objects.get().lines.filter(kind="goods").count() == 20
