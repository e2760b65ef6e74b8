"""Starting an attempt, trying again, paying in another way, giving the order up for changes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.models import OutgoingMail
from core.tests.threads import in_threads
from orders.errors import (
    MethodUnavailable,
    NothingToCollect,
    NotPayable,
    PaidMeanwhile,
    PaymentUnderWay,
    ProviderSilent,
    TotalChanged,
)
from orders.models import Order, Payment
from orders.services.charge import charge_for
from orders.services.payment import (
    change_method,
    close_page,
    mark_cash_received,
    pay_again,
    start_payment,
    withdraw_for_change,
)
from orders.services.settling import apply_state
from orders.tests.factories import make_order
from orders.tests.provider import cut_off_start, history, mails, open_page, sessions, stock_of
from payments.gateways import stripe as stripe_gateway
from payments.gateways.base import GatewayState, Outcome
from products.models import StockHold
from products.tests.factories import make_product, make_sellable
from shipping.tests.factories import make_method, make_zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]

METHOD = Order.PaymentMethod


@pytest.fixture
def mug():
    return make_sellable(title="Чаша", price="12.90", stock=5)


@pytest.fixture
def door():
    return make_method(make_zone("BG"), code="door")


def ran_out(payment: Payment) -> None:
    Payment.objects.filter(pk=payment.pk).update(page_expires_at=timezone.now() - timedelta(seconds=1))


def test_the_page_asks_for_the_order_line_by_line_in_its_language(stripe, mug):
    order = make_order((mug, 3), language="en")
    payment = open_page(order)

    session = sessions(stripe)[0]
    asked = payment.request
    assert session["amount_total"] == 4460
    assert (session["currency"], session["locale"], session["client_reference_id"]) == (
        "eur",
        "en",
        str(payment.public_id),
    )
    assert session["customer_email"] == "ana@example.com"
    assert [
        (item["quantity"], item["price_data"]["unit_amount"], item["price_data"]["product_data"]["name"])
        for item in asked["line_items"]
    ] == [(1, 3870, "3 × Чаша"), (1, 590, "Delivery")]
    assert asked["success_url"].startswith("http://testserver/en/orders/")
    assert asked["success_url"].endswith("/return/")
    assert session["metadata"]["order"] == str(order.number)
    life = payment.page_expires_at - timezone.now()
    assert timedelta(minutes=30) < life < timedelta(minutes=32)


def test_starting_twice_opens_one_page(stripe, mug):
    """First belt of DESIGN 1.14: the key of the call is our row's public id."""
    payment = make_order((mug, 1)).payments.get()

    cut_off_start(stripe, payment)
    addresses = {start_payment(payment.pk), start_payment(payment.pk)}

    assert len(sessions(stripe)) == 1
    assert addresses == {sessions(stripe)[0]["url"]}
    assert history(payment.order).count("payment_started") == 1


def test_the_call_is_frozen_before_it_is_made(stripe, mug):
    """A change of the order's address between two tries must not make another call under the same key."""
    order = make_order((mug, 1))
    payment = order.payments.get()
    cut_off_start(stripe, payment)
    frozen = Payment.objects.get(pk=payment.pk).request
    Order.objects.filter(pk=order.pk).update(email="other@example.com")

    assert start_payment(payment.pk)

    assert Payment.objects.get(pk=payment.pk).request == frozen
    assert sessions(stripe)[0]["customer_email"] == "ana@example.com"


def test_a_silent_provider_leaves_the_order_waiting(stripe, mug, one_try):
    payment = make_order((mug, 1)).payments.get()
    stripe.control.fail_next("error", path="/v1/checkout/sessions")

    assert start_payment(payment.pk) is None

    payment.refresh_from_db()
    assert payment.state == Payment.State.CREATED
    assert start_payment(payment.pk) == sessions(stripe)[0]["url"]


def test_a_refusal_ends_the_attempt_and_tells_staff(stripe, mug):
    order = make_order((mug, 1))
    payment = order.payments.get()
    payment.request = {"mode": "payment", "unknown": "parameter"}
    payment.save()

    assert start_payment(payment.pk) is None

    payment.refresh_from_db()
    assert (payment.state, payment.failure_code) == (Payment.State.FAILED, "parameter_unknown")
    assert history(order)[-1] == "payment_failed"
    assert OutgoingMail.objects.get().kind == "staff-payment-refused"
    assert pay_again(order.pk).attempt == 2


def test_a_page_that_asks_for_another_sum_is_never_shown(stripe, mug):
    order = make_order((mug, 1))
    payment = order.payments.get()
    cut_off_start(stripe, payment)
    Payment.objects.filter(pk=payment.pk).update(amount=Decimal("18.81"))

    assert start_payment(payment.pk) is None

    order.refresh_from_db()
    payment.refresh_from_db()
    assert (payment.state, payment.failure_code) == (Payment.State.FAILED, "amount_mismatch")
    assert order.needs_review
    assert sessions(stripe)[0]["status"] == "expired"
    assert OutgoingMail.objects.get().kind == "staff-payment-mismatch"


def test_a_page_opened_for_an_order_that_closed_meanwhile_is_closed(stripe, mug):
    order = make_order((mug, 1))
    payment = order.payments.get()
    cut_off_start(stripe, payment)
    real = stripe_gateway.Stripe.start

    def slow(self, request, *, key):
        started = real(self, request, key=key)
        withdraw_for_change(order.pk)
        return started

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stripe_gateway.Stripe, "start", slow)
        assert start_payment(payment.pk) is None

    payment.refresh_from_db()
    assert payment.state == Payment.State.CANCELED
    assert payment.session_reference == sessions(stripe)[0]["id"]
    assert sessions(stripe)[0]["status"] == "expired"


def test_paying_again_goes_back_to_the_page_that_is_still_open(stripe, mug):
    order = make_order((mug, 1))
    payment = open_page(order)

    again = pay_again(order.pk)

    assert again.pk == payment.pk
    assert start_payment(again.pk) == payment.page_url


def test_a_new_attempt_renews_the_hold(stripe, mug):
    order = make_order((mug, 1))
    first = open_page(order)
    stripe.control.expire_session(first.session_reference)
    Order.objects.filter(pk=order.pk).update(hold_expires_at=timezone.now() + timedelta(minutes=1))
    StockHold.objects.update(expires_at=timezone.now() + timedelta(minutes=1))

    second = pay_again(order.pk)

    order.refresh_from_db()
    first.refresh_from_db()
    assert (second.attempt, second.state, second.amount) == (2, Payment.State.CREATED, order.total_gross)
    assert first.state == Payment.State.EXPIRED
    assert order.hold_expires_at > timezone.now() + timedelta(minutes=44)
    assert StockHold.objects.get().expires_at == order.hold_expires_at


def test_a_call_frozen_long_ago_gives_way_to_a_new_attempt(stripe, mug):
    """The provider refuses a page that would close within 30 minutes, so the old parameters are of no use."""
    order = make_order((mug, 1))
    first = order.payments.get()
    cut_off_start(stripe, first)
    Payment.objects.filter(pk=first.pk).update(updated_at=timezone.now() - timedelta(minutes=5))

    second = pay_again(order.pk)

    assert second.attempt == 2
    assert start_payment(second.pk)


def test_a_call_that_came_too_late_ends_quietly(stripe, mug):
    """After an outage of the provider the frozen call is refused for its age; that is nobody's fault."""
    order = make_order((mug, 1))
    payment = order.payments.get()
    request = stripe_gateway.Stripe().prepare(charge_for(order, payment))
    request["expires_at"] -= 120
    Payment.objects.filter(pk=payment.pk).update(
        request=request, updated_at=timezone.now() - timedelta(minutes=2)
    )

    assert start_payment(payment.pk) is None

    payment.refresh_from_db()
    assert payment.state == Payment.State.EXPIRED
    assert not OutgoingMail.objects.exists()
    assert start_payment(pay_again(order.pk).pk)


def test_a_page_that_is_over_is_not_written_off_unasked(stripe, mug, one_try):
    """It may have been paid in its last minute, and its event lost: only the provider can tell."""
    order = make_order((mug, 1))
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)
    ran_out(payment)
    stripe.control.fail_next("error", path="/v1/checkout/sessions")

    with pytest.raises(ProviderSilent):
        pay_again(order.pk)

    payment.refresh_from_db()
    assert payment.state == Payment.State.STARTED
    with pytest.raises(PaidMeanwhile):
        pay_again(order.pk)


def test_paying_again_finds_out_that_it_is_paid(stripe, mug):
    order = make_order((mug, 1))
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)

    with pytest.raises(PaidMeanwhile):
        pay_again(order.pk)

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert order.payments.count() == 1


def test_a_closed_order_cannot_be_paid(stripe, mug):
    order = make_order((mug, 1))
    withdraw_for_change(order.pk)

    with pytest.raises(NotPayable):
        pay_again(order.pk)


def test_a_payment_under_way_is_waited_for(stripe, mug, door):
    order = make_order((mug, 1))
    payment = open_page(order)
    apply_state(payment.pk, GatewayState(Outcome.PROCESSING, Decimal("0.00"), "EUR", "pi_slow"))

    with pytest.raises(PaymentUnderWay):
        pay_again(order.pk)


def test_without_keys_no_card_page_is_promised(stripe, mug, settings):
    order = make_order((mug, 1))
    settings.STRIPE_WEBHOOK_SECRETS = []

    with pytest.raises(MethodUnavailable):
        pay_again(order.pk)
    with pytest.raises(MethodUnavailable):
        make_order((mug, 1))


def test_cash_instead_of_a_card_closes_the_page_and_accepts_the_order(stripe, mug, door, desk):
    order = make_order((mug, 1))
    card = open_page(order)

    change_method(order.pk, method=METHOD.CASH_ON_DELIVERY, shown_total=Decimal("18.80"))

    order.refresh_from_db()
    card.refresh_from_db()
    cash = order.payments.get(gateway="cod")
    assert (order.status, order.payment_method, order.hold_expires_at) == (Order.Status.ACCEPTED, "cod", None)
    assert card.state == Payment.State.EXPIRED
    assert (cash.state, cash.attempt, cash.amount) == (Payment.State.CREATED, 2, Decimal("18.80"))
    assert sessions(stripe)[0]["status"] == "expired"
    assert StockHold.objects.get().state == StockHold.State.KEPT
    assert mails(order) == ["order-received"]
    assert "method_changed" in history(order)


def test_the_fee_for_cash_is_added_with_its_vat_and_all_sums_agree(stripe, mug, door, desk):
    desk.cod_fee = Decimal("1.50")
    desk.save()
    order = make_order((mug, 1))
    open_page(order)

    with pytest.raises(TotalChanged) as changed:
        change_method(order.pk, method=METHOD.CASH_ON_DELIVERY, shown_total=Decimal("18.80"))
    assert changed.value.total == Decimal("20.30")
    assert sessions(stripe)[0]["status"] == "open"
    change_method(order.pk, method=METHOD.CASH_ON_DELIVERY, shown_total=Decimal("20.30"))

    order.refresh_from_db()
    lines, row = list(order.lines.all()), order.vat_rows.get()
    assert (order.total_gross, order.total_net, order.total_vat) == (
        Decimal("20.30"),
        Decimal("16.92"),
        Decimal("3.38"),
    )
    assert (row.gross, row.net, row.vat) == (Decimal("20.30"), Decimal("16.92"), Decimal("3.38"))
    assert sum(line.vat for line in lines) == Decimal("3.38")
    assert [(line.kind, line.gross) for line in lines] == [
        ("goods", Decimal("12.90")),
        ("delivery", Decimal("5.90")),
        ("fee", Decimal("1.50")),
    ]
    assert order.payments.get(gateway="cod").amount == Decimal("20.30")


@pytest.mark.parametrize("change", ["no_cash", "gone"])
def test_cash_only_where_the_way_of_delivery_takes_it(stripe, mug, door, change):
    order = make_order((mug, 1))
    payment = open_page(order)
    setattr(door, "allows_cod" if change == "no_cash" else "active", False)
    door.save()

    with pytest.raises(MethodUnavailable):
        change_method(order.pk, method=METHOD.CASH_ON_DELIVERY, shown_total=order.total_gross)

    payment.refresh_from_db()
    assert payment.state == Payment.State.STARTED


def test_an_unknown_method_is_refused(stripe, mug, door):
    order = make_order((mug, 1))

    with pytest.raises(MethodUnavailable):
        change_method(order.pk, method="gold", shown_total=order.total_gross)


def test_money_that_is_faster_than_a_change_wins(stripe, mug, door):
    order = make_order((mug, 1))
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)

    with pytest.raises(PaidMeanwhile):
        change_method(order.pk, method=METHOD.CASH_ON_DELIVERY, shown_total=order.total_gross)

    order.refresh_from_db()
    assert (order.status, order.payment_method) == (Order.Status.PAID, "card")


def test_giving_the_order_up_for_changes_closes_everything_once(stripe, mug):
    order = make_order((mug, 2))
    payment = open_page(order)

    withdraw_for_change(order.pk)
    withdraw_for_change(order.pk)

    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, payment.state) == (Order.Status.CANCELED, Payment.State.EXPIRED)
    assert sessions(stripe)[0]["status"] == "expired"
    assert stock_of(mug) == (5, 0)
    assert mails(order) == []


def test_a_paid_order_is_not_given_up(stripe, mug):
    order = make_order((mug, 2))
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)

    with pytest.raises(PaidMeanwhile):
        withdraw_for_change(order.pk)
    with pytest.raises(PaidMeanwhile):
        withdraw_for_change(order.pk)

    assert stock_of(mug) == (5, 2)


def test_nothing_is_closed_while_the_page_cannot_be(stripe, mug, one_try):
    order = make_order((mug, 2))
    open_page(order)
    stripe.control.fail_next("error", path="/v1/checkout/sessions")

    with pytest.raises(ProviderSilent):
        withdraw_for_change(order.pk)

    order.refresh_from_db()
    assert order.status == Order.Status.NEW
    assert stock_of(mug) == (5, 2)


def test_closing_a_page_that_does_not_exist_is_harmless(stripe, mug):
    order = make_order((mug, 1))

    close_page(order.pk)

    assert history(order) == ["placed"]


def test_cash_at_the_door_is_recorded_once_and_does_not_move_the_order(mug):
    order = make_order((mug, 1), payment_method="cod")

    mark_cash_received(order_id=order.pk, actor=SYSTEM)
    with pytest.raises(NothingToCollect):
        mark_cash_received(order_id=order.pk, actor=SYSTEM)

    order.refresh_from_db()
    payment = order.payments.get()
    assert order.status == Order.Status.ACCEPTED
    assert (payment.state, payment.received) == (Payment.State.SUCCEEDED, Decimal("18.80"))
    assert mails(order) == ["order-received", "paid"]


def test_no_cash_is_expected_for_a_card_order(stripe, mug):
    order = make_order((mug, 1))

    with pytest.raises(NothingToCollect):
        mark_cash_received(order_id=order.pk, actor=SYSTEM)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_starts_at_the_same_moment_open_one_page(stripe):
    """The shopper's request and the sweep meet. Both make the same call; the second to write finds it started."""
    payment = make_order((make_product(stock=5).variants.get(), 1)).payments.get()

    addresses = in_threads(lambda: start_payment(payment.pk), lambda: start_payment(payment.pk))

    assert addresses == [sessions(stripe)[0]["url"]] * 2
    assert len(sessions(stripe)) == 1
    assert history(payment.order).count("payment_started") == 1
