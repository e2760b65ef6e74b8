"""Who orders, who receives, who the invoice is for: from the form to the order."""

import pytest

from checkout.models import Cart
from checkout.services.cart_joining import reopen_cart
from checkout.tests.factories import make_cart, make_shop, typed
from checkout.tests.pages import address, assert_nothing_ordered, post
from core.mail_writing import complete
from core.models import OutgoingMail
from orders.models import Order
from products.tests.factories import make_sellable
from shipping.models import DeliveryMethod, DeliveryZone
from shipping.tests.factories import make_method, make_rate, make_zone

pytestmark = pytest.mark.django_db

COMPANY = {
    "wants_invoice": "on",
    "company_name": "Фирма ООД",
    "company_number": "831641791",
    "vat_number": "BG831641791",
    "company_address": "Пловдив, ул. Гладстон 1",
    "company_person": "Вера Димова",
}


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


@pytest.fixture
def cart():
    return make_cart((make_sellable(title="Mug", price="12.90", stock=5), 2))


@pytest.fixture
def client(cart, holding):
    return holding(cart)


def company_of(order):
    return (
        order.company_name,
        order.company_number,
        order.company_vat_number,
        order.company_address,
        order.company_person,
    )


def test_an_order_without_anything_special(client, cart):
    post(
        client, cart, **(COMPANY | {"wants_invoice": "", "company_number": "no number at all, far too long"})
    )

    order = Order.objects.get()
    assert company_of(order) == ("", "", "", "", "")
    assert (order.name, order.buyer_name, order.is_gift, order.gift_message) == ("Ана Петрова", "", False, "")
    assert (order.region, order.phone) == ("", "+359888123456")


def test_somebody_else_receives_the_parcel(client, cart):
    post(
        client,
        cart,
        phone="",
        other_recipient="on",
        recipient_name=" Борис  Иванов ",
        recipient_phone="02 987 65 43",
    )

    order = Order.objects.get()
    assert (order.name, order.phone) == ("Борис Иванов", "+35929876543")
    assert order.buyer_name == "Ана Петрова"


@pytest.mark.parametrize(
    "field, value, message",
    [
        ("recipient_name", " ", "Enter the name of the person who receives the parcel."),
        ("recipient_phone", "", "Enter a phone number that the courier can call."),
        ("recipient_phone", "12345", "Enter a phone number such as 0888 123 456"),
    ],
)
def test_the_other_person_is_asked_for(client, cart, field, value, message):
    good = {"other_recipient": "on", "recipient_name": "Борис", "recipient_phone": "029876543"}

    response = post(client, cart, **(good | {field: value}))

    html = response.content.decode()
    assert response.status_code == 422
    assert html.count(message) == 2
    assert f'href="#id_{field}"' in html
    assert_nothing_ordered(cart)


def test_a_gift_and_its_words(client, cart):
    post(client, cart, is_gift="on", gift_message="Честит рожден ден!")

    order = Order.objects.get()
    assert (order.is_gift, order.gift_message) == (True, "Честит рожден ден!")
    cart.refresh_from_db()
    assert (cart.draft, cart.gift_message) == ({}, "")


def test_words_without_a_gift_stay_away(client, cart):
    post(client, cart, gift_message="Честит рожден ден!")

    assert Order.objects.get().gift_message == ""


def test_an_invoice_for_a_company(client, cart):
    post(client, cart, **COMPANY)

    assert company_of(Order.objects.get()) == (
        "Фирма ООД",
        "831641791",
        "BG831641791",
        "Пловдив, ул. Гладстон 1",
        "Вера Димова",
    )


def test_numbers_as_people_write_them(client, cart):
    post(client, cart, **(COMPANY | {"company_number": "831 641 791", "vat_number": "bg 831-641-791"}))

    assert company_of(Order.objects.get())[1:3] == ("831641791", "BG831641791")


def test_a_company_without_a_vat_number_and_without_a_person(client, cart):
    post(client, cart, **(COMPANY | {"vat_number": "", "company_person": ""}))

    assert company_of(Order.objects.get())[1:] == ("831641791", "", "Пловдив, ул. Гладстон 1", "")


WRONG = {
    "company_name": ("", "Enter the name of the company."),
    "company_address": (" ", "Enter the address of the company."),
    "company_number": ("", "Enter the company number (ЕИК)."),
    "company_number-check": ("831641792", "This is not a valid company number (ЕИК): check its digits."),
    "vat_number": ("BG831641792", "This cannot be a VAT number of that country: check its digits."),
    "vat_number-country": ("US831641791", "Begin the VAT number with the two letters of its EU country"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_a_company_is_said_beside_its_field(client, cart, case):
    value, message = WRONG[case]
    field = case.split("-")[0]

    response = post(client, cart, **(COMPANY | {field: value}))

    html = response.content.decode()
    assert response.status_code == 422
    assert html.count(message) == 2
    assert f'id="id_{field}_error"' in html
    assert "Вера Димова" in html
    assert_nothing_ordered(cart)


def test_a_company_of_another_state_has_a_number_of_its_own_kind(client, cart):
    post(client, cart, **(COMPANY | {"company_number": "HRB 86891", "vat_number": "DE136695976"}))

    assert company_of(Order.objects.get())[1:3] == ("HRB 86891", "DE136695976")


def test_delivery_abroad_asks_for_no_bulgarian_number(client, cart):
    fields = {
        "country": "RO",
        "postcode": "060274",
        "region": "Cluj",
        "phone": "0712 345 678",
        "delivery": "eu",
        "payment": "card",
    }
    post(client, cart, **(COMPANY | fields | {"company_number": "J40/123/2020", "vat_number": ""}))

    order = Order.objects.get()
    assert company_of(order)[1] == "J40/123/2020"
    assert (order.phone, order.region, order.postcode) == ("+40712345678", "Cluj", "060274")


def test_a_region_from_the_list_is_compulsory_where_the_country_has_one(client, cart):
    make_method(make_zone("IT", position=2), code="far", price="19.00", name_en="Far away")
    fields = {
        "country": "IT",
        "postcode": "00144",
        "city": "Roma",
        "delivery": "far",
        "phone": "+39 312 345 6789",
    }

    for region, message in (("", "Choose the province."), ("Шипка", "Choose a region from the list.")):
        response = post(client, cart, **fields, region=region)
        assert response.status_code == 422
        assert response.content.decode().count(message) == 2
        assert_nothing_ordered(cart)

    assert post(client, cart, **fields, region="Roma").status_code == 303
    assert Order.objects.get().region == "Roma"


def test_a_screen_reader_hears_which_parts_of_an_address_are_compulsory(client):
    html = client.get(address()).content.decode()

    heard = {
        name: 'aria-required="true"' in html.split(f'name="{name}"')[1].split(">")[0]
        for name in ("address_line1", "address_line2", "postcode", "city")
    }
    assert heard == {"address_line1": True, "address_line2": False, "postcode": True, "city": True}


def test_changing_the_order_brings_everything_back_into_the_form(client, cart):
    fields = {
        "other_recipient": "on",
        "recipient_name": "Борис Иванов",
        "recipient_phone": "029876543",
        "is_gift": "on",
        "gift_message": "Честито!",
        "note": "Ring twice",
    }
    post(client, cart, **COMPANY, **fields)
    again = reopen_cart(Order.objects.get())

    draft = again.draft
    assert (draft["name"], draft["recipient_name"], draft["recipient_phone"]) == (
        "Ана Петрова",
        "Борис Иванов",
        "+35929876543",
    )
    assert {name: draft[name] for name in COMPANY} == COMPANY
    assert draft["other_recipient"] == "on"
    assert (again.is_gift, again.gift_message, again.postcode) == (True, "Честито!", "1504")
    assert again.vat_number == "BG831641791"
    assert Cart.objects.filter(state="open").get() == again


def test_two_presses_with_different_words_make_one_order(client, cart):
    """Two tabs: the second one comes after the order and changes nothing on it."""
    first = client.post(address(), typed(cart, note="first"))
    second = client.post(address(), typed(cart, note="second"))

    assert Order.objects.get().note == "first"
    assert first["Location"].split("?")[0].startswith("/en/orders/")
    assert second["Location"].startswith("/en/orders/")


def test_the_order_is_shown_as_its_country_writes_it(client, cart):
    """The county of Romania, a number that can be dialled from here, and who ordered for whom."""
    make_rate(DeliveryMethod.objects.get(code="door"), DeliveryZone.objects.get(name="RO"))
    fields = {"country": "RO", "postcode": "060 274", "city": "Bucuresti", "region": "Sector 6"}
    other = {"other_recipient": "on", "recipient_name": "Ion", "recipient_phone": "0712 345 678"}

    page = client.get(post(client, cart, **fields, **other)["Location"]).content.decode()

    lines = ("Ion", "ул. Шипка 6", "060274 Sector 6 Bucuresti", "Romania", "+40 712 345 678")
    assert "<br>".join(lines) in page
    assert "<dt>Ordered by</dt><dd>Ана Петрова</dd>" in page
    mail = OutgoingMail.objects.latest("pk")
    complete(mail)
    assert "\n".join(lines) in mail.body_text
    assert "<br>".join(lines) in mail.body_html
