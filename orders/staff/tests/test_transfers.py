"""Transfers on the order desk, through the admin's own views."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.people import client_of
from orders.models import Order, Payment, Refund
from orders.services.expiry import expire_order
from orders.tests.bank import came, make_bank, overdue, transfer_order
from orders.tests.factories import make_order
from payments.references import in_groups, reference_of
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db
Status = Order.Status


@pytest.fixture
def pot():
    make_bank()
    return make_sellable(title="Саксия", price="12.00", stock=10)


@pytest.fixture
def order(pot) -> Order:
    """Two pots by transfer: 24.00 and 5.90 for delivery."""
    return transfer_order((pot, 2))


@pytest.fixture
def clerk(db):
    return client_of("Order staff")


def url(action: str, order: Order) -> str:
    return reverse(f"orders:{action}", args=[order.pk])


def typed(amount: str = "29,90", **changed: str) -> dict[str, str]:
    values = {
        "amount": amount,
        "received_on": timezone.localdate().isoformat(),
        "bank_reference": "",
        "seen": "0.00",
    }
    return {f"transfer-{name}": value for name, value in (values | changed).items()}


def form_of(answer, action: str = "transfer"):
    return next(card.form for card in answer.context["cards"] if card.action.name == action)


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_the_page_shows_what_to_look_for_on_the_statement(clerk, order):
    page = clerk.get(url("detail", order))

    text = page.content.decode()
    assert in_groups(reference_of(order.number)) in text
    assert timezone.localtime(order.hold_expires_at).strftime("%d.%m.%Y") in text
    assert {card.action.name: card.open for card in page.context["cards"]} == {
        "transfer": True,
        "note": False,
        "cancel": False,
    }
    assert form_of(page)["amount"].value() == Decimal("29.90")
    assert 'name="transfer-seen" value="0.00"' in text
    assert page.context["desk"].due == Decimal("29.90")


def test_the_whole_sum_is_recorded_and_the_order_is_paid(clerk, order):
    answer = clerk.post(url("transfer", order), typed(bank_reference=" FT 1 "), follow=True)

    payment = order.payments.get()
    assert (payment.state, payment.received, payment.provider_reference) == (
        Payment.State.SUCCEEDED,
        Decimal("29.90"),
        "FT 1",
    )
    order.refresh_from_db()
    assert order.status == Status.PAID
    assert order.events.get(kind="payment_received").actor_label == "Order staff"
    assert "поръчката е платена" in said(answer)


def test_a_part_says_what_is_missing_and_the_next_sum_is_that(clerk, order):
    answer = clerk.post(url("transfer", order), typed("20"), follow=True)

    assert "Липсва част" in said(answer)
    desk = answer.context["desk"]
    assert (desk.due, desk.refundable, desk.order.needs_review) == (Decimal("9.90"), Decimal("20.00"), True)
    assert form_of(answer)["amount"].value() == Decimal("9.90")

    answer = clerk.post(url("transfer", order), typed("9.90", seen="20.00"), follow=True)

    assert "поръчката е платена" in said(answer)
    assert answer.context["desk"].order.status == Status.PAID


def test_too_much_is_accepted_and_the_surplus_sent_back(clerk, order, django_capture_on_commit_callbacks):
    answer = clerk.post(url("transfer", order), typed("40"), follow=True)
    assert "решете какво да стане" in said(answer)
    assert "accept" in {card.action.name for card in answer.context["cards"]}

    with django_capture_on_commit_callbacks(execute=True):
        clerk.post(url("accept", order))

    order.refresh_from_db()
    assert (order.status, order.needs_review) == (Status.PAID, False)
    page = clerk.get(url("detail", order))
    assert page.context["desk"].to_send_back == Decimal("10.10")
    assert 'name="sent-back-seen" value="10.10"' in page.content.decode()
    assert clerk.post(url("accept", order)).status_code == 409

    assert clerk.post(url("sent-back", order), {"sent-back-seen": "9.00"}).status_code == 409
    answer = clerk.post(url("sent-back", order), {"sent-back-seen": "10.10"}, follow=True)

    assert Refund.objects.get().state == Refund.State.SUCCEEDED
    assert answer.context["desk"].to_send_back == 0


def test_money_for_a_closed_order_whose_goods_are_gone(clerk, order, pot):
    expire_order(overdue(order).pk)
    make_order((pot, 9), payment_method="cod")

    answer = clerk.post(url("transfer", order), typed(), follow=True)

    assert "върнете парите" in said(answer)
    assert answer.context["desk"].to_send_back == Decimal("29.90")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "много"}, "amount"),
        ({"amount": "29.905"}, "amount"),
        ({"received_on": ""}, "received_on"),
        ({"received_on": "tomorrow"}, "received_on"),
        ({"received_on": (timezone.localdate() + timedelta(days=1)).isoformat()}, "received_on"),
        ({"received_on": (timezone.localdate() - timedelta(days=1)).isoformat()}, "received_on"),
        ({"bank_reference": "x" * 121}, "bank_reference"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(clerk, order, changed, field):
    answer = clerk.post(url("transfer", order), typed(**{"bank_reference": "FT 7"} | changed))

    assert answer.status_code == 422
    form = form_of(answer)
    assert set(form.errors) == {field}
    assert form[field].value() == changed[field]
    assert form["bank_reference"].value() == changed.get("bank_reference", "FT 7")
    assert order.payments.get().state == Payment.State.CREATED


@pytest.mark.parametrize("seen", ["5.00", "", "x"])
def test_an_old_page_records_nothing(clerk, order, seen):
    answer = clerk.post(url("transfer", order), typed(seen=seen))

    assert answer.status_code == 422
    assert form_of(answer).non_field_errors()
    assert form_of(answer)["amount"].value() == "29,90"
    assert order.payments.get().received == 0


def test_the_button_pressed_twice_records_once(clerk, order):
    clerk.post(url("transfer", order), typed())
    answer = clerk.post(url("transfer", order), typed())

    assert answer.status_code == 422
    assert order.payments.get().received == Decimal("29.90")


def test_a_booking_of_another_order_is_refused_beside_its_field(clerk, order, pot):
    other = transfer_order((pot, 1))
    came(other, bank_reference="FT9")

    answer = clerk.post(url("transfer", order), typed(bank_reference="FT9"))

    assert answer.status_code == 409
    assert str(other.number) in form_of(answer).errors["bank_reference"][0]
    assert order.payments.get().received == 0


@pytest.mark.parametrize("action", ["transfer", "accept", "sent-back"])
@pytest.mark.parametrize("group", ["Marketer", ""])
def test_strangers_to_the_desk_record_nothing(order, action, group):
    events = order.events.count()

    answer = client_of(group).post(url(action, order), typed() | {"sent-back-seen": "0"})

    assert answer.status_code == 302, "sent away"
    order.refresh_from_db()
    assert (order.status, order.events.count(), order.payments.get().received) == (Status.NEW, events, 0)


@pytest.mark.parametrize("spaced", [True, False])
def test_the_list_finds_an_order_by_the_reference_of_a_statement(clerk, order, pot, spaced):
    transfer_order((pot, 1))
    reference = reference_of(order.number)

    page = clerk.get(reverse("orders:index"), {"q": in_groups(reference) if spaced else reference.lower()})

    assert [found.number for found in page.context["object_list"]] == [order.number]


def test_the_tabs_show_what_waits_for_a_transfer_and_what_is_to_be_sent_back(
    clerk, order, pot, django_capture_on_commit_callbacks
):
    make_order((pot, 1))
    odd = transfer_order((pot, 1))
    with django_capture_on_commit_callbacks(execute=True):
        came(odd)
        came(odd)

    def shown(view):
        page = clerk.get(reverse("orders:index"), {"view": view})
        count = next(tab.count for tab in page.context["tabs"] if tab.current)
        return [found.number for found in page.context["object_list"]], count

    assert shown("transfer") == ([order.number], 1)
    assert shown("send-back") == ([odd.number], 1)
    assert (
        clerk.get(reverse("orders:index"), {"payment_method": "transfer"}).context["object_list"].count() == 2
    )


def test_list_and_page_ask_the_database_a_fixed_number_of_times(clerk, order, django_assert_max_num_queries):
    came(order, "20.00")
    clerk.get(reverse("orders:index"))

    with django_assert_max_num_queries(15):
        clerk.get(reverse("orders:index"))
    with django_assert_max_num_queries(21):
        clerk.get(url("detail", order))
