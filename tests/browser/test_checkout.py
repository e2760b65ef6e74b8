"""The checkout on a phone: every part is kept as it is filled in, with scripts and without, in two tabs and after the way back."""

import pytest
from playwright.sync_api import expect

from checkout.models import Cart
from orders.models import Order
from tests.browser.shopper import Shopper

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def at_checkout(visit, goods):
    def enter(language="en", **options):
        shopper = visit(language, **{**PHONE, **options})
        shopper.open(goods.pot_en.url if language == "en" else goods.pot.url)
        shopper.add_to_cart()
        shopper.open(shopper.at("/checkout/"))
        return shopper

    return enter


def kept(shopper):
    """Wait until everything typed is on its way and answered."""
    expect(shopper.page.locator("[data-checkout]")).not_to_have_attribute("aria-busy", "true")


def order_in(page) -> str:
    """Return which order the page is about; the rest of its signed link changes by the second."""
    return page.url.split("/orders/")[1].split("~")[0]


def test_a_phone_fills_in_part_by_part_and_loses_nothing_on_the_way(at_checkout):
    shopper = at_checkout()
    page = shopper.page

    # A slip in the address: one tap takes the right one.
    page.fill("[name=email]", f"{shopper.email.split('@')[0]}@gmial.com")
    page.fill("[name=name]", "Ana Petrova")
    page.locator("[name=use_email]").tap()
    expect(page.locator("[name=email]")).to_have_value(f"{shopper.email.split('@')[0]}@gmail.com")
    page.fill("[name=phone]", "0712 345 678")
    page.fill("[name=address_line1]", "Strada Lipscani 5")
    page.fill("[name=postcode]", "030031")

    # Another country: its own fields in its own order, everything typed still there, other deliveries and sums.
    page.select_option("[name=country]", "RO")
    expect(page.locator("[name=region]")).to_be_visible()
    expect(page.locator("[data-part=address] label").nth(3)).to_contain_text("County")
    expect(page.locator("[name=address_line1]")).to_have_value("Strada Lipscani 5")
    expect(page.locator("#delivery-eu")).to_be_checked()
    expect(shopper.total()).to_have_text("€21.80")
    expect(page.locator("[data-announce]")).to_have_text("Total: €21.80")
    page.fill("[name=city]", "Bucuresti")

    # What only some need is behind its box, and a box stays ticked while other parts are kept.
    page.check("[name=is_gift]")
    expect(page.locator("[name=company_number]")).to_be_hidden()
    page.check("[name=wants_invoice]")
    page.fill("[name=company_name]", "Firma SRL")
    # Left in the middle of a word: a pause in typing is enough.
    page.locator("[name=company_address]").press_sequentially("Strada")
    page.wait_for_timeout(1500)
    kept(shopper)
    expect(page.locator("[data-part=review]")).to_contain_text("+40 712 345 678")
    expect(page.locator("[data-part=review]")).to_contain_text("Invoice for Firma SRL")
    expect(page.locator("[data-part=review]")).to_contain_text("A gift")

    shopper.open("/en/checkout/")
    for name, typed in {
        "phone": "0712 345 678",
        "city": "Bucuresti",
        "postcode": "030031",
        "company_address": "Strada",
    }.items():
        expect(page.locator(f"[name={name}]")).to_have_value(typed)
    expect(page.locator("[name=wants_invoice]")).to_be_checked()
    expect(page.locator("[name=is_gift]")).to_be_checked()
    expect(page.locator("[name=country]")).to_have_value("RO")


def test_leaving_in_the_middle_of_a_word_keeps_it(at_checkout):
    shopper = at_checkout()
    shopper.page.locator("[name=name]").press_sequentially("Ana Petr")

    shopper.open("/en/cart/")
    shopper.open("/en/checkout/")

    expect(shopper.page.locator("[name=name]")).to_have_value("Ana Petr")


def test_two_tabs_and_one_order(at_checkout):
    """The second tab was open before; it adds to what the first one typed, and its button leads to the same order."""
    shopper = at_checkout()
    first = shopper.page
    second = Shopper(
        first.context, home=shopper.home, card_pages=shopper.card_pages, language="en", email=shopper.email
    )
    second.open("/en/checkout/")
    shopper.fill_in(payment="cod")
    kept(shopper)
    second.page.fill("[name=note]", "Ring twice")
    second.page.locator("[name=note]").blur()
    kept(second)

    second.open("/en/checkout/")
    expect(second.page.locator("[name=name]")).to_have_value("Ана Петрова")
    expect(second.page.locator("[name=note]")).to_have_value("Ring twice")
    second.page.check("[name=terms]")
    shopper.place()
    second.place()

    assert Order.objects.filter(email=shopper.email).count() == 1
    assert order_in(first) == order_in(second.page)
    assert second.complaints == []


def test_a_double_tap_makes_one_order_and_the_way_back_shows_it(at_checkout):
    shopper = at_checkout()
    page = shopper.page
    shopper.fill_in(payment="cod")
    kept(shopper)

    with page.expect_navigation():
        shopper.order_button().dblclick()
    placed = order_in(page)
    assert Order.objects.filter(email=shopper.email).count() == 1

    page.go_back()

    page.wait_for_url("**/en/orders/**")
    assert order_in(page) == placed
    assert Order.objects.filter(email=shopper.email).count() == 1


def test_without_javascript_every_part_has_its_button(at_checkout):
    shopper = at_checkout("bg", java_script_enabled=False)
    page = shopper.page

    # The part's own button judges its own part, keeps what is wrong, and says where.
    page.fill("[name=email]", "ana@")
    page.fill("[name=name]", "Ана Петрова")
    shopper.follow(page.locator("button[value=save-contact]"))
    assert page.locator("[aria-invalid=true]").evaluate_all("all => all.map((one) => one.name)") == [
        "email",
        "phone",
    ]
    expect(page.locator("[name=name]")).to_have_value("Ана Петрова")
    page.fill("[name=email]", shopper.email)
    page.fill("[name=phone]", "0888 123 456")
    shopper.follow(page.locator("button[value=save-contact]"))
    assert page.locator("[aria-invalid=true]").count() == 0

    # Another country and back.
    page.select_option("[name=country]", "RO")
    shopper.follow(page.locator("#part-delivery button[value=update]"))
    expect(page.locator("[name=region]")).to_be_visible()
    page.select_option("[name=country]", "BG")
    shopper.follow(page.locator("#part-delivery button[value=update]"))
    expect(page.locator("[name=region]")).to_have_count(0)

    page.fill("[name=address_line1]", "ул. Шипка 6")
    page.fill("[name=postcode]", "1504")
    page.fill("[name=city]", "София")
    # Boxes open what belongs to them without a script.
    expect(page.locator("[name=recipient_name]")).to_be_hidden()
    page.check("[name=other_recipient]")
    page.fill("[name=recipient_name]", "Борис Иванов")
    page.fill("[name=recipient_phone]", "02 987 65 43")
    shopper.follow(page.locator("button[value=save-delivery]"))

    shopper.open("/checkout/")
    expect(page.locator("[name=recipient_name]")).to_have_value("Борис Иванов")
    page.check("#payment-cod")
    shopper.follow(page.locator("button[value=save-payment]"))
    page.check("[name=terms]")
    shopper.place()
    order = Order.objects.get(email=shopper.email)
    assert (order.name, order.buyer_name, order.phone) == ("Борис Иванов", "Ана Петрова", "+35929876543")
    assert Cart.objects.get(order=order).draft == {}
    page.go_back()
    assert shopper.path.startswith("/orders/")
