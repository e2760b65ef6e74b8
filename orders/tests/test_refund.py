"""Money back: from staff, by itself, and from the provider's own dashboard."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import Actor
from core.models import OutgoingMail
from orders.errors import NotRefundable
from orders.models import Order, Refund
from orders.services.payment import mark_cash_received
from orders.services.refund import refund, send_refund, settle_refunds
from orders.services.settling import settle
from orders.services.shipping import ship
from orders.sums import refundable_sum
from orders.tests.factories import make_order
from orders.tests.provider import history, mails, open_page, paid_order, refunds, stock_of
from payments.gateways import stripe as stripe_gateway
from products.tests.factories import make_sellable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]

MARIA = Actor("staff", 7, "Мария")


@pytest.fixture
def mug():
    return make_sellable(price="12.90", stock=5)


def ask(order, amount, committing, reason="chipped"):
    with committing():
        return refund(order_id=order.pk, amount=Decimal(amount), actor=MARIA, reason=reason)


def test_a_part_refund_goes_out_and_leaves_the_status(stripe, mug, committing):
    order = paid_order(stripe, (mug, 2))

    [row] = ask(order, "5.00", committing)

    order.refresh_from_db()
    row.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert (row.state, row.origin, row.actor_label) == (Refund.State.SUCCEEDED, "staff", "Мария")
    assert [(r["amount"], r["metadata"]) for r in refunds(stripe)] == [(500, {"refund": str(row.public_id)})]
    assert row.provider_reference == refunds(stripe)[0]["id"]
    assert history(order)[-3:] == ["refund_requested", "refund_succeeded", "mail_queued"]
    assert mails(order)[-1] == "refunded"
    assert refundable_sum(order) == Decimal("26.70")
    assert stock_of(mug) == (5, 2)


def test_all_of_the_money_back_ends_the_order_and_frees_its_goods(stripe, mug, committing):
    order = paid_order(stripe, (mug, 2))

    ask(order, "11.70", committing)
    ask(order, "20.00", committing)

    order.refresh_from_db()
    assert order.status == Order.Status.REFUNDED
    assert stock_of(mug) == (5, 0)
    assert sum(r["amount"] for r in refunds(stripe)) == 3170


@pytest.mark.parametrize("amount", ["31.71", "0.00", "-1.00"])
def test_no_more_than_was_received_and_no_less_than_a_cent(stripe, mug, committing, amount):
    order = paid_order(stripe, (mug, 2))

    with pytest.raises(NotRefundable) as refusal:
        ask(order, amount, committing)

    assert refusal.value.available == Decimal("31.70")
    assert not order.refunds.exists()
    assert refunds(stripe) == []


def test_what_is_on_its_way_back_cannot_be_asked_for_again(stripe, mug, committing):
    order = paid_order(stripe, (mug, 2))
    stripe.control.next_refund("pending")
    ask(order, "31.70", committing)

    with pytest.raises(NotRefundable):
        ask(order, "0.01", committing)


def test_an_unpaid_order_has_nothing_to_give_back(stripe, mug, committing):
    with pytest.raises(NotRefundable):
        ask(make_order((mug, 1)), "1.00", committing)


def test_sending_twice_pays_once(stripe, mug, committing):
    """First belt of DESIGN 1.14, for refunds."""
    order = paid_order(stripe, (mug, 2))
    [row] = refund(order_id=order.pk, amount=Decimal("5.00"), actor=MARIA, reason="")

    send_refund(row.pk)
    Refund.objects.filter(pk=row.pk).update(state=Refund.State.REQUESTED, provider_reference="")
    send_refund(row.pk)

    row.refresh_from_db()
    assert len(refunds(stripe)) == 1
    assert row.state == Refund.State.SUCCEEDED


def test_after_the_provider_forgot_the_key_its_list_is_asked_first(stripe, mug):
    """Stripe keeps keys for 24 hours; a refund whose answer was lost before must not be made again."""
    order = paid_order(stripe, (mug, 2))
    [row] = refund(order_id=order.pk, amount=Decimal("5.00"), actor=MARIA, reason="")
    send_refund(row.pk)
    Refund.objects.filter(pk=row.pk).update(state=Refund.State.REQUESTED, provider_reference="")
    stripe.control.advance_clock(25 * 3600)

    send_refund(row.pk)

    assert len(refunds(stripe)) == 1
    row.refresh_from_db()
    assert row.provider_reference == refunds(stripe)[0]["id"]


def test_a_silent_provider_is_asked_again_later(stripe, mug, one_try):
    order = paid_order(stripe, (mug, 2))
    [row] = refund(order_id=order.pk, amount=Decimal("5.00"), actor=MARIA, reason="")
    stripe.control.fail_next("error", path="/v1/refunds")

    send_refund(row.pk)

    row.refresh_from_db()
    assert (row.state, row.attempts) == (Refund.State.REQUESTED, 1)
    assert row.next_attempt_at > timezone.now() + timedelta(seconds=20)
    send_refund(row.pk)
    assert len(refunds(stripe)) == 1


def test_a_refused_refund_marks_the_order_and_tells_staff(stripe, mug, committing):
    order = paid_order(stripe, (mug, 2))
    stripe.control.dashboard_refund(order.payments.get().provider_reference)

    [row] = ask(order, "5.00", committing)

    order.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, row.failure_code) == (Refund.State.FAILED, "charge_already_refunded")
    assert order.needs_review
    assert history(order)[-1] == "refund_failed"
    assert OutgoingMail.objects.filter(kind="staff-refund-failed").count() == 1


def test_a_pending_refund_is_done_when_the_provider_says_so(stripe, mug, committing, deliver):
    order = paid_order(stripe, (mug, 2))
    stripe.control.next_refund("pending")
    [row] = ask(order, "31.70", committing)
    row.refresh_from_db()
    assert row.state == Refund.State.PENDING
    deliver()

    stripe.control.settle_refund(row.provider_reference, "succeeded")
    deliver(times=2)

    order.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, order.status) == (Refund.State.SUCCEEDED, Order.Status.REFUNDED)
    assert mails(order).count("refunded") == 1
    assert order.refunds.count() == 1


def test_a_refund_that_the_bank_sends_back_is_never_overlooked(stripe, mug, committing, deliver):
    order = paid_order(stripe, (mug, 2))
    [row] = ask(order, "5.00", committing)
    row.refresh_from_db()

    stripe.control.settle_refund(row.provider_reference, "failed", "lost_or_stolen_card")
    deliver()

    order.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, row.failure_code, row.succeeded_at) == (
        Refund.State.FAILED,
        "lost_or_stolen_card",
        None,
    )
    assert order.needs_review
    assert refundable_sum(order) == Decimal("31.70")


def test_a_refund_from_the_dashboard_becomes_ours(stripe, mug, deliver):
    order = paid_order(stripe, (mug, 2))

    stripe.control.dashboard_refund(order.payments.get().provider_reference, 700)
    deliver(times=2)

    order.refresh_from_db()
    row = order.refunds.get()
    assert (row.origin, row.amount, row.state) == (
        Refund.Origin.GATEWAY,
        Decimal("7.00"),
        Refund.State.SUCCEEDED,
    )
    assert order.status == Order.Status.PAID
    assert "refund_found" in history(order)
    assert mails(order)[-1] == "refunded"


def test_all_of_it_from_the_dashboard_ends_the_order(stripe, mug, deliver):
    order = paid_order(stripe, (mug, 2))

    stripe.control.dashboard_refund(order.payments.get().provider_reference)
    deliver()

    order.refresh_from_db()
    assert order.status == Order.Status.REFUNDED


def test_our_own_refund_is_known_by_its_mark_before_its_number_is(stripe, mug):
    """The event of a refund may arrive before the answer to the call was written down."""
    order = paid_order(stripe, (mug, 2))
    [row] = refund(order_id=order.pk, amount=Decimal("5.00"), actor=MARIA, reason="")
    stripe_gateway.Stripe().refund(row.request, key=str(row.public_id))

    settle_refunds(row.payment_id)

    row.refresh_from_db()
    assert order.refunds.count() == 1
    assert (row.state, row.provider_reference) == (Refund.State.SUCCEEDED, refunds(stripe)[0]["id"])


def test_money_that_needs_review_can_go_back(stripe, mug, committing):
    order = make_order((mug, 2))
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)
    payment.amount = Decimal("40.00")
    payment.save()
    settle(payment.pk)
    order.refresh_from_db()
    assert order.needs_review

    ask(order, "31.70", committing)

    order.refresh_from_db()
    assert order.status == Order.Status.NEW
    assert order.refunds.get().state == Refund.State.SUCCEEDED


def test_cash_is_given_back_by_hand_and_recorded_as_done(mug, committing):
    order = make_order((mug, 1), payment_method="cod")
    ship(order_id=order.pk, actor=MARIA)
    mark_cash_received(order_id=order.pk, actor=MARIA)

    ask(order, "18.80", committing)

    order.refresh_from_db()
    assert order.status == Order.Status.REFUNDED
    assert order.refunds.get().state == Refund.State.SUCCEEDED
