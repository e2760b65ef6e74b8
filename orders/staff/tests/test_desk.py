"""The order desk, through the admin's own views."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.people import client_of
from orders.models import Order, Payment, Refund, Shipment
from orders.tests.factories import make_contact, make_order
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db
Status = Order.Status


@pytest.fixture
def variant():
    return make_sellable(title="Саксия", price="12.00", stock=10, sku="POT-1")


@pytest.fixture
def order(variant) -> Order:
    """Two pots, cash on delivery: 24.00 and 5.90 for delivery."""
    return make_order((variant, 2), payment_method="cod")


def url(action: str, order: Order) -> str:
    return reverse(f"orders:{action}", args=[order.pk])


def parcel(order: Order, count: int, **typed: str) -> dict[str, str]:
    """Return what a page that shows the order as it is now posts."""
    line = order.lines.get(kind="goods")
    shown = {f"ship-line-{line.pk}": str(count), "ship-seen": str(order.shipments.count())}
    return shown | {f"ship-{name}": value for name, value in typed.items()}


def money_back(amount: str, *, seen: str, reason: str = "scratch") -> dict[str, str]:
    return {"refund-amount": amount, "refund-seen": seen, "refund-reason": reason}


def test_the_order_page_shows_lines_sums_and_history(order):
    page = client_of("Order staff").get(url("detail", order))

    text = page.content.decode()
    assert page.status_code == 200
    assert str(order.number) in text
    assert "Саксия" in text
    assert "29,90" in text
    assert "Ана Петрова" in text
    assert {card.action.name for card in page.context["cards"]} == {"ship", "cash", "cancel", "note"}


def test_a_parcel_is_sent_and_the_customer_told(
    order, variant, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        order.events.count()
    mailoutbox.clear()
    clerk = client_of("Order staff")

    with django_capture_on_commit_callbacks(execute=True):
        answer = clerk.post(url("ship", order), parcel(order, 2, carrier="Econt", tracking_number="1051"))

    assert answer.status_code == 302
    order.refresh_from_db()
    assert order.status == Status.FULFILLED
    shipment = Shipment.objects.get(order=order)
    assert (shipment.tracking_number, shipment.actor_label) == ("1051", "Order staff")
    variant.stock.refresh_from_db()
    assert (variant.stock.on_hand, variant.stock.reserved) == (8, 0)
    assert [mail.to for mail in mailoutbox] == [["ana@example.com"]]
    assert "1051" in mailoutbox[0].body


def test_a_part_of_the_order_is_sent_first(order):
    client_of("Order staff").post(url("ship", order), parcel(order, 1))

    order.refresh_from_db()
    assert order.status == Status.PARTLY_FULFILLED
    assert order.lines.get(kind="goods").fulfilled == 1


@pytest.mark.parametrize("count", ["0", "3", "-1", "x"])
def test_a_parcel_that_cannot_be_is_refused_and_nothing_typed_is_lost(order, count):
    answer = client_of("Order staff").post(
        url("ship", order), parcel(order, count, tracking_number="1051 typed")
    )

    assert answer.status_code == 422
    form = next(card.form for card in answer.context["cards"] if card.action.name == "ship")
    assert form.errors
    assert form["tracking_number"].value() == "1051 typed"
    order.refresh_from_db()
    assert order.status == Status.ACCEPTED
    assert not Shipment.objects.exists()


def test_cancelling_needs_a_reason_and_gives_the_stock_back(order, variant):
    clerk = client_of("Order staff")

    assert clerk.post(url("cancel", order), {"cancel-reason": " "}).status_code == 422
    variant.stock.refresh_from_db()
    assert variant.stock.reserved == 2

    assert clerk.post(url("cancel", order), {"cancel-reason": "sold elsewhere"}).status_code == 302
    order.refresh_from_db()
    variant.stock.refresh_from_db()
    assert (order.status, variant.stock.available) == (Status.CANCELED, 10)
    last = order.events.filter(kind="status_changed").last()
    assert (last.actor, last.actor_label, last.reason) == ("staff", "Order staff", "sold elsewhere")


def test_an_order_that_was_sent_cannot_be_cancelled_by_an_old_page(order):
    clerk = client_of("Order staff")
    clerk.post(url("ship", order), parcel(order, 2))

    answer = clerk.post(url("cancel", order), {"cancel-reason": "too late"})

    assert answer.status_code == 409
    order.refresh_from_db()
    assert order.status == Status.FULFILLED
    form = next(card.form for card in answer.context["cards"] if card.action.name == "cancel")
    assert form.non_field_errors()
    assert form["reason"].value() == "too late"


def test_cash_is_marked_as_received_once(order):
    clerk = client_of("Order staff")

    assert clerk.post(url("cash", order)).status_code == 302
    assert clerk.post(url("cash", order)).status_code == 409

    payment = order.payments.get()
    assert (payment.state, payment.received) == (Payment.State.SUCCEEDED, Decimal("29.90"))


def test_a_refund_of_more_than_was_received_is_refused(order):
    clerk = client_of("Order staff")
    clerk.post(url("cash", order))

    answer = clerk.post(url("refund", order), money_back("29.91", seen="29.90"))

    assert answer.status_code == 422
    assert not Refund.objects.exists()


def test_a_refund_in_part_leaves_the_rest_refundable(order):
    clerk = client_of("Order staff")
    clerk.post(url("cash", order))

    answer = clerk.post(url("refund", order), money_back("10.00", seen="29.90"))

    assert answer.status_code == 302
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.actor_label) == (Decimal("10.00"), "scratch", "Order staff")
    page = clerk.get(url("detail", order))
    assert page.context["desk"].refundable == Decimal("19.90")


def test_a_note_is_part_of_the_history(order):
    client_of("Order staff").post(url("note", order), {"note-text": "calls on Monday"})

    event = order.events.get(kind="note")
    assert (event.reason, event.actor_label) == ("calls on Monday", "Order staff")


@pytest.mark.parametrize("action", ["ship", "cancel", "refund", "cash", "note", "return", "review"])
@pytest.mark.parametrize("group", ["Marketer", ""])
def test_strangers_to_the_desk_change_nothing(order, action, group):
    everything = parcel(order, 2) | {"cancel-reason": "x", "note-text": "x"} | money_back("1", seen="0")
    events = order.events.count()

    answer = client_of(group).post(url(action, order), everything)

    assert answer.status_code == 302, "sent away"
    order.refresh_from_db()
    assert (order.status, order.events.count()) == (Status.ACCEPTED, events)


@pytest.mark.parametrize("name", ["index", "index_results"])
@pytest.mark.parametrize("group", ["Marketer", ""])
def test_strangers_to_the_desk_do_not_see_the_list(order, name, group):
    answer = client_of(group).get(reverse(f"orders:{name}"))

    assert answer.status_code == 302


def test_strangers_to_the_desk_do_not_see_an_order(order):
    assert client_of("Marketer").get(url("detail", order)).status_code == 302


@pytest.mark.parametrize(
    "words",
    ["number", "Петро", "ana@exam", "+359888", "POT-"],
    ids=["number", "name", "e-mail", "phone", "SKU"],
)
def test_the_list_finds_an_order_by_what_the_customer_remembers(order, words):
    other = make_sellable(title="Стол", price="50.00", stock=5, sku="CHAIR-1")
    contact = make_contact(email="b@example.com", phone="+35929876543", name="Борис")
    make_order((other, 1), payment_method="cod", contact=contact)
    query = str(order.number) if words == "number" else words

    page = client_of("Order staff").get(reverse("orders:index"), {"q": query})

    assert [found.number for found in page.context["object_list"]] == [order.number]


def test_the_list_is_filtered_by_what_is_to_be_sent(order, variant):
    make_order((variant, 1), payment_method="card")

    page = client_of("Order staff").get(reverse("orders:index"), {"view": "to-ship"})

    assert [found.number for found in page.context["object_list"]] == [order.number]


def test_the_export_has_the_sums_and_needs_the_right(order):
    answer = client_of("Order staff").get(reverse("orders:index"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()

    assert text.splitlines()[1].startswith(f"{order.number},")
    assert "29.90" in text
    assert client_of("Marketer").get(reverse("orders:index"), {"export": "csv"}).status_code == 302


def test_a_cell_that_looks_like_a_formula_is_exported_as_text(variant):
    contact = make_contact(name='=HYPERLINK("http://evil.example")')
    make_order((variant, 1), payment_method="cod", contact=contact)

    answer = client_of("Order staff").get(reverse("orders:index"), {"export": "csv"})

    assert ",'=HYPERLINK" in b"".join(answer.streaming_content).decode().replace('"', "")


def test_list_and_page_ask_the_database_a_fixed_number_of_times(
    order, variant, django_assert_max_num_queries
):
    clerk = client_of("Order staff")
    for _number in range(5):
        make_order((variant, 1), payment_method="cod")
    clerk.get(reverse("orders:index"))

    with django_assert_max_num_queries(15):
        clerk.get(reverse("orders:index"))
    # One of them for the discounts that promotions gave.
    with django_assert_max_num_queries(21):
        clerk.get(url("detail", order))


def test_dates_on_the_desk_are_in_the_time_of_the_shop(order):
    page = client_of("Order staff").get(url("detail", order))

    # Day before month, 24 hours: Django's own Bulgarian formats would fall back to American ones.
    assert timezone.localtime(order.placed_at).strftime("%d.%m.%Y, %H:%M") in page.content.decode()


def test_the_list_names_who_ordered_and_where_it_goes(order, variant):
    Order.objects.filter(pk=order.pk).update(name="Борис Иванов", buyer_name="Ана Петрова")
    collected = make_order((variant, 1), payment_method="cod", pickup_place="ул. Образцова 12")

    html = client_of("Order staff").get(reverse("orders:index")).content.decode()

    assert "→ Борис Иванов, София, BG" in html
    assert html.count("Ана Петрова") == 2
    assert f"София, {collected.country.code}" not in html.replace("Иванов, София, BG", "")


@pytest.mark.parametrize("words", ["петрова", "студио", "BG1750"])
def test_an_order_is_found_by_who_ordered_and_by_the_company(order, variant, words):
    Order.objects.filter(pk=order.pk).update(
        name="Борис", buyer_name="Ана Петрова", company_name="Студио ЕООД", company_vat_number="BG175074752"
    )
    other = make_order((variant, 1), payment_method="cod", contact=make_contact(name="Вера"))

    html = client_of("Order staff").get(reverse("orders:index"), {"q": words}).content.decode()

    assert str(order.number) in html
    assert str(other.number) not in html


def test_what_is_collected_is_announced_and_not_sent(variant, django_capture_on_commit_callbacks, mailoutbox):
    order = make_order((variant, 1), payment_method="cod", pickup_place="ул. Образцова 12")
    clerk = client_of("Order staff")
    page = clerk.get(url("detail", order)).content.decode()
    assert "ship-tracking_number" not in page

    with django_capture_on_commit_callbacks(execute=True):
        clerk.post(url("ship", order), parcel(order, 1))

    order.refresh_from_db()
    assert order.status == Status.FULFILLED
