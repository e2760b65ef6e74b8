"""Two clerks and one order: the second is told, and neither money nor goods leave twice."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.tests.people import client_of, make_person
from core.actors import Actor
from core.tests.threads import in_threads
from orders.models import Order, Refund, Shipment
from orders.services.payment import mark_cash_received
from orders.staff.guards import RefundedMeanwhile, SentMeanwhile, refund_as_seen, ship_as_seen
from orders.tests.factories import make_order
from products.models import Stock, Variant
from products.tests.factories import make_sellable

at_once = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def make_paid_order(pieces: int = 4) -> tuple[Order, Variant]:
    """Return an order of pots at 12.00 with 5.90 for delivery, paid in cash but not sent yet."""
    pot = make_sellable(title="Саксия", price="12.00", stock=10, sku="POT-1")
    order = make_order((pot, pieces), payment_method="cod")
    mark_cash_received(order_id=order.pk, actor=Actor.staff(make_person("Manager")))
    return order, pot


def two_clerks() -> list[User]:
    return [make_person("Order staff", email=f"{name}@vitrina.example") for name in ("ana", "boris")]


@at_once
def test_two_clerks_who_refund_a_part_at_once_refund_it_once():
    """Both pages offer 53.90 and both clerks press for 10.00: the row lock lets one through, the other hears of it."""
    order, _pot = make_paid_order()

    def press(clerk: User):
        return lambda: refund_as_seen(
            order_id=order.pk,
            amount=Decimal("10.00"),
            seen=Decimal("53.90"),
            actor=Actor.staff(clerk),
            reason="scratch",
        )

    results = in_threads(*[press(clerk) for clerk in two_clerks()])

    assert sorted(type(result).__name__ for result in results) == [RefundedMeanwhile.__name__, "list"]
    assert Refund.objects.get().amount == Decimal("10.00")


@at_once
def test_two_clerks_who_send_a_part_at_once_send_it_once():
    """Both see four pots and pack two: without the guard four would leave the books."""
    order, pot = make_paid_order(pieces=4)
    line = order.lines.get(kind="goods")

    def press(clerk: User):
        return lambda: ship_as_seen(
            order_id=order.pk,
            quantities={line.pk: 2},
            seen=0,
            carrier="",
            tracking_number="",
            tracking_url="",
            actor=Actor.staff(clerk),
        )

    results = in_threads(*[press(clerk) for clerk in two_clerks()])

    assert sorted(type(result).__name__ for result in results) == sorted(["Shipment", SentMeanwhile.__name__])
    assert Shipment.objects.count() == 1
    stock = Stock.objects.get(variant=pot)
    assert (stock.on_hand, stock.reserved) == (8, 2)


@pytest.mark.django_db
def test_a_button_pressed_twice_refunds_once_and_the_page_can_be_used_again():
    order, _pot = make_paid_order()
    clerk = client_of("Order staff")
    url = reverse("orders:refund", args=[order.pk])
    typed = {"refund-amount": "10,00", "refund-seen": "53.90", "refund-reason": "scratch"}

    first, second = clerk.post(url, typed), clerk.post(url, typed)

    assert (first.status_code, second.status_code) == (302, 422)
    assert Refund.objects.count() == 1
    form = next(card.form for card in second.context["cards"] if card.action.name == "refund")
    assert form.non_field_errors()
    assert form["reason"].value() == "scratch"
    # The page that was sent back shows what is left now, so that whoever has looked may press again.
    assert 'name="refund-seen" value="43.90"' in second.content.decode()
    assert clerk.post(url, typed | {"refund-seen": "43.90"}).status_code == 302


@pytest.mark.django_db
def test_a_page_from_before_the_first_parcel_sends_nothing():
    order, _pot = make_paid_order(pieces=4)
    line = order.lines.get(kind="goods")
    clerk = client_of("Order staff")
    url = reverse("orders:ship", args=[order.pk])
    typed = {f"ship-line-{line.pk}": "2", "ship-seen": "0", "ship-tracking_number": "1051"}
    clerk.post(url, typed)

    answer = clerk.post(url, typed)

    assert answer.status_code == 422
    assert Shipment.objects.count() == 1
    line.refresh_from_db()
    assert line.fulfilled == 2
    assert 'name="ship-seen" value="1"' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("action", "extra"), [("refund", {"refund-amount": "1"}), ("ship", {})])
def test_a_post_that_does_not_say_what_it_saw_does_nothing(action, extra):
    order, _pot = make_paid_order()
    line = order.lines.get(kind="goods")
    everything = {"refund-reason": "x", f"ship-line-{line.pk}": "1"} | extra

    answer = client_of("Order staff").post(reverse(f"orders:{action}", args=[order.pk]), everything)

    assert answer.status_code == 422
    assert not Refund.objects.exists()
    assert not Shipment.objects.exists()
