"""When the shop has to say no: it says why, beside the place, and nothing that was typed or chosen is lost."""

import pytest
from playwright.sync_api import expect

from orders.models import Order
from products.models import Stock
from tests.browser.shopper import Typed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def test_mistakes_are_marked_and_everything_typed_stays(visit, goods):
    shopper = visit("en")
    page = shopper.page
    shopper.open(goods.pot_en.url)
    shopper.add_to_cart()
    shopper.to_checkout()
    typed = shopper.fill_in(
        Typed(email="ana@", postcode="15", phone="0888 123 456", city=""), delivery="office", payment="cod"
    )

    shopper.place()

    assert shopper.path == "/en/checkout/"
    for name, value in typed.fields().items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    expect(page.locator("#delivery-office")).to_be_checked()
    expect(page.locator("#payment-cod")).to_be_checked()
    expect(page.locator("[name=terms]")).to_be_checked()
    assert page.locator("[aria-invalid=true]").evaluate_all("all => all.map(field => field.name)") == [
        "email",
        "postcode",
        "city",
    ]
    for name in ("email", "postcode", "city"):
        expect(page.locator(f"#id_{name}_error")).to_be_visible()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert not Order.objects.filter(name=typed.name, email=typed.email).exists()

    # The list of mistakes leads to the field; corrected, the order goes through.
    page.locator("[data-error-summary] a").first.click()
    expect(page.locator("[name=email]")).to_be_focused()
    shopper.fill_in(delivery="office", payment="cod")
    shopper.place()
    expect(shopper.heading).to_have_text(shopper.words("Thank you, your order is in"))


def test_what_sold_out_meanwhile_is_said_at_the_checkout(visit, goods):
    """Three in the cart, one left when the button is pressed: the shopper hears it and takes the one."""
    mug, product = goods.new_product("Синя чаша", price="8.40", stock=3)
    shopper = visit("bg")
    page = shopper.page
    shopper.open(product.url)
    shopper.add_to_cart(3)
    shopper.to_checkout()
    typed = shopper.fill_in(payment="cod")
    Stock.objects.filter(variant=mug).update(on_hand=1)

    shopper.place()

    assert shopper.path == "/checkout/"
    expect(page.locator(".notice--warning [role=alert], .notice--warning[role=alert]")).to_contain_text(
        "Синя чаша"
    )
    for name, value in typed.fields().items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    assert not Order.objects.filter(email=shopper.email).exists()

    shopper.follow(page.locator("button[value=take-what-is-left]"))
    expect(shopper.total()).to_have_text("15,80\u00a0€")
    expect(page.locator("[name=terms]")).to_be_checked()
    shopper.place()
    assert Order.objects.get(email=shopper.email).lines.get(kind="goods").quantity == 1


def test_a_quantity_that_is_not_there_is_refused_in_the_cart(visit, goods):
    """The number typed stays in its field, the cart keeps what it held, and what is possible is one press away."""
    _mug, product = goods.new_product("Зелена чаша", price="8.40", stock=2)
    shopper = visit("bg")
    page = shopper.page
    shopper.open(product.url)
    shopper.add_to_cart()

    page.locator(".line__update input[name=quantity]").evaluate("field => field.removeAttribute('max')")
    shopper.set_quantity(5)

    expect(page.locator(".line__update input[name=quantity]")).to_have_value("5")
    expect(page.locator(".line__note")).to_contain_text("Зелена чаша")
    expect(page.locator("[data-cart-count]")).to_have_text("1")
    shopper.press_in_cart(page.locator(".line__note button"))
    expect(page.locator(".line__update input[name=quantity]")).to_have_value("2")


def test_a_sold_out_product_says_so_and_cannot_be_added(visit, goods):
    _mug, product = goods.new_product("Бяла чаша", stock=0)
    shopper = visit("bg")

    shopper.open(product.url)

    shopper.reads(shopper.words("Sold out at the moment"))
    expect(shopper.page.locator(".product__buy button[type=submit]")).to_have_count(0)


def test_an_address_that_leads_nowhere_gets_a_page_of_the_shop(visit):
    shopper = visit("en")

    shopper.open("/en/nothing-of-the-kind/")

    expect(shopper.page.locator("#header-search")).to_be_visible()
    expect(shopper.heading).to_be_visible()
