"""Registers can be looked at by those who may, and changed by nobody."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.people import client_of
from core.models import OutgoingMail
from products.models import RestockRequest
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db

REGISTERS = [
    ("core_outgoingmail", "Order staff", "Marketer"),
    ("payments_incomingevent", "Manager", "Order staff"),
    ("products_restockrequest", "Marketer", "Order staff"),
    ("core_auditentry", "Manager", "Marketer"),
]


@pytest.mark.parametrize(("name", "may", "may_not"), REGISTERS)
def test_a_register_opens_for_those_who_may_and_for_no_one_else(name, may, may_not):
    url = reverse(f"{name}_modeladmin_index")

    assert client_of(may).get(url).status_code == 200
    assert client_of(may_not).get(url).status_code == 302


@pytest.mark.parametrize(("name", "may", "may_not"), REGISTERS)
def test_nobody_adds_a_row_by_hand(name, may, may_not):
    answer = client_of("Manager").get(reverse(f"{name}_modeladmin_create"))

    assert answer.status_code in (302, 403)


def test_the_register_of_restock_requests_shows_masked_addresses_only():
    mug = make_sellable(title="Mug", stock=0)
    RestockRequest.objects.create(variant=mug, email="ana.petrova@example.com", language="bg")
    marketer = client_of("Marketer")

    html = marketer.get(reverse("products_restockrequest_modeladmin_index")).content.decode()
    assert "a•••@e•••.com" in html
    assert "ana.petrova" not in html
    assert reverse("products:detail", args=[mug.product_id]) in html

    found = marketer.get(reverse("products_restockrequest_modeladmin_index"), {"q": "ana.petrova"})
    assert "a•••@e•••.com" not in found.content.decode()


def test_a_notice_of_a_restock_leads_to_no_order():
    now = timezone.now()
    OutgoingMail.objects.create(
        kind="restock",
        event_key="restock-1",
        reference=str(uuid.uuid4()),
        recipient="forgotten@mail.invalid",
        language="bg",
        subject="Mug is back",
        message_id="<1@shop>",
        state="sent",
        next_attempt_at=now,
        sent_at=now,
    )
    html = client_of("Order staff").get(reverse("core_outgoingmail_modeladmin_index")).content.decode()
    assert "Отново в наличност" in html
    assert "?q=" not in html.split("forgotten@mail.invalid")[0].split("Отново в наличност")[1]


def _sent(kind: str, key: str) -> None:
    OutgoingMail.objects.create(
        kind=kind,
        event_key=key,
        recipient=f"{key}@example.com",
        language="bg",
        next_attempt_at=timezone.now(),
        message_id=f"<{key}@shop>",
    )


def test_mails_are_filtered_by_kinds_that_have_names():
    for kind, key in (
        ("order-received", "one"),
        ("shipped", "two"),
        ("staff-oss-80", "three"),
        ("staff-stock", "four"),
    ):
        _sent(kind, key)
    clerk, url = client_of("Order staff"), reverse("core_outgoingmail_modeladmin_index")

    html = clerk.get(url).content.decode()
    narrowed = clerk.get(url, {"kind": "shipped"}).content.decode()
    notices = clerk.get(url, {"kind": "staff-oss-80"}).content.decode()

    assert ">order-received<" not in html.replace("\n", "").replace(" ", "")
    assert html.count("Съобщение до екипа") + html.count("Известие до екипа") >= 1
    assert "two@example.com" in narrowed
    assert "one@example.com" not in narrowed
    assert "three@example.com" in notices
    assert "four@example.com" in notices
    assert "two@example.com" not in notices
