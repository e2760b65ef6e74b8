"""Refunds within the limits of the charge, at once, pending and failing."""

import pytest
import stripe


def types(emulator):
    return [event["type"] for event in emulator.control.events()]


def charge_of(api, done):
    return api.v1.payment_intents.retrieve(
        done.payment_intent, params={"expand": ["latest_charge"]}
    ).latest_charge


def test_partial_refunds_add_up_and_the_rest_closes_the_charge(emulator, api, paid):
    done = paid()
    first = api.v1.refunds.create(
        params={"payment_intent": done.payment_intent, "amount": 1500, "metadata": {"refund": "r-1"}}
    )
    assert (first.status, first.amount, first.currency) == ("succeeded", 1500, "eur")
    assert first.metadata["refund"] == "r-1"
    charge = charge_of(api, done)
    assert (charge.amount_refunded, charge.refunded) == (1500, False)
    rest = api.v1.refunds.create(params={"charge": charge.id, "reason": "requested_by_customer"})
    assert (rest.amount, rest.reason) == (2500, "requested_by_customer")
    charge = charge_of(api, done)
    assert (charge.amount_refunded, charge.refunded) == (4000, True)
    listed = api.v1.refunds.list(params={"payment_intent": done.payment_intent})
    assert [row.id for row in listed.data] == [rest.id, first.id]
    assert types(emulator)[-4:] == ["refund.created", "charge.refunded"] * 2
    last = emulator.control.events("charge.refunded")[-1]
    assert last["data"]["previous_attributes"] == {"amount_refunded": 1500, "refunded": False}


def test_a_refund_takes_its_amount_from_the_balance_without_a_fee(api, paid):
    refund = api.v1.refunds.create(params={"payment_intent": paid().payment_intent, "amount": 100})
    movement = api.v1.balance_transactions.retrieve(refund.balance_transaction)
    assert (movement.amount, movement.fee, movement.net, movement.source) == (-100, 0, -100, refund.id)


@pytest.mark.parametrize(
    "before, amount, code, text",
    [
        (
            None,
            4001,
            None,
            r"Refund amount \(€40.01\) is greater than unrefunded amount on charge \(€40.00\)",
        ),
        (3000, 1001, None, r"greater than unrefunded amount on charge \(€10.00\)"),
        (4000, 1, "charge_already_refunded", "has already been refunded"),
        (4000, None, "charge_already_refunded", "has already been refunded"),
        (None, 0, "parameter_invalid_integer", "Invalid positive integer"),
        (None, -5, "parameter_invalid_integer", "Invalid positive integer"),
    ],
)
def test_no_more_goes_back_than_came_in(api, paid, before, amount, code, text):
    intent = paid().payment_intent
    if before:
        api.v1.refunds.create(params={"payment_intent": intent, "amount": before})
    params = {"payment_intent": intent, **({"amount": amount} if amount is not None else {})}
    with pytest.raises(stripe.InvalidRequestError, match=text) as refused:
        api.v1.refunds.create(params=params)
    assert refused.value.code == code
    assert sum(refund.amount for refund in api.v1.refunds.list().data) == (before or 0)


def test_an_unpaid_intent_has_nothing_to_refund(emulator, api, session):
    created = session()
    emulator.control.complete_session(created.id, "4000000000000002")
    intent = api.v1.checkout.sessions.retrieve(created.id).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge to refund"):
        api.v1.refunds.create(params={"payment_intent": intent})


def test_either_charge_or_intent_must_be_named(api):
    with pytest.raises(stripe.InvalidRequestError, match="payment_intent or charge"):
        api.v1.refunds.create(params={"amount": 100})


def test_a_pending_refund_succeeds_when_the_bank_agrees(emulator, api, paid):
    emulator.control.next_refund("pending")
    refund = api.v1.refunds.create(params={"payment_intent": paid().payment_intent})
    assert (refund.status, refund.pending_reason) == ("pending", "processing")
    emulator.control.settle_refund(refund.id, "succeeded")
    assert api.v1.refunds.retrieve(refund.id).status == "succeeded"
    assert types(emulator)[-2:] == ["refund.updated", "charge.refund.updated"]
    assert emulator.control.events("refund.updated")[-1]["data"]["previous_attributes"] == {
        "status": "pending"
    }


def test_a_failed_refund_gives_its_amount_back_to_the_charge(emulator, api, paid):
    done = paid()
    emulator.control.next_refund("pending")
    refund = api.v1.refunds.create(params={"payment_intent": done.payment_intent})
    emulator.control.settle_refund(refund.id, "failed", "expired_or_canceled_card")
    failed = api.v1.refunds.retrieve(refund.id, params={"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert failed.failure_balance_transaction.amount == 4000
    charge = charge_of(api, done)
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    assert types(emulator)[-3:] == ["refund.updated", "charge.refund.updated", "refund.failed"]
    assert api.v1.refunds.create(params={"payment_intent": done.payment_intent}).status == "succeeded"


@pytest.mark.parametrize(
    "card, at_first, in_the_end",
    [("4000000000007726", "pending", "succeeded"), ("4000000000005126", "succeeded", "failed")],
)
def test_special_cards_change_their_mind_later(emulator, api, paid, card, at_first, in_the_end):
    refund = api.v1.refunds.create(params={"payment_intent": paid(card).payment_intent})
    assert refund.status == at_first
    emulator.control.advance_clock(31)
    assert api.v1.refunds.retrieve(refund.id).status == in_the_end


def test_a_refund_in_the_dashboard_is_seen_by_api_and_events(emulator, api, paid):
    done = paid()
    made = emulator.control.dashboard_refund(done.payment_intent, 700)
    assert [row.id for row in api.v1.refunds.list().data] == [made["id"]]
    event = emulator.control.events("refund.created")[0]
    assert event["data"]["object"]["amount"] == 700
    assert event["request"] == {"id": None, "idempotency_key": None}
