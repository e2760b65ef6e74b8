"""The link, asked for again."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.models import OutgoingMail
from orders.tests.factories import make_contact, make_order
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def order():
    return make_order(
        (make_sellable(), 1), payment_method="cod", contact=make_contact(email="ana@example.com")
    )


def ask(client, number, email, **options):
    return client.post(reverse("order-lookup"), {"number": number, "email": email}, **options)


def link_mails():
    return OutgoingMail.objects.filter(kind="order-link")


def test_number_and_address_that_belong_together_get_the_link(client, order):
    response = ask(client, order.number, "ANA@example.com", follow=True)

    mail = link_mails().get()
    assert mail.recipient == "ana@example.com"
    assert "http://testserver/orders/" in mail.body_text
    assert response.status_code == 200
    assert response.context["sent"]


@pytest.mark.parametrize("number, email", [(1, "ana@example.com"), (None, "eva@example.com")])
def test_the_answer_is_the_same_when_they_do_not(client, order, number, email):
    right = ask(client, order.number, "ana@example.com", follow=True)
    wrong = ask(client, number or order.number, email, follow=True)

    assert wrong.status_code == right.status_code
    assert wrong.redirect_chain == right.redirect_chain
    assert wrong.context["sent"]
    assert link_mails().count() == 1


@pytest.mark.parametrize(
    "number, email, field", [("", "a@b.bg", "number"), ("12", "", "email"), ("x", "a@b.bg", "number")]
)
def test_mistakes_are_shown_beside_their_field_and_nothing_is_lost(client, number, email, field):
    response = ask(client, number, email)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert f'value="{email or number}"' in response.content.decode()


def test_a_number_as_large_as_the_sky_is_a_mistake_and_not_a_crash(client):
    assert ask(client, "9" * 30, "a@b.bg").status_code == 422


def test_one_order_is_not_asked_for_for_ever(client, order):
    answers = [ask(client, order.number, "ana@example.com").status_code for _ in range(4)]

    assert answers == [302, 302, 302, 429]
    assert link_mails().count() == 3


def test_one_address_does_not_try_numbers_for_ever(client):
    answers = [ask(client, 100_000 + number, "ana@example.com").status_code for number in range(11)]

    assert answers[-1] == 429


def test_the_form_is_protected_and_not_stored(order):
    client_with_checks = Client(enforce_csrf_checks=True)

    assert ask(client_with_checks, order.number, "ana@example.com").status_code == 403
    page = client_with_checks.get(reverse("order-lookup"))
    assert "no-store" in page.headers["Cache-Control"]
    assert not link_mails().exists()


def test_every_page_leads_to_it(client, order):
    page = client.get(reverse("order-lookup"))

    assert page.content.decode().count(f'href="{reverse("order-lookup")}"') == 1
