"""An order by bank transfer in Chromium: what the page says can be copied, fits a phone, and works without a script."""

import os

import pytest
from playwright.sync_api import expect

from core.models import ShopSettings
from orders.models import Order
from orders.tests.bank import BANK, came
from payments.references import reference_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def bank(goods):
    """The shop of the browser tests takes transfers for the length of a test."""
    changed = {name: value for name, value in BANK.items() if name != "staff_email"}
    before = ShopSettings.objects.values(*changed).get()
    ShopSettings.objects.update(**changed)
    yield
    ShopSettings.objects.update(**before)


def order_by_transfer(shopper, goods) -> Order:
    _variant, page = goods.new_product(f"Pot of {shopper.email.partition('@')[0]}")
    shopper.open(page.url)
    shopper.add_to_cart()
    shopper.order(payment="transfer")
    return Order.objects.get(email=shopper.email)


def shot(shopper, name: str) -> None:
    if folder := os.environ.get("TRANSFER_SHOTS"):
        shopper.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_the_data_of_the_transfer_are_copied_one_by_one(visit, goods, bank, options):
    shopper = visit("bg", permissions=["clipboard-read", "clipboard-write"], **options)

    order = order_by_transfer(shopper, goods)

    page = shopper.page
    shot(shopper, f"waiting-{'phone' if options else 'desktop'}")
    expect(shopper.heading).to_have_text(shopper.words("Your order is waiting for your transfer"))
    buttons = page.locator("[data-copy]")
    expect(buttons).to_have_count(5)
    for index, value in enumerate(
        ["Vitrina Demo EOOD", "BG80BNBG96611020345678", "BNBGBGSD", "14.30", reference_of(order.number)]
    ):
        buttons.nth(index).click()
        expect(page.locator("[data-copy-said]")).to_contain_text(value)
        assert page.evaluate("navigator.clipboard.readText()") == value
    expect(
        page.get_by_role("img", name=shopper.words("Code for banking apps with the data of this transfer"))
    ).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    for box in buttons.all():
        assert box.bounding_box()["height"] >= 44
    shopper.look()

    came(order, "10.00")
    page.reload()
    shot(shopper, f"part-{'phone' if options else 'desktop'}")
    expect(page.locator("[data-copy='4.30']")).to_be_visible()
    shopper.look()


def test_without_a_script_the_data_can_be_marked_and_no_dead_button_is_in_sight(visit, goods, bank):
    shopper = visit("bg", java_script_enabled=False, color_scheme="dark")
    _variant, page = goods.new_product("Quiet pot")
    shopper.open(page.url)
    shopper.add_to_cart()
    shopper.to_checkout()
    shot(shopper, "checkout-dark")
    for name, value in {
        "email": shopper.email,
        "name": "Ана Петрова",
        "phone": "0888 123 456",
        "address_line1": "ул. Шипка 6",
        "postcode": "1504",
        "city": "София",
    }.items():
        shopper.page.fill(f"[name={name}]", value)
    shopper.page.check("#payment-transfer")
    shopper.page.check("[name=terms]")
    shopper.follow(shopper.order_button())
    if Order.objects.filter(email=shopper.email).first() is None:
        # The sums that were shown had the fee of another way to pay: they are confirmed once more.
        shopper.page.check("[name=terms]")
        shopper.follow(shopper.order_button())

    shot(shopper, "waiting-dark")
    expect(shopper.page.locator("[data-copy]").first).to_be_hidden()
    expect(shopper.page.locator(".transfer__value").nth(1)).to_have_css("user-select", "all")
