"""Waiting for what is sold out, with and without JavaScript; and choosing related products by keyboard."""

import re

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from accounts.tests.people import make_person
from core.actors import SYSTEM
from core.models import OutgoingMail
from products.models import RestockRequest
from products.services import stock
from products.tests.factories import make_image, make_page, make_product
from tests.browser.staff_door import enter_admin

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def vase(goods):
    """A vase of which the large blue one is sold out."""
    product = make_product(
        name="Vase",
        variants=[
            {"values": {"Size": "S", "Colour": "Blue"}},
            {"values": {"Size": "S", "Colour": "Red"}},
            {"values": {"Size": "L", "Colour": "Blue"}, "stock": 0},
            {"values": {"Size": "L", "Colour": "Red"}},
        ],
    )
    return make_page(product, goods.plants, title="Ваза", image=make_image())


def gone(page):
    return page.product.variants.get(stock__on_hand=0)


def test_what_is_sold_out_can_be_chosen_to_wait_for_it_and_one_mail_comes(visit, vase):
    shopper = visit("bg")
    page = shopper.page
    shopper.open(vase.url)
    expect(page.locator("[data-restock]")).to_be_hidden()

    page.get_by_label("L", exact=True).check(force=True)
    expect(page.locator("[data-restock]")).to_be_visible()
    expect(page.locator(".product__row")).to_be_hidden()
    page.get_by_label("Red", exact=True).check(force=True)
    expect(page.locator("[data-restock]")).to_be_hidden()
    expect(page.locator(".product__row")).to_be_visible()
    page.get_by_label("Blue", exact=True).check(force=True)
    page.fill("#restock-email", "not an address")
    shopper.follow(page.locator(".restock__form button[type=submit]"))
    expect(page.locator("#restock-email_error")).to_be_visible()
    expect(page.locator("#restock-email")).to_have_value("not an address")
    page.fill("#restock-email", shopper.email)
    shopper.follow(page.locator(".restock__form button[type=submit]"))

    shopper.reads("Ваза")
    assert RestockRequest.objects.get(email=shopper.email).variant == gone(vase)
    with transaction.atomic():
        stock.receive(variant_id=gone(vase).pk, quantity=1, reason="Delivery", actor=SYSTEM)
    assert not RestockRequest.objects.filter(email=shopper.email).exists()
    assert OutgoingMail.objects.get(kind="restock", reference=str(vase.product.variants.all()[2].public_id))


def test_without_javascript_a_sold_out_one_is_chosen_in_the_form_and_taken_back_again(visit, vase):
    shopper = visit("bg", java_script_enabled=False)
    page = shopper.page
    page.goto(shopper.home + vase.url)

    page.locator("[data-restock] summary").click()
    page.fill("#restock-email", shopper.email)
    page.locator(".restock__form button[type=submit]").click()

    assert RestockRequest.objects.get(email=shopper.email).variant == gone(vase)
    page.locator(".restock-answer__actions button").click()
    expect(page.locator(".restock-answer__actions")).to_have_count(0)
    assert not RestockRequest.objects.filter(email=shopper.email).exists()


def test_a_marketer_chooses_and_orders_related_products_by_keyboard(visit, goods):
    pot = goods.pot.product
    make_product(name="Keyboard can")
    make_product(name="Keyboard lamp")
    visitor = visit("bg")
    page = visitor.page
    enter_admin(page, visitor.home, make_person("Marketer", email=visitor.email))
    page.goto(visitor.home + reverse("products:detail", args=[pot.pk]))
    picks = page.locator("[data-product-list]").first

    picks.locator("[data-add]").press("Enter")
    page.locator(".modal-dialog [name=q]").fill("keyboard")
    boxes = page.locator(".modal-dialog input[type=checkbox]")
    expect(boxes).to_have_count(2)
    boxes.nth(0).press("Space")
    boxes.nth(1).press("Space")
    page.locator(".modal-dialog form [type=submit]").last.press("Enter")
    expect(picks.locator("li")).to_have_text([re.compile("Keyboard can"), re.compile("Keyboard lamp")])
    picks.locator("li").last.locator('[data-move="-1"]').press("Enter")
    with page.expect_navigation():
        page.locator("form[action$='/related/'] button[type=submit].button-longrunning").press("Enter")

    chosen = pot.relations.order_by("position").values_list("kind", "related__name")
    assert list(chosen) == [("cross", "Keyboard lamp"), ("cross", "Keyboard can")]
