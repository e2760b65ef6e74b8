"""The staff's side, in the Wagtail admin as staff sees it: logged in by the form, with the permissions of the group."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext
from playwright.sync_api import expect

from accounts.tests.people import PASSWORD, make_person
from checkout.tests.factories import make_cart, make_contact, place
from orders.models import Order
from products.models import PriceChange

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def log_in(visit):
    """Return a function that lets somebody of a group in through the login form."""

    def enter(group: str):
        visitor = visit("bg")
        person = make_person(group, email=visitor.email)
        page = visitor.page
        page.goto(f"{visitor.home}/{settings.ADMIN_PATH}/")
        page.fill("[name=username]", person.email)
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.locator("form button[type=submit]").click()
        assert visitor.path == f"/{settings.ADMIN_PATH}/"
        return visitor

    return enter


def test_an_order_clerk_sends_a_parcel(log_in, visit, goods):
    """Found on the desk, sent with a tracking number; the buyer gets the mail and sees it on the order's page."""
    variant, _page = goods.new_product("Лейка", price="21.00", stock=4)
    order = place(make_cart((variant, 2)), contact=make_contact(email="buyer-of-a-can@example.com")).order
    mail.outbox.clear()
    clerk = log_in("Order staff")
    page = clerk.page

    page.locator(".sidebar").get_by_role("link", name=clerk.words("Orders")).click()
    page.get_by_role("link", name=str(order.number)).click()
    expect(page.locator(".desk-total .desk-money").last).to_have_text(clerk.money("49.40"))
    page.fill("[name=ship-carrier]", "Econt")
    page.fill("[name=ship-tracking_number]", "1051 6012 345")
    with page.expect_navigation():
        page.locator("form[action$='/ship/'] button[type=submit]").click()

    expect(page.locator(".desk-list")).to_contain_text(["1051 6012 345"])
    order.refresh_from_db()
    assert order.status == Order.Status.FULFILLED
    variant.stock.refresh_from_db()
    assert (variant.stock.on_hand, variant.stock.reserved) == (2, 0)
    (told,) = [sent for sent in mail.outbox if sent.to == ["buyer-of-a-can@example.com"]]
    assert "1051 6012 345" in told.body
    (link,) = [word for word in told.body.split() if word.startswith(f"{clerk.home}/orders/")]
    buyer = visit("bg")
    buyer.open(link.removeprefix(buyer.home))
    expect(buyer.heading).to_have_text(buyer.words("Your order is on its way"))
    buyer.reads("1051 6012 345")


def test_a_marketer_changes_a_price(log_in, visit, goods):
    """In force at once, on the product's page and in its category; with a row in the history of prices."""
    variant, product_page = goods.new_product("Кашпа", price="30.00")
    marketer = log_in("Marketer")
    page = marketer.page
    page.goto(marketer.home + reverse("products:detail", args=[variant.product_id]))

    page.locator("form[action$='/prices/'] input[name^='price-'][name$='-price']").fill("27,50")
    with page.expect_navigation():
        page.locator("form[action$='/prices/'] button[type=submit]").click()

    shopper = visit("bg")
    shopper.open(product_page.url)
    expect(shopper.page.locator(".product__price .price:visible")).to_have_text("27,50\u00a0€")
    shopper.open(goods.plants.url)
    card = shopper.page.locator(".product-card").filter(has_text="Кашпа")
    expect(card.locator(".price")).to_have_text("27,50\u00a0€")
    change = PriceChange.objects.filter(variant=variant).latest("at")
    assert (str(change.price), change.actor_label) == ("27.50", "Marketer")


def test_a_marketer_raises_prices_from_the_list_after_a_preview(log_in, goods):
    """Two products are ticked, their new prices looked over, and only then is anything saved; a double click does it once."""
    first, _page = goods.new_product("Кашпа от списъка", price="30.00")
    second, _page = goods.new_product("Ваза от списъка", price="19.99")
    marketer = log_in("Marketer")
    page = marketer.page
    page.goto(f"{marketer.home}{reverse('products:index')}?q=от списъка")
    for variant in (first, second):
        page.locator(f"[data-object-id='{variant.product_id}']").check()
    bar = page.locator(".desk-bulk")
    with page.expect_navigation():
        bar.locator("a[href*='/prices/']").click()

    page.locator("[name=way][value=percent]").check()
    expect(page.locator("[name=begins]")).to_be_hidden()
    page.fill("[name=amount]", "10")
    page.fill("[name=reason]", "Нова година")
    with page.expect_navigation():
        page.locator(".desk-ask button[type=submit]").click()
    rows = page.locator(".desk-preview tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text(marketer.money("21.99"))
    expect(rows.nth(1)).to_contain_text(marketer.money("33.00"))
    first.refresh_from_db()
    assert str(first.price) == "30.00"
    page.locator("button[name=step][value=apply]").dblclick()

    page.wait_for_url(lambda address: reverse("products:index") in address)
    with translation.override(marketer.language):
        said = ngettext("%(count)s product changed.", "%(count)s products changed.", 2) % {"count": 2}
    expect(page.locator(".messages")).to_have_text(re.compile(rf"\s*{said}\s*"))
    for variant, price in ((first, "33.00"), (second, "21.99")):
        variant.refresh_from_db()
        assert str(variant.price) == price
        assert PriceChange.objects.filter(variant=variant).latest("at").reason == "Нова година"


def test_who_is_no_order_staff_finds_no_desk(log_in):
    marketer = log_in("Marketer")

    answer = marketer.page.goto(f"{marketer.home}/{settings.ADMIN_PATH}/orders/")

    assert marketer.path == f"/{settings.ADMIN_PATH}/"
    assert answer.status == 200
    expect(
        marketer.page.locator(".sidebar").get_by_role("link", name=marketer.words("Orders"))
    ).to_have_count(0)
