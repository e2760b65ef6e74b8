"""What the desk says is to be done: first screen, tabs of the list, the next order after a parcel."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.tests.people import client_of
from core.actors import Actor
from orders.models import Order
from orders.services.shipping import ship
from orders.staff.desk import next_to_send, read_desk, usual_carrier
from orders.staff.history import history
from orders.staff.words import MAILS, TONES
from orders.tests.factories import make_order
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db
CLERK = Actor(kind="staff", user_id=None, label="Ana")


@pytest.fixture
def pot():
    return make_sellable(title="Саксия", price="12.00", stock=50, sku="POT-1")


def test_the_first_screen_counts_what_waits(pot):
    make_order((pot, 1), payment_method="cod")
    make_order((pot, 1), payment_method="card")
    sent = make_order((pot, 1), payment_method="cod")
    ship(order_id=sent.pk, actor=CLERK)

    page = client_of("Order staff").get(reverse("wagtailadmin_home"))

    board = next(panel for panel in page.context["panels"] if panel.name == "orders")
    views = board.get_context_data()["views"]
    assert [(view["url"].partition("=")[2], view["count"]) for view in views] == [
        ("to-ship", 1),
        ("review", 0),
        ("unpaid", 1),
        ("cash", 1),
        ("transfer", 0),
        ("send-back", 0),
    ]


def test_the_first_screen_shows_orders_to_the_desk_only(pot):
    page = client_of("Marketer").get(reverse("wagtailadmin_home"))

    assert "orders" not in [panel.name for panel in page.context["panels"]]
    assert "stock" in [panel.name for panel in page.context["panels"]]


@pytest.mark.parametrize(
    ("view", "expected"),
    [("to-ship", "accepted"), ("unpaid", "new"), ("review", "paid"), ("cash", "fulfilled")],
)
def test_each_tab_shows_what_it_counts(pot, view, expected):
    make_order((pot, 1), payment_method="cod")
    make_order((pot, 1), payment_method="card")
    sent = make_order((pot, 1), payment_method="cod")
    ship(order_id=sent.pk, actor=CLERK)
    odd = make_order((pot, 1), payment_method="card")
    Order.objects.filter(pk=odd.pk).update(status="paid", needs_review=True)

    page = client_of("Order staff").get(reverse("orders:index"), {"view": view})

    tab = next(tab for tab in page.context["tabs"] if tab.current)
    found = page.context["object_list"]
    assert expected in {order.status for order in found}
    assert tab.count == len(found)


def test_what_is_to_be_sent_comes_first_in_first_out(pot):
    orders = [make_order((pot, 1), payment_method="cod") for _number in range(3)]
    clerk = client_of("Order staff")

    to_send = clerk.get(reverse("orders:index"), {"view": "to-ship"}).context["object_list"]
    all_orders = clerk.get(reverse("orders:index")).context["object_list"]

    assert [order.pk for order in to_send] == [order.pk for order in orders]
    assert [order.pk for order in all_orders] == [order.pk for order in reversed(orders)]


def test_after_a_parcel_the_desk_offers_the_next_order(pot):
    first, second = [make_order((pot, 1), payment_method="cod") for _number in range(2)]
    line = first.lines.get(kind="goods")
    clerk = client_of("Order staff")

    page = clerk.post(
        reverse("orders:ship", args=[first.pk]), {f"ship-line-{line.pk}": "1", "ship-seen": "0"}, follow=True
    )

    assert reverse("orders:detail", args=[second.pk]) in page.content.decode()
    assert next_to_send() == second


def test_the_carrier_of_the_latest_parcel_on_the_same_way_is_filled_in(pot):
    sent, waiting = [make_order((pot, 1), payment_method="cod") for _number in range(2)]
    other = make_order((pot, 1), payment_method="cod", delivery_code="office")
    ship(order_id=sent.pk, carrier="Econt", actor=CLERK)

    page = client_of("Order staff").get(reverse("orders:detail", args=[waiting.pk]))

    form = next(card.form for card in page.context["cards"] if card.action.name == "ship")
    assert form["carrier"].value() == "Econt"
    assert usual_carrier(other) == ""


def test_the_list_finds_an_order_by_the_reference_of_a_stock_movement(pot):
    order = make_order((pot, 1), payment_method="cod")
    make_order((pot, 1), payment_method="cod")

    page = client_of("Order staff").get(reverse("orders:index"), {"q": str(order.public_id)})

    assert [found.pk for found in page.context["object_list"]] == [order.pk]


def test_the_history_is_told_in_words_and_sums(pot):
    order = make_order((pot, 2), payment_method="cod")
    ship(
        order_id=order.pk,
        carrier="Econt",
        tracking_number="1051",
        tracking_url="https://example.com/1051",
        actor=CLERK,
    )

    told = history(order.events.all(), list(order.lines.all()))

    texts = {entry.event.kind: [fact.text for fact in entry.facts] for entry in told}
    assert texts["placed"][0] == "29,90\u00a0€"
    assert texts["shipped"][1:] == ["Econt", "1051"]
    assert (
        next(entry for entry in told if entry.event.kind == "shipped").facts[-1].link
        == "https://example.com/1051"
    )
    assert next(entry for entry in told if entry.event.kind == "shipped").who == "Ana"
    shown = " ".join(entry.title + " ".join(fact.text for fact in entry.facts) for entry in told)
    shipment = order.shipments.get()
    assert str(shipment.public_id) not in shown
    assert not any(kind in shown for kind in MAILS if "-" in kind), "codes are not words"


def test_every_status_has_a_colour():
    assert set(TONES) == set(Order.Status)


def test_the_lines_lead_to_the_product(pot):
    order = make_order((pot, 1), payment_method="cod")

    page = client_of("Order staff").get(reverse("orders:detail", args=[order.pk])).content.decode()

    assert reverse("products:detail", args=[pot.product_id]) in page


@override("en")
def test_cash_that_is_still_to_come_is_called_that(pot):
    order = make_order((pot, 1), payment_method="cod")

    rows = read_desk(order).money

    assert [(row.what, row.state, row.url) for row in rows] == [("Cash on delivery", "To be collected", "")]
