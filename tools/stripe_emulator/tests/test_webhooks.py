"""Events reach the shop signed, and in every kind of disorder that is asked for."""

import time

import pytest
import stripe

from tools.stripe_emulator import spec
from tools.stripe_emulator.client import ControlError

COMPLETED = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
]
FAST = [0.05] * 3


def listen(emulator, sink, **settings):
    emulator.control.set_webhooks(**{"url": sink.url, "retry_delays": FAST, **settings})


def test_a_payment_is_told_in_natural_order_and_signed(emulator, sink, session):
    listen(emulator, sink)
    created = session(metadata={"payment": "p-1"})
    emulator.control.complete_session(created.id)
    sink.wait_for(4)
    assert sink.types() == COMPLETED
    for body, signature in sink.received:
        event = stripe.Webhook.construct_event(body, signature, emulator.webhook_secret)
        assert (event.object, event.livemode, event.api_version) == ("event", False, spec.version())
        assert event.pending_webhooks == 1
    done = stripe.Webhook.construct_event(*sink.received[-1], emulator.webhook_secret).data.object
    assert (done.id, done.payment_status, done.metadata["payment"]) == (created.id, "paid", "p-1")
    time.sleep(0.2)
    assert len(sink.received) == 4
    assert {event["pending_webhooks"] for event in emulator.control.events()} == {0}


def test_a_wrong_secret_or_a_changed_body_does_not_verify(emulator, session):
    emulator.control.complete_session(session().id)
    signed = emulator.control.take_pending()[0]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(signed.payload, signed.signature, "whsec_other")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(signed.payload + b" ", signed.signature, emulator.webhook_secret)


def test_events_remember_the_request_that_caused_them(emulator, api, session):
    created = session()
    api.v1.checkout.sessions.expire(created.id, options={"idempotency_key": "expire-1"})
    request = emulator.control.events("checkout.session.expired")[0]["request"]
    assert request["idempotency_key"] == "expire-1"
    assert request["id"].startswith("req_")


def test_failed_deliveries_are_repeated_until_a_2xx(emulator, sink, session):
    listen(emulator, sink)
    sink.answers[:] = [500, 302, 404]
    created = session()
    emulator.control.expire_session(created.id)
    events = sink.wait_for(4)
    assert len({event["id"] for event in events}) == 1
    time.sleep(0.2)
    assert len(sink.received) == 4
    row = emulator.control.deliveries()[0]
    assert (row["state"], row["attempts"], row["answer"]) == ("delivered", 4, 200)


def test_repeats_are_bounded(emulator, sink, session):
    listen(emulator, sink)
    sink.answers[:] = [500] * 10
    emulator.control.expire_session(session().id)
    sink.wait_for(4)
    time.sleep(0.3)
    assert len(sink.received) == 4
    assert [(row["state"], row["attempts"]) for row in emulator.control.deliveries()] == [("failed", 4)]


def test_an_unreachable_shop_is_tried_again(emulator, sink, session):
    listen(emulator, sink, url="http://127.0.0.1:9/webhook/", retry_delays=[0.05] * 100)
    emulator.control.expire_session(session().id)
    while emulator.control.deliveries()[0]["attempts"] < 2:
        time.sleep(0.02)
    emulator.control.set_webhooks(url=sink.url)
    sink.wait_for(1)
    assert sink.types() == ["checkout.session.expired"]


def test_events_can_come_twice(emulator, sink, session):
    listen(emulator, sink, duplicate=True)
    emulator.control.complete_session(session().id)
    events = sink.wait_for(8)
    ids = [event["id"] for event in events]
    assert sorted(ids) == sorted(list(set(ids)) * 2)
    assert len(emulator.control.events()) == 4


def test_one_change_can_be_reported_by_two_events(emulator, session):
    emulator.control.set_webhooks(twin_events=True)
    emulator.control.expire_session(session().id)
    first, second = emulator.control.take_pending()
    assert first.type == second.type == "checkout.session.expired"
    assert first.event_id != second.event_id
    assert first.event["data"] == second.event["data"]


def test_events_can_come_in_the_wrong_order(emulator, sink, session):
    listen(emulator, sink, shuffle=True)
    emulator.control.complete_session(session().id)
    sink.wait_for(4)
    assert sink.types() != COMPLETED
    assert sorted(sink.types()) == sorted(COMPLETED)


def test_shuffled_events_can_be_taken(emulator, session):
    emulator.control.set_webhooks(shuffle=True)
    emulator.control.complete_session(session().id)
    taken = [signed.type for signed in emulator.control.take_pending()]
    assert taken != COMPLETED
    assert sorted(taken) == sorted(COMPLETED)


def test_events_can_get_lost_and_are_still_listed(emulator, api, sink, session):
    listen(emulator, sink, drop=["checkout.session.completed"])
    emulator.control.complete_session(session().id)
    sink.wait_for(3)
    time.sleep(0.2)
    assert sink.types() == COMPLETED[:3]
    lost = api.v1.events.list(params={"type": "checkout.session.completed"}).data[0]
    emulator.control.resend(lost.id)
    sink.wait_for(4)
    assert sink.types() == COMPLETED


def test_all_events_can_get_lost(emulator, session):
    emulator.control.set_webhooks(drop=True)
    emulator.control.complete_session(session().id)
    assert emulator.control.take_pending() == []
    emulator.control.set_webhooks(drop=False)
    emulator.control.complete_session(session().id)
    assert [signed.type for signed in emulator.control.take_pending()] == COMPLETED


@pytest.mark.parametrize(
    "settings",
    [{"dealy": 1}, {"shuffle": "yes"}, {"drop": "charge.succeeded"}, {"delay": -1}, {"duplicate": -1}],
)
def test_settings_that_make_no_sense_are_refused(emulator, session, settings):
    with pytest.raises(ControlError):
        emulator.control.set_webhooks(**settings)
    emulator.control.complete_session(session().id)
    assert [signed.type for signed in emulator.control.take_pending()] == COMPLETED


def test_events_can_be_late(emulator, sink, session):
    listen(emulator, sink, delay=0.4)
    started = time.monotonic()
    emulator.control.expire_session(session().id)
    sink.wait_for(1)
    assert time.monotonic() - started >= 0.4


def test_held_events_leave_when_told(emulator, sink, session):
    listen(emulator, sink, hold=True)
    emulator.control.complete_session(session().id)
    time.sleep(0.2)
    assert sink.received == []
    made = emulator.control.deliver_pending()
    assert [(row["type"], row["state"], row["answer"]) for row in made] == [
        (event_type, "delivered", 200) for event_type in COMPLETED
    ]
    assert sink.types() == COMPLETED
    assert emulator.control.deliver_pending() == []


def test_taken_events_are_not_delivered_again(emulator, session):
    emulator.control.complete_session(session().id)
    taken = emulator.control.take_pending()
    assert [signed.type for signed in taken] == COMPLETED
    assert emulator.control.take_pending() == []
    again = emulator.control.sign(taken[-1].event_id)
    event = stripe.Webhook.construct_event(again.payload, again.signature, emulator.webhook_secret)
    assert (event.id, event.type) == (taken[-1].event_id, "checkout.session.completed")


def test_a_rolled_secret_signs_beside_the_new_one_for_a_day(emulator, session):
    emulator.control.rotate_secret("whsec_new")
    emulator.control.expire_session(session().id)
    signed = emulator.control.take_pending()[0]
    assert signed.signature.count("v1=") == 2
    for secret in (emulator.webhook_secret, "whsec_new"):
        assert stripe.Webhook.construct_event(signed.payload, signed.signature, secret).id == signed.event_id
    emulator.control.advance_clock(24 * 3600 + 60)
    later = emulator.control.sign(signed.event_id)
    assert later.signature.count("v1=") == 1
    assert stripe.Webhook.construct_event(later.payload, later.signature, "whsec_new").id == signed.event_id


def test_signatures_stay_valid_when_emulated_time_runs_ahead(emulator, session):
    created = session()
    emulator.control.advance_clock(25 * 3600)
    signed = next(row for row in emulator.control.take_pending() if row.type == "checkout.session.expired")
    event = stripe.Webhook.construct_event(
        signed.payload, signed.signature, emulator.webhook_secret, tolerance=300
    )
    assert event.data.object.id == created.id


def test_further_endpoints_get_what_they_asked_for_with_their_own_secret(emulator, api, sink, session):
    endpoint = api.v1.webhook_endpoints.create(
        params={"url": sink.url, "enabled_events": ["checkout.session.completed"]}
    )
    emulator.control.complete_session(session().id)
    sink.wait_for(1)
    event = stripe.Webhook.construct_event(*sink.received[0], endpoint.secret)
    assert event.type == "checkout.session.completed"
    assert "secret" not in api.v1.webhook_endpoints.retrieve(endpoint.id).to_dict()
    api.v1.webhook_endpoints.update(endpoint.id, params={"disabled": True})
    emulator.control.complete_session(session().id)
    time.sleep(0.2)
    assert len(sink.received) == 1
    assert api.v1.webhook_endpoints.delete(endpoint.id).deleted is True
    assert len(api.v1.webhook_endpoints.list().data) == 1


def test_events_of_a_later_state_do_not_change_earlier_ones(emulator, api, paid):
    done = paid()
    api.v1.refunds.create(params={"payment_intent": done.payment_intent, "amount": 100})
    charge = emulator.control.events("charge.succeeded")[0]["data"]["object"]
    assert charge["amount_refunded"] == 0
