"""A copy of one's data, and the end of an account."""

import json

import pytest
from allauth.account.models import EmailAddress

from accounts.models import Address, User
from accounts.services.addresses import save_address
from accounts.tests.people import PASSWORD, client_of, make_person
from checkout.models import Cart
from checkout.tests.factories import make_cart
from core.personal_data import registered
from orders.models import Order
from orders.tests.factories import make_order
from products.tests.factories import make_sellable
from promotions.models import CustomerGroup

pytestmark = pytest.mark.django_db
ANA = "ana@example.com"


@pytest.fixture
def ana(client) -> User:
    """Somebody with an address, a group and an order, who has just signed in."""
    person = make_person(email=ANA)
    EmailAddress.objects.create(user=person, email=ANA, verified=True, primary=True)
    save_address(
        user=person,
        values={
            "name": "Ана",
            "phone": "+359888123456",
            "address_line1": "ул. Шипка 6",
            "postcode": "1504",
            "city": "София",
            "country": "BG",
        },
    )
    CustomerGroup.objects.create(name="Partners").customers.add(person)
    Order.objects.filter(pk=make_order().pk).update(customer=person, email=ANA)
    client.post("/account/login/", {"login": ANA, "password": PASSWORD})
    return person


def test_the_copy_has_everything(client, ana):
    answer = client.post("/account/data/")

    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    data = json.loads(answer.content)
    assert data["account"]["email"] == ANA
    assert data["confirmed_emails"] == [ANA]
    assert data["addresses"][0]["address_line1"] == "ул. Шипка 6"
    assert data["customer_groups"] == ["Partners"]
    order = Order.objects.get()
    assert [(row["number"], row["total_gross"]) for row in data["orders"]] == [
        (str(order.number), str(order.total_gross))
    ]
    assert PASSWORD not in answer.content.decode()
    assert client.get("/account/data/").status_code == 405


def test_the_copy_holds_what_was_typed_into_cart_and_checkout(client, ana):
    cart = make_cart(
        (make_sellable(title="Чаша"), 2),
        customer=ana,
        postcode="1504",
        vat_number="BG999999999",
        gift_message="Честит празник",
        draft={"name": "Мария", "company_person": "Ана Петрова"},
    )
    cart.lines.update(note="Със син печат", gift_message="За Мария")
    Order.objects.update(
        buyer_name="Ана Петрова", gift_message="За теб", company_person="Иван", vat_check={"valid": True}
    )
    Order.objects.get().lines.update(note="Без опаковка")

    data = json.loads(client.post("/account/data/").content)

    (held,) = data["cart"]
    assert (held["postcode"], held["vat_number"], held["gift_message"]) == (
        "1504",
        "BG999999999",
        "Честит празник",
    )
    assert held["draft"] == {"name": "Мария", "company_person": "Ана Петрова"}
    assert held["lines"] == [
        {
            "product": "Чаша",
            "quantity": 2,
            "saved_for_later": False,
            "note": "Със син печат",
            "gift_message": "За Мария",
        }
    ]
    (order,) = data["orders"]
    assert (order["buyer_name"], order["gift_message"], order["company_person"], order["vat_check"]) == (
        "Ана Петрова",
        "За теб",
        "Иван",
        {"valid": True},
    )
    assert {line["note"] for line in order["lines"]} == {"Без опаковка"}


def test_a_closed_account_takes_its_cart_along_and_nobody_elses(client, ana):
    mug = make_sellable(title="Чаша")
    make_cart((mug, 1), customer=ana, draft={"name": "Ана"})
    ordered = make_cart(customer=ana, state=Cart.State.ORDERED, vat_number="BG999999999", postcode="1504")
    strangers = make_cart((mug, 1), draft={"name": "Борис"})

    client.post("/account/close/")

    assert set(Cart.objects.values_list("pk", flat=True)) == {ordered.pk, strangers.pk}
    ordered.refresh_from_db()
    assert (ordered.customer_id, ordered.vat_number, ordered.postcode) == (None, "", "")
    strangers.refresh_from_db()
    assert strangers.draft == {"name": "Борис"}


def test_the_copy_and_the_end_ask_for_the_password_when_the_sign_in_was_long_ago(client, ana):
    client.force_login(ana)
    session = client.session
    session.pop("account_authentication_methods")
    session.save()

    assert client.post("/account/data/")["Location"].startswith("/account/reauthenticate/")
    assert client.post("/account/close/")["Location"].startswith("/account/reauthenticate/")
    assert User.objects.filter(email=ANA).exists()


def test_a_closed_account_is_gone_and_its_orders_stay(client, ana):
    assert client.get("/account/close/").status_code == 200

    page = client.post("/account/close/")

    assert page.status_code == 200
    assert "_auth_user_id" not in client.session
    assert (User.objects.count(), Address.objects.count(), EmailAddress.objects.count()) == (0, 0, 0)
    assert CustomerGroup.objects.get().customers.count() == 0
    order = Order.objects.get()
    assert (order.customer_id, order.email) == (None, ANA)


def test_an_account_of_staff_is_not_closed_from_the_shop():
    client = client_of("Marketer")
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/"})

    assert client.post("/account/close/")["Location"] == "/account/"
    assert User.objects.filter(email="marketer@vitrina.example").exists()


def test_addresses_and_factors_are_in_the_register():
    tables = {entry.model for entry in registered()}

    assert {
        "accounts.Address",
        "account.EmailAddress",
        "mfa.Authenticator",
    } <= tables
