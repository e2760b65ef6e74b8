"""The checkout on a phone: every part is kept as it is filled in, with scripts and without, in two tabs and after the way back."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from checkout.models import Cart
from orders.models import Order
from shipping.models import DeliveryMethod, DeliveryZone
from shipping.tests.factories import make_method, make_place
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
    shopper.follow(page.locator("[data-part=country] button[value=update]"))
    expect(page.locator("[name=region]")).to_be_visible()
    page.select_option("[name=country]", "BG")
    shopper.follow(page.locator("[data-part=country] button[value=update]"))
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


@pytest.fixture
def collect():
    """The shop lets its orders be collected, for as long as the test lasts; returns the id of that choice."""
    zone = DeliveryZone.objects.get(name="BG")
    method = make_method(zone, code="shop", kind="pickup", price="0.00", position=9, name_en="Collect")
    yield f"#delivery-shop--{make_place(method).pk}"
    DeliveryMethod.objects.filter(pk=method.pk).delete()


def test_collecting_takes_the_address_away_and_the_courier_brings_it_back(at_checkout, collect):
    shopper = at_checkout()
    page = shopper.page
    page.fill("[name=address_line1]", "ул. Шипка 6")
    page.fill("[name=city]", "София")

    page.locator(collect).check()

    expect(page.locator("[name=address_line1]")).to_have_count(0)
    expect(page.locator("[data-part=address]")).to_contain_text("no address is needed")
    expect(page.locator(collect)).to_be_focused()
    shopper.look()
    page.locator("#delivery-door").check()
    expect(page.locator("[name=address_line1]")).to_have_value("ул. Шипка 6")
    expect(page.locator("[name=city]")).to_have_value("София")

    page.locator(collect).check()
    expect(page.locator("[name=address_line1]")).to_have_count(0)
    for name, value in {"email": shopper.email, "name": "Ana Petrova", "phone": "0888 123 456"}.items():
        page.fill(f"[name={name}]", value)
    page.check("#payment-cod")
    page.check("[name=terms]")
    kept(shopper)
    shopper.place()
    order = Order.objects.get(email=shopper.email)
    assert (order.address_line1, order.name) == ("", "Ana Petrova")
    assert order.pickup_place.startswith("6 Shipka St")


def test_collecting_without_javascript(at_checkout, collect):
    shopper = at_checkout(java_script_enabled=False)
    page = shopper.page
    for name, value in {"email": shopper.email, "name": "Ana Petrova", "phone": "0888 123 456"}.items():
        page.fill(f"[name={name}]", value)

    page.check(collect)
    shopper.follow(page.locator("#id_delivery button[value=update]"))

    expect(page.locator("[name=address_line1]")).to_have_count(0)
    page.check("#payment-cod")
    page.check("[name=terms]")
    shopper.follow(page.locator("#part-payment button[value=save-payment]"))
    shopper.place()
    assert Order.objects.get(email=shopper.email).pickup_place


def test_what_was_put_right_is_not_complained_about_any_longer(at_checkout, collect):
    shopper = at_checkout()
    page = shopper.page
    page.fill("[name=name]", "Ana")
    shopper.place()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary.locator("a")).to_have_count(6)

    # Put right beside the field; the entry above goes with it, and nothing else does.
    page.fill("[name=email]", shopper.email)
    page.locator("[name=email]").blur()
    expect(page.locator("#id_email_error")).to_have_count(0)
    expect(page.locator("[name=email]")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=email]")).to_have_attribute("aria-describedby", "id_email_helptext")
    expect(summary.locator("a")).to_have_count(5)
    expect(page.locator("[name=phone]")).to_have_attribute("aria-invalid", "true")

    # Emptied again, it stays complained about.
    page.fill("[name=phone]", " ")
    page.fill("[name=phone]", "")
    page.locator("[name=phone]").blur()
    expect(page.locator("#id_phone_error")).to_be_visible()

    # What is not asked for any more is not listed either.
    kept(shopper)
    page.locator(collect).check()
    expect(summary.locator("a")).to_have_count(2)
    page.fill("[name=phone]", "0888 123 456")
    page.check("[name=terms]")
    expect(summary).to_have_count(0)
    shopper.look()


def test_signing_in_or_out_in_another_tab_does_not_stop_the_order(at_checkout):
    """The token of the page is worthless from then on; the next thing that is typed fetches one that counts."""
    shopper = at_checkout()
    page = shopper.page
    shopper.fill_in(payment="cod")
    kept(shopper)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)

    page.fill("[name=note]", "Ring twice")
    page.locator("[name=note]").blur()
    kept(shopper)

    # The one refusal, after which the script asked for another token.
    assert shopper.complaints == [f"403: {shopper.home}/en/checkout/save/"]
    shopper.complaints.clear()
    assert Cart.objects.get(draft__note="Ring twice").draft["email"] == shopper.email
    shopper.place()
    assert Order.objects.get(email=shopper.email).note == "Ring twice"
