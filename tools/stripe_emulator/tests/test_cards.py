"""What each of Stripe's test cards does on the hosted page and through the API."""

import datetime

import pytest
import stripe

from tools.stripe_emulator.cards import CardFormError, read_card

DECLINES = [
    ("4000000000000002", "card_declined", "generic_decline", "Your card was declined."),
    (
        "4000000000009995",
        "card_declined",
        "insufficient_funds",
        "Your card has insufficient funds. Try a different card.",
    ),
    ("4000000000009987", "card_declined", "lost_card", "Your card was declined."),
    ("4000000000000069", "expired_card", None, "Your card has expired."),
    ("4000000000000127", "incorrect_cvc", None, "Your card's security code is incorrect."),
    (
        "4000000000000119",
        "processing_error",
        None,
        "An error occurred while processing your card. Try again in a little bit.",
    ),
    ("4000000000000341", "card_declined", "generic_decline", "Your card was declined."),
]


@pytest.mark.parametrize("card, code, decline_code, message", DECLINES)
def test_a_declined_card_leaves_the_page_open_and_the_next_one_pays(
    emulator, api, session, card, code, decline_code, message
):
    created = session()
    answer = emulator.control.complete_session(created.id, card)
    assert (answer.status, answer.location, answer.error) == (402, None, message)
    still_open = api.v1.checkout.sessions.retrieve(
        created.id, params={"expand": ["payment_intent.latest_charge"]}
    )
    assert (still_open.status, still_open.payment_status) == ("open", "unpaid")
    intent = still_open.payment_intent
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error.code == code
    assert getattr(intent.last_payment_error, "decline_code", None) == decline_code
    assert (intent.latest_charge.status, intent.latest_charge.failure_code) == ("failed", code)
    types = [event["type"] for event in emulator.control.events()]
    assert types == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]

    assert emulator.control.complete_session(created.id).status == 303
    done = api.v1.checkout.sessions.retrieve(created.id)
    assert (done.status, done.payment_intent) == ("complete", intent.id)
    assert [charge.status for charge in api.v1.charges.list().data] == ["succeeded", "failed"]


@pytest.mark.parametrize("card", ["4000002500003155", "4000000000003220"])
def test_three_d_secure_pays_after_the_bank_agreed(emulator, api, session, card):
    created = session()
    answer = emulator.control.complete_session(created.id, card)
    assert answer.location == f"http://127.0.0.1:8000/thanks/?session={created.id}"
    charge = api.v1.charges.list().data[0]
    assert charge.payment_method_details.card.three_d_secure.result == "authenticated"
    assert "payment_intent.requires_action" in [event["type"] for event in emulator.control.events()]


def test_failed_three_d_secure_charges_nothing_and_lets_the_buyer_try_again(emulator, api, session):
    created = session()
    answer = emulator.control.complete_session(created.id, "4000000000003220", authenticate=False)
    assert answer.error == (
        "We are unable to authenticate your payment method. Please choose a different payment method and try again."
    )
    intent = api.v1.payment_intents.list().data[0]
    assert intent.last_payment_error.code == "payment_intent_authentication_failure"
    assert api.v1.charges.list().data == []
    assert emulator.control.complete_session(created.id).status == 303


def test_a_card_can_fail_after_authentication(emulator, session):
    answer = emulator.control.complete_session(session().id, "4000008400001629")
    assert answer.error == "Your card was declined."


def test_a_real_card_number_is_declined_and_never_kept(emulator, api, session):
    answer = emulator.control.complete_session(session().id, "4539578763621486")
    assert answer.error.startswith(
        "Your card was declined. Your request was in test mode, but used a non test card."
    )
    assert "4539578763621486" not in str(emulator.control.events())


@pytest.mark.parametrize(
    "number, expiry, cvc, errors",
    [
        ("4242", "12/34", "123", {"card_number": "card_incomplete"}),
        ("4242424242424241", "12/34", "123", {"card_number": "card_invalid"}),
        ("4242424242424242", "13/34", "123", {"expiry": "expiry_incomplete"}),
        ("4242424242424242", "10/26", "123", {"expiry": "expiry_past"}),
        ("4242424242424242", "12/34", "12", {"cvc": "cvc_incomplete"}),
        ("378282246310005", "12/34", "123", {"cvc": "cvc_incomplete"}),
        (
            "",
            "",
            "",
            {"card_number": "card_incomplete", "expiry": "expiry_incomplete", "cvc": "cvc_incomplete"},
        ),
    ],
)
def test_the_form_names_every_mistake(number, expiry, cvc, errors):
    with pytest.raises(CardFormError) as refused:
        read_card(number, expiry, cvc, today=datetime.date(2026, 11, 21))
    assert refused.value.errors == errors


@pytest.mark.parametrize("expiry", ["11/26", "11 / 26", "11/2026", "1126"])
def test_a_card_is_valid_to_the_end_of_its_month_in_any_spelling(expiry):
    typed = read_card("4242 4242 4242 4242", expiry, "123", today=datetime.date(2026, 11, 30))
    assert (typed.card.last4, typed.exp_month, typed.exp_year) == ("4242", 11, 2026)


def test_an_intent_confirmed_through_the_api_is_paid_or_raises_card_error(api):
    paid = api.v1.payment_intents.create(
        params={"amount": 1999, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    )
    assert (paid.status, paid.amount_received) == ("succeeded", 1999)
    with pytest.raises(stripe.CardError) as declined:
        api.v1.payment_intents.create(
            params={
                "amount": 1999,
                "currency": "eur",
                "payment_method": "pm_card_visa_chargeDeclined",
                "confirm": True,
            }
        )
    assert (declined.value.http_status, declined.value.code) == (402, "card_declined")
    assert declined.value.error.decline_code == "generic_decline"
    assert declined.value.error.payment_intent.status == "requires_payment_method"


def test_an_intent_of_the_api_can_ask_for_three_d_secure(emulator, api):
    created = api.v1.payment_intents.create(params={"amount": 1999, "currency": "eur"})
    waiting = api.v1.payment_intents.confirm(
        created.id,
        params={"payment_method": "pm_card_threeDSecure2Required", "return_url": "http://127.0.0.1:8000/r/"},
    )
    assert waiting.status == "requires_action"
    assert waiting.next_action.redirect_to_url.url == f"{emulator.url}/c/3ds/{created.id}"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.payment_intents.confirm(created.id, params={"payment_method": "pm_card_visa"})
    assert refused.value.code == "payment_intent_unexpected_state"
    assert api.v1.payment_intents.cancel(created.id).status == "canceled"
