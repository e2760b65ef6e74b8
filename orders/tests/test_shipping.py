"""Parcels leave and come back."""

import pytest

from core.actors import Actor
from core.models import OutgoingMail
from orders.errors import NotReturnable, NotShippable, TooManyPieces
from orders.models import Order
from orders.services.notes import add_note, mark_reviewed
from orders.services.shipping import ship, take_back
from orders.tests.factories import make_order
from orders.tests.provider import history, mails, paid_order, stock_of
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db
MARIA = Actor("staff", 7, "Мария")


@pytest.fixture
def mug():
    return make_sellable(title="Чаша", price="12.90", stock=5)


@pytest.fixture
def pot():
    return make_sellable(title="Саксия", price="20.00", stock=4)


def test_everything_in_one_parcel(stripe, mug, pot):
    order = paid_order(stripe, (mug, 2), (pot, 1))

    shipment = ship(
        order_id=order.pk,
        carrier="Speedy",
        tracking_number="BG123",
        tracking_url="https://track.example/BG123",
        actor=MARIA,
    )

    order.refresh_from_db()
    assert order.status == Order.Status.FULFILLED
    assert {line.line.title: line.quantity for line in shipment.lines.all()} == {"Чаша": 2, "Саксия": 1}
    assert [line.fulfilled for line in order.lines.filter(kind="goods")] == [2, 1]
    assert (stock_of(mug), stock_of(pot)) == ((3, 0), (3, 0))
    assert history(order)[-3:] == ["shipped", "status_changed:fulfilled", "mail_queued"]
    mail = OutgoingMail.objects.get(kind="shipped")
    assert "BG123" in mail.body_text
    assert "https://track.example/BG123" in mail.body_html
    assert "2 × Чаша" in mail.body_text


def test_two_parcels_two_mails(stripe, mug, pot):
    order = paid_order(stripe, (mug, 2), (pot, 1))
    cups = order.lines.get(title="Чаша")

    ship(order_id=order.pk, quantities={cups.pk: 1}, actor=MARIA)
    order.refresh_from_db()
    assert order.status == Order.Status.PARTLY_FULFILLED
    assert stock_of(mug) == (4, 1)

    ship(order_id=order.pk, quantities={cups.pk: 1}, actor=MARIA)
    order.refresh_from_db()
    assert order.status == Order.Status.PARTLY_FULFILLED

    ship(order_id=order.pk, actor=MARIA)
    order.refresh_from_db()
    assert order.status == Order.Status.FULFILLED
    assert mails(order).count("shipped") == 3
    assert stock_of(pot) == (3, 0)


def test_no_more_than_is_left(stripe, mug):
    order = paid_order(stripe, (mug, 2))
    line = order.lines.get(kind="goods")

    with pytest.raises(TooManyPieces) as refusal:
        ship(order_id=order.pk, quantities={line.pk: 3}, actor=MARIA)

    line.refresh_from_db()
    assert (refusal.value.left, line.fulfilled) == (2, 0)
    assert stock_of(mug) == (5, 2)
    assert not order.shipments.exists()


@pytest.mark.parametrize("pieces", [{}, {0: 1}])
def test_an_empty_parcel_or_a_strange_line_is_refused(stripe, mug, pieces):
    order = paid_order(stripe, (mug, 2))

    with pytest.raises(NotShippable):
        ship(order_id=order.pk, quantities=pieces, actor=MARIA)


def test_delivery_is_not_a_thing_to_send(stripe, mug):
    order = paid_order(stripe, (mug, 2))

    with pytest.raises(NotShippable):
        ship(order_id=order.pk, quantities={order.lines.get(kind="delivery").pk: 1}, actor=MARIA)


def test_an_unpaid_card_order_does_not_leave_the_house(stripe, mug):
    order = make_order((mug, 2))

    with pytest.raises(NotShippable):
        ship(order_id=order.pk, actor=MARIA)

    assert stock_of(mug) == (5, 2)


def test_cash_on_delivery_leaves_before_it_is_paid(mug):
    order = make_order((mug, 2), payment_method="cod")

    ship(order_id=order.pk, actor=MARIA)

    order.refresh_from_db()
    assert order.status == Order.Status.FULFILLED


@pytest.mark.parametrize("restock, on_hand", [(True, 5), (False, 3)])
def test_a_refused_parcel_comes_back(mug, restock, on_hand):
    order = make_order((mug, 2), payment_method="cod")
    ship(order_id=order.pk, actor=MARIA)

    take_back(order_id=order.pk, restock=restock, actor=MARIA, reason="refused at the door")

    order.refresh_from_db()
    assert order.status == Order.Status.RETURNED
    assert stock_of(mug) == (on_hand, 0)
    with pytest.raises(NotReturnable):
        take_back(order_id=order.pk, restock=True, actor=MARIA, reason="again")
    assert stock_of(mug) == (on_hand, 0)


def test_notes_are_kept_with_their_author(mug):
    order = make_order((mug, 1), payment_method="cod")

    add_note(order_id=order.pk, text="Звъни преди доставка", actor=MARIA)

    event = order.events.order_by("-pk").first()
    assert (event.kind, event.reason, event.actor_label) == ("note", "Звъни преди доставка", "Мария")


def test_a_review_ends_with_a_word(mug):
    order = make_order((mug, 1), payment_method="cod")
    Order.objects.filter(pk=order.pk).update(needs_review=True)

    mark_reviewed(order_id=order.pk, text="Settled by phone", actor=MARIA)

    order.refresh_from_db()
    assert not order.needs_review
    assert order.events.order_by("-pk").first().reason == "Settled by phone"
