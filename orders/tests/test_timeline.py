"""The buyer's history: what happened and what is to come, without names of staff, codes and mails."""

from decimal import Decimal

import pytest
from django.utils import translation

from core.actors import Actor
from orders.models import Order
from orders.selectors import read_order_page
from orders.services.cancel import cancel
from orders.services.notes import add_note
from orders.services.refund import refund
from orders.services.shipping import ship
from orders.tests.factories import make_order
from orders.tests.provider import paid_order
from orders.timeline import timeline
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db
MARIA = Actor("staff", 7, "Мария Иванова")


@pytest.fixture
def mug():
    return make_sellable(price="12.90", stock=5)


def told(order: Order) -> list[tuple[str, bool]]:
    """Return title and whether it has happened, in English."""
    with translation.override("en"):
        return [(moment.title, moment.at is not None) for moment in timeline(read_order_page(order))]


def test_an_order_that_waits_has_two_things_ahead(mug):
    order = make_order((mug, 1))

    assert told(order) == [("Order received", True), ("Payment", False), ("Sent to you", False)]


def test_cash_on_delivery_has_one_thing_ahead(mug):
    order = make_order((mug, 1), payment_method="cod")

    assert told(order) == [("Order received", True), ("Sent to you", False)]


def test_the_whole_road(stripe, mug, committing):
    order = paid_order(stripe, (mug, 2))
    add_note(order_id=order.pk, text="Nervous buyer", actor=MARIA)
    ship(
        order_id=order.pk,
        carrier="Speedy",
        tracking_number="BG1",
        tracking_url="https://t.example/1",
        actor=MARIA,
    )
    with committing():
        refund(order_id=order.pk, amount=Decimal("5.00"), actor=MARIA, reason="A chip")
    order.refresh_from_db()

    with translation.override("en"):
        moments = timeline(read_order_page(order))

    assert [moment.title for moment in moments] == [
        "Order received",
        "Payment received",
        "Parcel sent",
        "Refund asked for",
        "Refund done",
    ]
    assert (moments[1].note, moments[4].note) == ("€31.70", "€5.00")
    assert (moments[2].note, moments[2].link) == ("Speedy BG1", "https://t.example/1")
    said = " ".join(f"{moment.title} {moment.note}" for moment in moments)
    assert "Мария" not in said
    assert "Nervous" not in said


def test_a_cancelled_order_stops(mug):
    order = make_order((mug, 1), payment_method="cod")
    cancel(order_id=order.pk, actor=MARIA, reason="sold out")
    order.refresh_from_db()

    moments = timeline(read_order_page(order))

    assert told(order) == [("Order received", True), ("Order cancelled", True)]
    assert moments[-1].stopped
