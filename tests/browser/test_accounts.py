"""From signing up to one's orders, and staff setting up a second factor, as they meet it in a browser."""

import re

import pytest
from django.conf import settings
from django.core import mail
from playwright.sync_api import expect

from accounts.models import Address, User
from accounts.tests.people import PASSWORD, code_of
from accounts.tests.test_enrolment import confirmed
from checkout.tests.factories import make_cart, make_contact, place
from orders.models import Order

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
ADMIN = f"/{settings.ADMIN_PATH}/"


def link_in_mail(shopper, part: str) -> str:
    """The path of the link in the latest mail to this shopper."""
    told = [sent for sent in mail.outbox if sent.to == [shopper.email]][-1]
    (link,) = [word for word in told.body.split() if part in word]
    assert link.startswith(shopper.home)
    return link.removeprefix(shopper.home)


def send(shopper) -> None:
    shopper.follow(shopper.page.locator("main form:has(.button) .button[type=submit]").first)


@pytest.mark.parametrize("language, options", [("bg", {}), ("en", PHONE)])
def test_from_signing_up_to_the_orders(visit, goods, language, options):
    # Given somebody who has ordered as a guest
    shopper = visit(language, **options)
    variant, _page = goods.new_product("Саксия за акаунт", price="21.00", stock=4)
    placed = place(make_cart((variant, 2)), contact=make_contact(email=shopper.email)).order
    # When they sign up
    shopper.open(shopper.at("/account/"))
    assert shopper.path == shopper.at("/account/login/")
    shopper.follow(shopper.page.locator(f"main a[href^='{shopper.at('/account/signup/')}']"))
    shopper.page.fill("[name=email]", shopper.email)
    shopper.page.fill("[name=password1]", "short")
    send(shopper)
    expect(shopper.page.locator("#id_password1_error")).to_be_visible()
    assert shopper.page.input_value("[name=email]") == shopper.email
    shopper.page.fill("[name=password1]", PASSWORD)
    send(shopper)
    expect(shopper.heading).to_have_text(shopper.words("Look into your mailbox"))
    # And confirm the address by the link in the mail
    shopper.open(link_in_mail(shopper, "/account/confirm-email/"))
    send(shopper)
    shopper.page.fill("[name=login]", shopper.email)
    shopper.page.fill("[name=password]", PASSWORD)
    send(shopper)
    assert shopper.path == shopper.at("/account/")
    # Then they keep an address
    menu = shopper.page.locator(".account__menu")
    shopper.follow(menu.locator(f"a[href='{shopper.at('/account/addresses/')}']"))
    shopper.follow(shopper.page.locator("main .button"))
    for name, value in {
        "name": "Ана Петрова",
        "phone": "0888 123 456",
        "address_line1": "ул. Шипка 6",
        "postcode": "1504",
        "city": "София",
    }.items():
        shopper.page.fill(f"[name={name}]", value)
    send(shopper)
    shopper.reads("ул. Шипка 6")
    assert Address.objects.get(user__email=shopper.email).is_delivery_default
    # And the order is among theirs
    shopper.follow(menu.locator(f"a[href='{shopper.at('/account/orders/')}']"))
    shopper.follow(shopper.page.get_by_role("link", name=str(placed.number)))
    shopper.reads("Саксия за акаунт")
    assert Order.objects.get(pk=placed.pk).customer.email == shopper.email


def test_a_guest_makes_an_account_on_the_orders_page(visit, goods):
    shopper = visit("bg")
    variant, _page = goods.new_product("Саксия за гост", price="21.00", stock=4)
    placed = place(make_cart((variant, 1)), contact=make_contact(email=shopper.email)).order
    shopper.open(link_in_mail(shopper, "/orders/"))

    shopper.page.fill("[name=password1]", PASSWORD)
    shopper.follow(shopper.page.locator("form[action$='/account/'] .button"))

    expect(shopper.heading).to_have_text(shopper.words("Look into your mailbox"))
    shopper.open(link_in_mail(shopper, "/account/confirm-email/"))
    send(shopper)
    assert Order.objects.get(pk=placed.pk).customer == User.objects.get(email=shopper.email)


def give_password(visitor, person) -> None:
    visitor.page.goto(visitor.home + ADMIN)
    assert visitor.path == "/account/login/"
    visitor.page.fill("[name=login]", person.email)
    visitor.page.fill("[name=password]", PASSWORD)
    send(visitor)


def test_staff_sets_up_an_app_and_enters(visit):
    visitor = visit("bg")
    person = confirmed("Marketer", visitor.email)
    give_password(visitor, person)
    assert visitor.path == "/account/2fa/"
    expect(visitor.page.locator("main .notice--warning")).to_be_visible()

    visitor.follow(visitor.page.locator("a[href='/account/2fa/totp/activate/']"))
    secret = visitor.page.locator("[data-totp-key]").inner_text()
    visitor.page.fill("[name=code]", code_of(secret))
    send(visitor)

    codes = visitor.page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    assert all(re.fullmatch(r"\d{8}", code) for code in codes)
    visitor.follow(visitor.page.locator("main .button"))
    visitor.page.goto(visitor.home + ADMIN)
    assert visitor.path == ADMIN


def test_staff_sets_up_a_passkey_and_enters_with_it(visit):
    visitor = visit("bg")
    person = confirmed("Marketer", visitor.email)
    devices = visitor.page.context.new_cdp_session(visitor.page)
    devices.send("WebAuthn.enable")
    phone = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": phone})
    give_password(visitor, person)

    visitor.follow(visitor.page.locator("a[href='/account/2fa/webauthn/add/']"))
    visitor.follow(visitor.page.locator("form[data-passkey] .button"))

    expect(visitor.page.locator(".recovery-codes code")).to_have_count(10)
    visitor.page.goto(visitor.home + ADMIN)
    assert visitor.path == ADMIN
    # And next time
    visitor.page.context.clear_cookies()
    give_password(visitor, person)
    assert visitor.path == "/account/2fa/authenticate/"
    with visitor.page.expect_navigation():
        visitor.page.locator("form[data-passkey] .button").click()
    visitor.page.wait_for_url(visitor.home + ADMIN)
