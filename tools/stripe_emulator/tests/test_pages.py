"""The hosted page over plain HTTP and in Chromium, with and without JavaScript."""

import re
import threading

import pytest
from playwright.sync_api import expect

from tools.stripe_emulator.money import display
from tools.stripe_emulator.tests.conftest import EUR_ITEM


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(browser, request):
    """A page on a phone; the shop's address is answered by the test itself."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=request.param)
    page = context.new_page()
    page.route(
        "http://127.0.0.1:8000/**",
        lambda route: route.fulfill(body="<h1>Shop</h1>", content_type="text/html"),
    )
    yield page
    context.close()


def fill(page, number, email=None):
    if email:
        page.get_by_test_id("email").fill(email)
    page.get_by_test_id("card-number").fill(number)
    page.get_by_test_id("expiry").fill("12 / 34")
    page.get_by_test_id("cvc").fill("123")
    page.get_by_test_id("name").fill("Ана Петрова")


@pytest.mark.browser
def test_a_buyer_is_declined_corrects_the_card_and_comes_back_to_the_shop(page, api, session):
    created = session(
        locale="bg",
        customer_email="ana@example.com",
        line_items=[{**EUR_ITEM, "quantity": 2}],
        client_reference_id="r",
    )
    page.goto(created.url)
    expect(page.get_by_test_id("test-banner")).to_contain_text("Тестови плащания")
    expect(page.get_by_test_id("email")).to_have_value("ana@example.com")
    expect(page.get_by_test_id("line-item")).to_contain_text("Количество 2, по 40,00")
    expect(page.get_by_test_id("cancel")).to_have_attribute("href", "http://127.0.0.1:8000/back/")
    expect(page.get_by_test_id("test-cards")).to_contain_text("4242 4242 4242 4242")
    pay = page.get_by_role("button", name="Плати 80,00 €")
    fill(page, "4000 0000 0000 9995")
    pay.click()
    expect(page.get_by_test_id("error")).to_have_text(
        "По картата няма достатъчно средства. Опитайте с друга карта."
    )
    expect(page.get_by_test_id("name")).to_have_value("Ана Петрова")
    fill(page, "4242 4242 4242 4242")
    pay.click()
    page.wait_for_url(f"http://127.0.0.1:8000/thanks/?session={created.id}")
    assert api.v1.checkout.sessions.retrieve(created.id).payment_status == "paid"


@pytest.mark.browser
def test_three_d_secure_in_english(page, api, session):
    created = session(locale="en")
    page.goto(created.url)
    fill(page, "4000002500003155", email="joe@example.com")
    page.get_by_role("button", name="Pay €40.00").click()
    page.get_by_test_id("3ds-fail").click()
    expect(page.get_by_test_id("error")).to_contain_text("unable to authenticate")
    fill(page, "4000002500003155", email="joe@example.com")
    page.get_by_test_id("pay").click()
    page.get_by_test_id("3ds-complete").click()
    page.wait_for_url(re.compile(r"/thanks/"))
    assert api.v1.checkout.sessions.retrieve(created.id).customer_details.email == "joe@example.com"


@pytest.mark.browser
def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(page, api, session):
    created = session(locale="en")
    page.goto(created.url)
    page.get_by_test_id("email").fill("joe")
    page.get_by_test_id("card-number").fill("4242 4242 4242 4241")
    page.get_by_test_id("pay").click()
    expect(page.get_by_test_id("error-card-number")).to_have_text("Your card number is invalid.")
    expect(page.get_by_test_id("error-email")).to_have_text("Enter a complete e-mail address.")
    expect(page.get_by_test_id("error-expiry")).to_be_visible()
    expect(page.get_by_test_id("error-cvc")).to_be_visible()
    expect(page.get_by_test_id("error-name")).to_have_text("This field is required.")
    expect(page.get_by_test_id("email")).to_have_value("joe")
    expect(page.get_by_test_id("card-number")).to_have_value("4242 4242 4242 4241")
    assert api.v1.payment_intents.list().data == []


@pytest.mark.browser
def test_cancelling_leads_back_and_an_expired_page_says_so(page, emulator, session):
    created = session(locale="en")
    page.goto(created.url)
    page.get_by_test_id("cancel").click()
    page.wait_for_url("http://127.0.0.1:8000/back/")
    emulator.control.expire_session(created.id)
    page.goto(created.url)
    expect(page.get_by_role("heading")).to_have_text("This page has expired")


@pytest.mark.browser
def test_staff_refund_in_the_dashboard(page, emulator, api, paid):
    done = paid()
    page.goto(emulator.url)
    page.get_by_label("Amount in minor units, at most 4000").fill("1500")
    page.get_by_test_id("dashboard_refund").click()
    expect(page.get_by_label("Amount in minor units, at most 2500")).to_be_visible()
    refund = api.v1.refunds.list().data[0]
    assert (refund.amount, refund.payment_intent) == (1500, done.payment_intent)


@pytest.mark.parametrize("card, charged", [("4242424242424242", 4000), ("4000000000000002", 0)])
def test_an_impatient_double_click_charges_once(emulator, api, session, card, charged):
    """Both requests carry the form as it was shown; the second finds the work done."""
    created = session()
    form = {
        "attempt": "0",
        "email": "joe@example.com",
        "card_number": card,
        "expiry": "12/34",
        "cvc": "123",
        "name": "Joe",
    }
    answers = []

    def send():
        answers.append(emulator.control.submit_page(created.id, form))

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    charges = api.v1.charges.list().data
    assert [charge.amount_captured for charge in charges] == [charged]
    assert {answer.status for answer in answers} == ({303} if charged else {402})


def test_a_paid_session_cannot_be_paid_again(emulator, api, session):
    created = session()
    emulator.control.complete_session(created.id)
    again = emulator.control.complete_session(created.id, "4000000000000002")
    assert again.location == f"http://127.0.0.1:8000/thanks/?session={created.id}"
    assert len(api.v1.charges.list().data) == 1


def test_another_card_may_take_the_place_of_one_being_authenticated(emulator, api, session):
    created = session()
    form = {"attempt": "0", "email": "j@example.com", "expiry": "12/34", "cvc": "123", "name": "Joe"}
    first = emulator.control.submit_page(created.id, {**form, "card_number": "4000000000003220"})
    assert first.location.startswith("/c/3ds/pi_")
    assert (
        emulator.control.submit_page(created.id, {**form, "card_number": "4000000000003220"}).location
        == first.location
    )
    assert emulator.control.submit_page(created.id, {**form, "card_number": "4242424242424242"}).status == 303
    assert api.v1.checkout.sessions.retrieve(created.id).payment_status == "paid"
    assert len(api.v1.charges.list().data) == 1


def test_what_the_shop_sends_cannot_become_html(emulator, session):
    created = session(
        line_items=[
            {**EUR_ITEM, "price_data": {**EUR_ITEM["price_data"], "product_data": {"name": "<b>x</b>"}}}
        ]
    )
    answer = emulator.control.complete_session(created.id, "1", name='"><script>')
    assert "&lt;b&gt;x&lt;/b&gt;" in answer.html
    assert "<script" not in answer.html


@pytest.mark.parametrize(
    "amount, code, locale, text",
    [
        (1234, "eur", "en", "€12.34"),
        (1234, "eur", "bg", "12,34\u00a0€"),
        (5, "eur", "en", "€0.05"),
        (123456789, "eur", "en", "€1,234,567.89"),
        (123456, "eur", "bg", "1234,56\u00a0€"),
        (1234567, "eur", "bg", "12\u00a0345,67\u00a0€"),
        (-1999, "eur", "en", "-€19.99"),
        (500, "jpy", "en", "¥500"),
        (1999, "ron", "en", "RON\u00a019.99"),
    ],
)
def test_amounts_read_as_people_write_them(amount, code, locale, text):
    assert display(amount, code, locale) == text
