"""Doing it twice with one key does it once; failures of the provider on demand."""

import threading

import pytest
import stripe

from .conftest import client_for, session_params

KEY = {"idempotency_key": "payment-1"}


def test_the_same_key_gives_the_same_session(api):
    first = api.v1.checkout.sessions.create(params=session_params(), options=KEY)
    second = api.v1.checkout.sessions.create(params=session_params(), options=KEY)
    assert second.to_dict() == first.to_dict()
    assert "idempotent-replayed" not in first.last_response.headers
    assert second.last_response.headers["idempotent-replayed"] == "true"
    assert second.last_response.headers["original-request"] == first.last_response.headers["request-id"]
    assert len(api.v1.checkout.sessions.list().data) == 1


def test_a_replay_shows_the_answer_of_that_time(emulator, api):
    first = api.v1.checkout.sessions.create(params=session_params(), options=KEY)
    emulator.control.complete_session(first.id)
    replayed = api.v1.checkout.sessions.create(params=session_params(), options=KEY)
    assert replayed.status == "open"
    assert api.v1.checkout.sessions.retrieve(first.id).status == "complete"


def test_the_same_key_with_other_parameters_is_an_error(api):
    api.v1.checkout.sessions.create(params=session_params(), options=KEY)
    with pytest.raises(stripe.IdempotencyError, match="same parameters they were first used with") as refused:
        api.v1.checkout.sessions.create(params=session_params(client_reference_id="other"), options=KEY)
    assert refused.value.http_status == 400
    assert len(api.v1.checkout.sessions.list().data) == 1


def test_the_same_key_on_another_endpoint_is_an_error(api):
    created = api.v1.checkout.sessions.create(params=session_params(), options=KEY)
    with pytest.raises(stripe.IdempotencyError, match="same endpoint they were first used for"):
        api.v1.checkout.sessions.expire(created.id, options=KEY)
    assert api.v1.checkout.sessions.retrieve(created.id).status == "open"


def test_keys_are_forgotten_after_24_hours(emulator, api):
    first = api.v1.checkout.sessions.create(params=session_params(), options=KEY)
    emulator.control.advance_clock(24 * 3600 - 60)
    assert api.v1.checkout.sessions.create(params=session_params(), options=KEY).id == first.id
    emulator.control.advance_clock(120)
    assert api.v1.checkout.sessions.create(params=session_params(), options=KEY).id != first.id


def test_a_refused_call_does_not_use_up_its_key(api):
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.checkout.sessions.create(params=session_params(mode="barter"), options=KEY)
    assert api.v1.checkout.sessions.create(params=session_params(), options=KEY).status == "open"


def test_a_decline_is_remembered(api):
    params = {
        "amount": 500,
        "currency": "eur",
        "payment_method": "pm_card_chargeCustomerFail",
        "confirm": True,
    }
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            api.v1.payment_intents.create(params=params, options=KEY)
    assert len(api.v1.payment_intents.list().data) == 1


def test_a_refund_sent_twice_pays_back_once(api, paid):
    params = {"payment_intent": paid().payment_intent, "amount": 1000}
    first = api.v1.refunds.create(params=params, options={"idempotency_key": "refund-1"})
    second = api.v1.refunds.create(params=params, options={"idempotency_key": "refund-1"})
    assert first.id == second.id
    assert [row.amount for row in api.v1.refunds.list().data] == [1000]


def test_two_calls_at_once_with_one_key_make_one_session(emulator, api):
    """The first to arrive is made slow; the other comes in the meantime and is turned away."""
    emulator.control.fail_next("slow", seconds=1.0, path="/v1/checkout/sessions")
    made, refused = [], []

    def create():
        try:
            made.append(api.v1.checkout.sessions.create(params=session_params(), options=KEY))
        except stripe.StripeError as error:
            refused.append(error)

    threads = [threading.Thread(target=create) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(error.http_status, error.error.code) for error in refused] == [(409, "idempotency_key_in_use")]
    assert [row.id for row in api.v1.checkout.sessions.list().data] == [made[0].id]


def test_overlong_keys_are_refused(api):
    with pytest.raises(stripe.IdempotencyError):
        api.v1.checkout.sessions.create(params=session_params(), options={"idempotency_key": "k" * 256})


def test_a_planned_outage_answers_500_and_does_nothing(emulator, api):
    emulator.control.fail_next("error", times=2)
    for _ in range(2):
        with pytest.raises(stripe.APIError) as down:
            api.v1.checkout.sessions.create(params=session_params(), options=KEY)
        assert down.value.http_status == 500
    assert api.v1.checkout.sessions.list().data == []
    assert api.v1.checkout.sessions.create(params=session_params(), options=KEY).status == "open"


def test_a_planned_timeout_breaks_the_connection(emulator, api):
    emulator.control.fail_next("timeout", seconds=0.05)
    with pytest.raises(stripe.APIConnectionError):
        api.v1.checkout.sessions.create(params=session_params())
    assert api.v1.checkout.sessions.list().data == []


def test_an_answer_that_got_lost_is_replayed_by_the_clients_own_retry(emulator):
    emulator.control.fail_next("lost_answer", path="/v1/checkout/sessions", method="POST")
    created = client_for(emulator.url, retries=2).v1.checkout.sessions.create(
        params=session_params(), options=KEY
    )
    assert created.last_response.headers["idempotent-replayed"] == "true"
    assert len(client_for(emulator.url).v1.checkout.sessions.list().data) == 1


def test_failures_only_hit_the_calls_they_were_planned_for(emulator, api):
    emulator.control.fail_next("error", path="/v1/refunds", method="POST")
    assert api.v1.refunds.list().data == []
    assert api.v1.checkout.sessions.create(params=session_params()).status == "open"
    with pytest.raises(stripe.APIError):
        api.v1.refunds.create(params={"payment_intent": "pi_x"})
