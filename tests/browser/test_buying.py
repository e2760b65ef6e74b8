"""The shopper's whole road in Chromium, through the provider's hosted card page."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from orders.models import Order

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def order_of(shopper) -> Order:
    return Order.objects.get(email=shopper.email)


def mails_to(shopper) -> list[str]:
    return [sent.body for sent in mail.outbox if sent.to == [shopper.email]]


def find_by_category(shopper, goods) -> None:
    category = goods.plants if shopper.language == "bg" else goods.plants_en
    product = goods.pot if shopper.language == "bg" else goods.pot_en
    shopper.open(shopper.at("/"))
    shopper.follow(shopper.page.locator("#site-menu").get_by_role("link", name=category.title))
    shopper.follow(shopper.page.locator("main").get_by_role("link", name=product.title))


@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_guest_buys_by_card(visit, goods, language):
    """From the home page to the paid order and its mail, two large white pots: 2 × 14.90 + 5.90 for delivery."""
    shopper = visit(language)
    page = shopper.page

    find_by_category(shopper, goods)
    shopper.choose(Size="Large", Colour="White")
    expect(page.locator(".product__price .price:visible")).to_have_text(shopper.money("14.90"))
    shopper.add_to_cart()
    expect(page.locator(".line__options")).to_have_text("Large, White")
    expect(page.locator("[data-cart-count]")).to_have_text("1")
    shopper.set_quantity(2)
    shopper.to_checkout()
    shopper.fill_in(payment="card")
    expect(shopper.total()).to_have_text(shopper.money("35.70"))
    expect(page.locator(".sums__vat td")).to_have_text(shopper.money("5.95"))
    shopper.place()
    expect(page.get_by_test_id("total")).to_contain_text("35")
    shopper.pay_with("4242 4242 4242 4242")
    shopper.sees_paid()

    expect(shopper.total()).to_have_text(shopper.money("35.70"))
    expect(page.locator("[data-cart-count]")).to_be_hidden()
    order = order_of(shopper)
    assert (order.status, order.language, str(order.total_gross)) == (Order.Status.PAID, language, "35.70")
    received, paid = mails_to(shopper)
    title = (goods.pot if language == "bg" else goods.pot_en).title
    for text in (received, paid):
        assert str(order.number) in text
        assert shopper.money("35.70") in text
    assert title in received


def test_the_link_in_the_mail_leads_to_the_order(visit, goods):
    """Another browser, with no cookie of the shop, has nothing but the link."""
    shopper = visit("en")
    shopper.open(goods.pot_en.url)
    shopper.add_to_cart()
    shopper.order(payment="cod")
    (text,) = mails_to(shopper)
    (link,) = [word for word in text.split() if word.startswith(f"{shopper.home}/en/orders/")]

    reader = visit("en")
    reader.open(link.removeprefix(reader.home))

    expect(reader.heading).to_have_text(reader.words("Thank you, your order is in"))
    reader.reads(str(order_of(shopper).number))


def test_a_product_is_found_by_search_and_bought_in_cash(visit, goods):
    """One small green pot: 9.90, delivery 5.90, and 1.50 for the courier who takes the money."""
    shopper = visit("bg")
    page = shopper.page
    shopper.open("/")
    page.fill("#header-search", "САКСИЯ")
    shopper.follow(page.locator(".header__search button"))
    assert shopper.path == "/search/"
    shopper.follow(page.locator("main").get_by_role("link", name=goods.pot.title))
    shopper.add_to_cart()
    shopper.to_checkout()
    shopper.fill_in(payment="cod")
    expect(shopper.total()).to_have_text("17,30\u00a0€")

    shopper.place()

    expect(shopper.heading).to_have_text(shopper.words("Thank you, your order is in"))
    assert order_of(shopper).status == Order.Status.ACCEPTED
    (text,) = mails_to(shopper)
    assert "17,30\u00a0€" in text


def test_delivery_to_another_country_changes_the_choices_and_the_sums(visit, goods):
    """Romania gets one way of delivery, which takes no cash; what was typed before stays."""
    shopper = visit("en")
    page = shopper.page
    shopper.open(goods.pot_en.url)
    shopper.add_to_cart()
    shopper.to_checkout()
    page.fill("[name=name]", "Ion Popescu")

    page.select_option("[name=country]", "RO")

    expect(page.locator("[name=delivery]")).to_have_count(1)
    expect(page.locator("#delivery-eu")).to_be_checked()
    expect(page.locator("#payment-cod")).to_have_count(0)
    expect(shopper.total()).to_have_text("€21.80")
    expect(page.locator("[name=name]")).to_have_value("Ion Popescu")


def test_a_shopper_without_javascript_buys_by_card(visit, goods):
    """Plain links and forms: the variants are one list, sums are refreshed by a button."""
    shopper = visit("bg", java_script_enabled=False)
    page = shopper.page
    find_by_category(shopper, goods)
    page.get_by_label("Large, Green").check()
    shopper.add_to_cart()
    shopper.set_quantity(2)
    shopper.to_checkout()
    page.check("#delivery-office")
    shopper.follow(page.locator("#id_delivery button[value=update]"))
    expect(shopper.total()).to_have_text(shopper.money("34.30"))
    shopper.fill_in(delivery="office", payment="card")
    shopper.place()
    shopper.pay_with("4242 4242 4242 4242")

    # The provider's word may come a moment after the shopper; here the shopper looks again.
    look_again = page.locator("[data-order-waiting] a")
    for _ in range(20):
        if not look_again.is_visible():
            break
        page.wait_for_timeout(250)
        shopper.follow(look_again)
    shopper.sees_paid()
    assert order_of(shopper).status == Order.Status.PAID
