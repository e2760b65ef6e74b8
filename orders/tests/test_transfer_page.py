"""The page of an order by transfer: what to send where, and the ways from one method to another."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from core.models import OutgoingMail
from core.money import ZERO
from orders.errors import MethodUnavailable, PaymentUnderWay, TotalChanged
from orders.links import order_path
from orders.models import Order, Payment
from orders.services.expiry import expire_order
from orders.services.payment import change_method, pay_again, withdraw_for_change
from orders.services.settling import apply_state, settle
from orders.services.starting import start_payment
from orders.tasks import sweep_payments
from orders.tests.bank import at, came, make_bank, overdue, transfer_order
from orders.tests.factories import make_order
from orders.tests.provider import CARD_DECLINED, mails, open_page, sessions, stock_of
from payments.gateways.base import GatewayState, Outcome
from payments.references import in_groups, reference_of
from products.models import StockHold
from products.tests.factories import make_sellable
from shipping.tests.factories import make_method, make_zone

pytestmark = pytest.mark.django_db
Status = Order.Status


@pytest.fixture(autouse=True)
def bank():
    return make_bank(cod_fee=Decimal("1.50"))


@pytest.fixture
def door():
    return make_method(make_zone("BG"), code="door")


@pytest.fixture
def mug():
    return make_sellable(title="Чаша", price="12.90", stock=5)


@pytest.fixture
def order(mug) -> Order:
    return transfer_order((mug, 2))


def show(client, order, language="en"):
    return client.get(order_path(Order(public_id=order.public_id, language=language)))


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_the_page_says_what_to_send_where_until_when(client, order):
    Order.objects.update(hold_expires_at=at(2026, 12, 1, 23, 59, 59))

    response = show(client, order)

    html = response.content.decode()
    assert response.context["situation"].name == "transfer"
    for shown in (
        "Vitrina Demo EOOD",
        "BG80 BNBG 9661 1020 3456 78",
        "BNBGBGSD",
        "Demo Bank",
        "€31.70",
        in_groups(reference_of(order.number)),
        "1 December 2026",
    ):
        assert shown in html
    for copied in ("BG80BNBG96611020345678", "31.70", reference_of(order.number), "BNBGBGSD"):
        assert f'data-copy="{copied}"' in html
    assert re.search(r'<svg viewBox="0 0 (\d+) \1" role="img" aria-label="Code for banking apps', html)
    assert "style=" not in html
    assert "<script>" not in html


def test_a_stranger_learns_nothing(client, order):
    assert client.get(reverse("order", args=["not-a-token"])).status_code == 404


def test_the_page_of_a_part_asks_for_the_rest_and_offers_no_second_way(stripe, client, order, door):
    came(order, "20.00")

    response = show(client, order)

    html = response.content.decode()
    assert response.context["situation"].name == "part"
    assert "€20.00 of it has reached us, €11.70 is still missing" in html
    assert 'data-copy="11.70"' in html
    for name in ("order-pay", "order-method", "order-change"):
        assert reverse(name, args=[response.context["token"]]) not in html


@pytest.mark.parametrize("arrange", ["too much", "paid", "expired"])
def test_nobody_is_asked_for_money_that_is_not_wanted(client, order, arrange):
    if arrange == "too much":
        came(order, "40.00")
    elif arrange == "paid":
        came(order)
    else:
        expire_order(overdue(order).pk)

    response = show(client, order)

    html = response.content.decode()
    expected = {"too much": "review", "paid": "paid", "expired": "expired"}[arrange]
    assert response.context["situation"].name == expected
    assert "BG80" not in html
    if arrange == "expired":
        assert "If your money is on its way" in html


def test_without_an_account_any_more_the_page_still_opens(client, order):
    make_bank(transfer_enabled=False, bank_iban="")

    response = show(client, order)

    assert (response.status_code, response.context["transfer"]) == (200, None)


# From transfer to card


def test_an_order_by_transfer_can_be_paid_by_card(stripe, client, order, committing):
    deadline = order.hold_expires_at
    html = show(client, order).content.decode()
    assert "Pay €31.70 by card" in html

    response = client.post(reverse("order-pay", args=[_token(client, order)]))

    assert response["Location"] == sessions(stripe)[0]["url"]
    waiting = fresh(order)
    assert (waiting.payment_method, waiting.hold_expires_at) == ("transfer", deadline)
    assert [(p.gateway, p.state) for p in order.payments.order_by("attempt")] == [
        ("transfer", "canceled"),
        ("stripe", "started"),
    ]
    page = order.payments.get(gateway="stripe")
    stripe.control.complete_session(page.session_reference)
    settle(page.pk)

    paid = fresh(order)
    assert (paid.status, paid.payment_method) == (Status.PAID, "card")
    assert mails(order) == ["order-received", "paid"]
    changed = order.events.get(kind="method_changed")
    assert (changed.data["before"], changed.data["after"]) == ("transfer", "card")


@pytest.mark.parametrize("outcome", ["left", "declined", "failed"])
def test_a_card_that_comes_to_nothing_costs_neither_deadline_nor_account(stripe, client, order, outcome):
    deadline = order.hold_expires_at
    pay_again(order.pk)
    page = open_page(order)
    if outcome == "declined":
        stripe.control.complete_session(page.session_reference, card=CARD_DECLINED)
        settle(page.pk)
    elif outcome == "failed":
        apply_state(page.pk, GatewayState(Outcome.PROCESSING, ZERO, "EUR"))
        assert fresh(order).hold_expires_at is None
        apply_state(page.pk, GatewayState(Outcome.FAILED, ZERO, "EUR", failure_code="card_declined"))
    else:
        stripe.control.expire_session(page.session_reference)
        settle(page.pk)

    response = show(client, order)

    assert "BG80 BNBG 9661 1020 3456 78" in response.content.decode()
    assert abs((fresh(order).hold_expires_at - deadline).total_seconds()) < 1
    assert abs((StockHold.objects.get().expires_at - deadline).total_seconds()) < 1
    came(order)
    assert fresh(order).status == Status.PAID


# From card to transfer


def test_a_card_order_changes_to_transfer_with_the_deadline_of_its_placing(stripe, client, mug):
    order = make_order((mug, 2))
    page = open_page(order)
    html = show(client, order).content.decode()
    assert "Pay by bank transfer" in html
    address = reverse("order-method", args=[_token(client, order)])

    response = client.post(address, {"method": "transfer", "total": "31.70"}, follow=True)

    assert "You pay by bank transfer." in response.content.decode()
    changed = fresh(order)
    assert (changed.status, changed.payment_method) == (Status.NEW, "transfer")
    days = (changed.hold_expires_at - changed.placed_at).days
    assert days == 5
    assert StockHold.objects.get().expires_at == changed.hold_expires_at
    page.refresh_from_db()
    assert (page.state, sessions(stripe)[0]["status"]) == (Payment.State.EXPIRED, "expired")
    assert order.payments.get(state="created").gateway == "transfer"
    assert mails(order) == ["order-received"]
    assert "You chose to pay by bank transfer" in response.content.decode()
    # The card's reminder is over with the card.
    sweep_payments()
    assert mails(order) == ["order-received"]


@pytest.mark.parametrize("arrange", ["off", "over", "is one", "other total"])
def test_a_change_to_transfer_that_cannot_be_changes_nothing(stripe, mug, arrange):
    order = transfer_order((mug, 2)) if arrange == "is one" else make_order((mug, 2))
    total = Decimal("31.70")
    if arrange == "off":
        make_bank(transfer_enabled=False)
    elif arrange == "over":
        Order.objects.update(placed_at=at(2026, 1, 1))
    elif arrange == "other total":
        total = Decimal("31.60")
    before = Order.objects.values().get()

    with pytest.raises(TotalChanged if arrange == "other total" else MethodUnavailable):
        change_method(order.pk, method="transfer", shown_total=total)

    assert Order.objects.values().get() == before
    assert order.payments.get().state == "created"


# From transfer to cash


def test_an_order_by_transfer_changes_to_cash_and_hears_the_new_total(client, order, mug, door):
    response = show(client, order)
    assert "Pay €33.20 in cash on delivery" in response.content.decode()

    change_method(order.pk, method="cod", shown_total=Decimal("33.20"))

    changed = fresh(order)
    assert (changed.status, changed.payment_method, changed.hold_expires_at) == (Status.ACCEPTED, "cod", None)
    assert [(p.gateway, p.state, str(p.amount)) for p in order.payments.order_by("attempt")] == [
        ("transfer", "canceled", "31.70"),
        ("cod", "created", "33.20"),
    ]
    assert stock_of(mug) == (5, 2)
    assert mails(order) == ["order-received", "method-changed"]
    assert "33,20" in OutgoingMail.objects.get(kind="method-changed").body_text


@pytest.mark.parametrize(
    "changed", [{"cod_limit": Decimal("33.20")}, {"cod_countries": ["RO"]}, {"cod_limit": Decimal("0")}]
)
def test_the_rule_for_cash_holds_on_the_page_as_well(client, order, door, changed):
    make_bank(**changed)

    assert show(client, order).context["cash"] is None
    with pytest.raises(MethodUnavailable):
        change_method(order.pk, method="cod", shown_total=Decimal("33.20"))

    assert fresh(order).payment_method == "transfer"


# Money that a person has to look at


def test_while_a_part_is_looked_at_nothing_else_moves(stripe, order, door):
    came(order, "20.00")
    before = Order.objects.values().get()

    with pytest.raises(PaymentUnderWay):
        pay_again(order.pk)
    with pytest.raises(PaymentUnderWay):
        change_method(order.pk, method="cod", shown_total=Decimal("33.20"))
    with pytest.raises(PaymentUnderWay):
        withdraw_for_change(order.pk)

    assert Order.objects.values().get() == before
    assert sessions(stripe) == []


def test_a_transfer_is_never_started_at_a_provider(stripe, order):
    assert start_payment(order.payments.get().pk) is None
    assert sessions(stripe) == []


def test_the_page_needs_few_queries(client, order, django_assert_max_num_queries):
    show(client, order)

    with django_assert_max_num_queries(20):
        show(client, order)


def _token(client, order) -> str:
    return show(client, order).context["token"]
