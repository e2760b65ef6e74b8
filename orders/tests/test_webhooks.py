"""Where Stripe reports: verify, store once, answer, and do the work later."""

import json
import logging
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from core.models import OutgoingMail
from orders.models import Order, Payment
from orders.services.incoming import process_event
from orders.tasks import sweep_events
from orders.tests.factories import make_order
from orders.tests.provider import (
    WEBHOOK,
    cut_off_start,
    history,
    mails,
    open_page,
    paid_order,
    post_event,
    refunds,
    sessions,
)
from payments.models import IncomingEvent
from payments.tests.signing import sign
from products.tests.factories import make_sellable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]
State = IncomingEvent.State


@pytest.fixture
def mug():
    return make_sellable(price="12.90", stock=5)


def completed(stripe, order) -> Payment:
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)
    return payment


def one(stripe, type_):
    return next(signed for signed in stripe.control.take_pending() if signed.type == type_)


def event(type_: str, about: dict, event_id: str = "evt_made_up", **changed) -> bytes:
    body = {
        "id": event_id,
        "object": "event",
        "type": type_,
        "livemode": False,
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "data": {"object": about},
    }
    return json.dumps({**body, **changed}).encode()


def test_an_event_is_stored_and_the_order_is_paid(stripe, mug, committing):
    order = make_order((mug, 1))
    completed(stripe, order)
    signed = one(stripe, "checkout.session.completed")

    with committing():
        answer = post_event(signed.payload, signed.signature)

    order.refresh_from_db()
    row = IncomingEvent.objects.get()
    assert answer.status_code == 200
    assert order.status == Order.Status.PAID
    assert (row.event_id, row.type, row.state) == (signed.event_id, "checkout.session.completed", State.DONE)
    assert row.payload == signed.event
    assert row.processed_at >= row.received_at


def test_nothing_but_storing_happens_before_the_answer(stripe, mug):
    order = make_order((mug, 1))
    completed(stripe, order)
    signed = one(stripe, "checkout.session.completed")

    answer = post_event(signed.payload, signed.signature)

    order.refresh_from_db()
    assert answer.status_code == 200
    assert order.status == Order.Status.NEW
    assert IncomingEvent.objects.get().state == State.RECEIVED


def test_the_same_event_again_is_known_and_does_nothing(stripe, mug, committing):
    """Second belt of DESIGN 1.14: events are unique by constraint."""
    order = make_order((mug, 1))
    completed(stripe, order)
    signed = one(stripe, "checkout.session.completed")

    with committing():
        first = post_event(signed.payload, signed.signature)
    before = history(order)
    with committing() as queued:
        second = post_event(signed.payload, signed.signature)

    assert (first.content, second.content) == (b"stored", b"known")
    assert second.status_code == 200
    assert queued == []
    assert IncomingEvent.objects.count() == 1
    assert history(order) == before
    assert mails(order) == ["order-received", "paid"]


def test_all_events_of_a_purchase_in_any_order_and_twice(stripe, mug, deliver):
    order = make_order((mug, 1))
    stripe.control.set_webhooks(shuffle=True, twin_events=True)
    completed(stripe, order)

    types = deliver(times=2)

    order.refresh_from_db()
    assert types.count("checkout.session.completed") == 2
    assert order.status == Order.Status.PAID
    assert mails(order) == ["order-received", "paid"]
    assert history(order).count("payment_received") == 1
    assert not IncomingEvent.objects.filter(
        state__in=[State.RECEIVED, State.FAILED, State.UNMATCHED]
    ).exists()


@pytest.mark.parametrize(
    "spoil",
    [
        "forged",
        "tampered",
        "old",
        "no header",
        "empty header",
        "not json",
        "not utf-8",
        "a list",
        "thin",
        "no data",
    ],
)
def test_what_is_not_a_signed_event_is_refused_without_effects(stripe, caplog, spoil):
    secret = stripe.webhook_secret
    body = event("checkout.session.completed", {"id": "cs_x", "object": "checkout.session"})
    if spoil == "not json":
        body = b"{"
    elif spoil == "not utf-8":
        body = b"\xff\xfe"
    elif spoil == "a list":
        body = b"[]"
    elif spoil == "thin":
        body = body.replace(b'"object": "event"', b'"object": "v2.core.event"')
    elif spoil == "no data":
        body = event("x", {}).replace(b'"data"', b'"other"')
    header = sign(body, secret, timestamp=int(time.time()) - (301 if spoil == "old" else 0))
    if spoil == "forged":
        header = sign(body, "whsec_of_somebody_else")
    elif spoil == "tampered":
        body = body.replace(b"cs_x", b"cs_y")
    elif spoil == "empty header":
        header = ""

    with caplog.at_level(logging.WARNING, logger="orders.webhooks"):
        headers = {} if spoil == "no header" else {"Stripe-Signature": header}
        answer = Client().post(WEBHOOK, body, "application/json", headers=headers)

    assert answer.status_code == 400
    assert "webhook refused" in caplog.text
    assert not IncomingEvent.objects.exists()


def test_an_event_of_the_other_mode_is_refused(stripe):
    body = event("checkout.session.completed", {"id": "cs_x"}, livemode=True)

    assert post_event(body, sign(body, stripe.webhook_secret)).status_code == 400
    assert not IncomingEvent.objects.exists()


def test_without_any_secret_nothing_is_believed(stripe, settings):
    settings.STRIPE_WEBHOOK_SECRETS = []
    body = event("checkout.session.completed", {"id": "cs_x"})

    assert post_event(body, sign(body, "")).status_code == 400


def test_a_rotated_secret_is_accepted_beside_the_new_one(stripe, settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", "whsec_old"]
    for number, secret in enumerate(settings.STRIPE_WEBHOOK_SECRETS):
        body = event("customer.created", {"id": "cus_x"}, event_id=f"evt_{number}")
        assert post_event(body, sign(body, secret)).status_code == 200


def test_only_post_is_answered(client):
    assert client.get(WEBHOOK).status_code == 405


def test_events_that_do_not_concern_orders_are_ignored(stripe, committing):
    body = event("customer.created", {"id": "cus_x", "object": "customer"})

    with committing():
        post_event(body, sign(body, stripe.webhook_secret))

    assert IncomingEvent.objects.get().state == State.IGNORED


def test_something_of_ours_that_nobody_knows_is_shown_to_staff_once(stripe, committing):
    for number in range(2):
        about = {"id": "cs_strange", "object": "checkout.session", "payment_intent": "pi_strange"}
        body = event("checkout.session.completed", about, event_id=f"evt_{number}")
        with committing():
            post_event(body, sign(body, stripe.webhook_secret))

    assert set(IncomingEvent.objects.values_list("state", flat=True)) == {State.UNMATCHED}
    assert not Order.objects.exists()
    assert OutgoingMail.objects.get().kind == "staff-unmatched"


def test_the_event_of_a_page_whose_start_was_cut_off_finds_its_payment(stripe, mug, deliver):
    order = make_order((mug, 1))
    cut_off_start(stripe, order.payments.get())
    stripe.control.complete_session(sessions(stripe)[0]["id"])

    deliver("checkout.session.completed")

    order.refresh_from_db()
    payment = order.payments.get()
    assert order.status == Order.Status.PAID
    assert payment.session_reference == sessions(stripe)[0]["id"]


def test_a_refund_that_is_reported_before_the_payment_is_not_lost(stripe, mug, deliver):
    order = make_order((mug, 1))
    payment = completed(stripe, order)
    intent = sessions(stripe)[0]["payment_intent"]
    stripe.control.dashboard_refund(intent, 500)

    deliver("charge.refunded")

    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, payment.state) == (Order.Status.PAID, Payment.State.SUCCEEDED)
    assert order.refunds.get().amount == Decimal("5.00")
    assert len(refunds(stripe)) == 1


def test_a_lost_task_is_picked_up_by_the_sweep(stripe, mug):
    order = make_order((mug, 1))
    completed(stripe, order)
    signed = one(stripe, "checkout.session.completed")
    post_event(signed.payload, signed.signature)
    assert sweep_events() == 0
    IncomingEvent.objects.update(next_attempt_at=timezone.now())

    assert sweep_events() == 1

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert sweep_events() == 0


def test_a_silent_provider_postpones_the_event_and_giving_up_tells_staff(stripe, mug, one_try, committing):
    order = make_order((mug, 1))
    completed(stripe, order)
    signed = one(stripe, "checkout.session.completed")
    stripe.control.fail_next("error", path="/v1/checkout/sessions/", times=12)

    with committing():
        post_event(signed.payload, signed.signature)

    row = IncomingEvent.objects.get()
    assert (row.state, row.attempts, row.last_error) == (State.RECEIVED, 1, "GatewayDown")
    assert row.next_attempt_at > timezone.now() + timedelta(seconds=20)
    for _ in range(11):
        process_event(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.FAILED, 12)
    assert OutgoingMail.objects.get().kind == "staff-event-failed"


def test_a_dispute_marks_the_order_and_tells_staff_once(stripe, mug, committing):
    order = paid_order(stripe, (mug, 1))
    intent = order.payments.get().provider_reference
    about = {"id": "dp_1", "object": "dispute", "payment_intent": intent, "status": "needs_response"}
    body = event("charge.dispute.created", about)

    with committing():
        post_event(body, sign(body, stripe.webhook_secret))
    row = IncomingEvent.objects.get()
    IncomingEvent.objects.update(state=State.RECEIVED)
    process_event(row.pk)

    order.refresh_from_db()
    assert order.needs_review
    assert history(order).count("note") == 1
    assert OutgoingMail.objects.filter(kind="staff-dispute").count() == 1
