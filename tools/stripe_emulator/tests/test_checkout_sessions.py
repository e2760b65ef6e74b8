"""Sessions from creation to the end, through stripe-python."""

import pytest
import stripe

from .conftest import EUR_ITEM, session_params


def line(amount, quantity=1, currency="eur", name="Mug"):
    return {
        "quantity": quantity,
        "price_data": {"currency": currency, "unit_amount": amount, "product_data": {"name": name}},
    }


def test_a_new_session_is_open_unpaid_and_adds_up_its_lines(emulator, api, session):
    created = session(
        line_items=[line(1999, name="3 × Чаша, синя"), line(250, quantity=3), line(450, name="Доставка")],
        client_reference_id="order-1",
        customer_email="ana@example.com",
        metadata={"payment": "p-1"},
        locale="bg",
    )
    assert (created.status, created.payment_status) == ("open", "unpaid")
    assert created.amount_total == created.amount_subtotal == 1999 + 750 + 450
    assert created.currency == "eur"
    assert created.url == f"{emulator.url}/c/pay/{created.id}"
    assert created.id.startswith("cs_test_")
    assert created.client_reference_id == "order-1"
    assert created.customer_email == "ana@example.com"
    assert created.metadata["payment"] == "p-1"
    assert created.locale == "bg"
    assert created.livemode is False
    assert created.payment_intent is None
    again = api.v1.checkout.sessions.retrieve(created.id)
    assert again.to_dict() == created.to_dict()


def test_line_items_are_listed_and_expandable(api, session):
    created = session(line_items=[line(100, 2), line(300, name="Чаша")])
    listed = api.v1.checkout.sessions.line_items.list(created.id)
    assert [(row.description, row.quantity, row.amount_total) for row in listed.data] == [
        ("Mug", 2, 200),
        ("Чаша", 1, 300),
    ]
    expanded = api.v1.checkout.sessions.retrieve(created.id, params={"expand": ["line_items"]})
    assert [row.id for row in expanded.line_items.data] == [row.id for row in listed.data]
    with pytest.raises(AttributeError):
        _ = created.line_items


def test_paying_completes_the_session_and_fills_in_intent_and_charge(emulator, api, session):
    created = session(payment_intent_data={"metadata": {"order": "V-1"}, "description": "Order V-1"})
    answer = emulator.control.complete_session(created.id, email="ana@example.com", name="Ана")
    assert (answer.status, answer.location) == (303, f"http://127.0.0.1:8000/thanks/?session={created.id}")
    done = api.v1.checkout.sessions.retrieve(
        created.id, params={"expand": ["payment_intent.latest_charge.balance_transaction"]}
    )
    assert (done.status, done.payment_status, done.url) == ("complete", "paid", None)
    assert (done.customer_details.email, done.customer_details.name) == ("ana@example.com", "Ана")
    intent = done.payment_intent
    assert (intent.status, intent.amount_received, intent.metadata["order"]) == ("succeeded", 4000, "V-1")
    assert intent.description == "Order V-1"
    charge = intent.latest_charge
    assert (charge.status, charge.paid, charge.captured, charge.amount_captured) == (
        "succeeded",
        True,
        True,
        4000,
    )
    assert charge.payment_method_details.card.last4 == "4242"
    assert charge.balance_transaction.fee == 155
    assert charge.balance_transaction.net == 3845


@pytest.mark.parametrize("card, fee", [("4000001000000000", 85), ("4242424242424242", 155)])
def test_fees_follow_the_country_of_the_card(api, paid, card, fee):
    done = paid(card)
    movements = api.v1.balance_transactions.list(params={"type": "charge"})
    assert [(row.amount, row.fee, row.net) for row in movements.data] == [(4000, fee, 4000 - fee)]
    assert movements.data[0].source == api.v1.payment_intents.retrieve(done.payment_intent).latest_charge


@pytest.mark.parametrize("minutes", [29, 24 * 60 + 1])
def test_expires_at_must_lie_between_30_minutes_and_24_hours(emulator, session, minutes):
    with pytest.raises(stripe.InvalidRequestError, match="from Checkout Session creation") as refused:
        session(expires_at=emulator.control.now() + minutes * 60)
    assert (refused.value.http_status, refused.value.param) == (400, "expires_at")


def test_a_session_expires_when_its_time_is_over_and_can_no_longer_be_paid(emulator, api, session):
    created = session(expires_at=emulator.control.now() + 31 * 60)
    emulator.control.advance_clock(30 * 60)
    assert api.v1.checkout.sessions.retrieve(created.id).status == "open"
    emulator.control.advance_clock(2 * 60)
    expired = api.v1.checkout.sessions.retrieve(created.id)
    assert (expired.status, expired.payment_status, expired.url) == ("expired", "unpaid", None)
    answer = emulator.control.complete_session(created.id)
    assert answer.status == 410
    assert api.v1.payment_intents.list().data == []
    assert [event["type"] for event in emulator.control.events()] == ["checkout.session.expired"]


def test_expiring_cancels_the_intent_of_a_failed_attempt(emulator, api, session):
    created = session()
    emulator.control.complete_session(created.id, "4000000000000002")
    expired = api.v1.checkout.sessions.expire(created.id)
    assert expired.status == "expired"
    intent = api.v1.payment_intents.retrieve(expired.payment_intent)
    assert (intent.status, intent.cancellation_reason) == ("canceled", "expired")


@pytest.mark.parametrize("end", ["complete", "expired"])
def test_a_closed_session_cannot_be_expired(emulator, api, session, end):
    created = session()
    if end == "complete":
        emulator.control.complete_session(created.id)
    else:
        api.v1.checkout.sessions.expire(created.id)
    before = emulator.control.events()
    with pytest.raises(stripe.InvalidRequestError, match=f"has a status of `{end}`") as refused:
        api.v1.checkout.sessions.expire(created.id)
    assert refused.value.http_status == 400
    assert api.v1.checkout.sessions.retrieve(created.id).status == end
    assert emulator.control.events() == before


@pytest.mark.parametrize(
    "changes, param",
    [
        ({"line_items": [line(0)]}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": [line(-5)]}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": [line(100, quantity=0)]}, "line_items[0][quantity]"),
        ({"line_items": [line(49)]}, "line_items"),
        ({"line_items": [line(99_999_999), line(1)]}, "line_items"),
        ({"line_items": [line(100, currency="zzz")]}, "line_items[0][price_data][currency]"),
        ({"line_items": [line(100), line(100, currency="usd")]}, "line_items[1][price_data][currency]"),
        ({"line_items": [line(100)] * 101}, "line_items"),
        ({"success_url": "/thanks/"}, "success_url"),
        ({"cancel_url": "javascript:alert(1)"}, "cancel_url"),
        ({"customer_email": "nobody"}, "customer_email"),
        ({"customer": "cus_unknown"}, "customer"),
        ({"metadata": {"k" * 41: "v"}}, "metadata"),
        ({"metadata": {"k": "v" * 501}}, "metadata[k]"),
        ({"metadata": {f"k{number}": "v" for number in range(51)}}, "metadata"),
        ({"payment_intent_data": {"metadata": {"k": "v" * 501}}}, "payment_intent_data[metadata][k]"),
    ],
)
def test_values_that_stripe_refuses_create_nothing(api, session, changes, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        session(**changes)
    assert refused.value.param == param
    assert api.v1.checkout.sessions.list().data == []


@pytest.mark.parametrize("name", ["mode", "line_items", "success_url"])
def test_what_a_hosted_payment_needs_must_be_there(api, name):
    params = session_params()
    del params[name]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.checkout.sessions.create(params=params)
    assert (refused.value.code, refused.value.param) == ("parameter_missing", name)


def test_manual_capture_completes_unpaid_and_is_paid_by_the_capture(emulator, api, paid):
    done = paid(payment_intent_data={"capture_method": "manual"})
    assert (done.status, done.payment_status) == ("complete", "unpaid")
    intent = api.v1.payment_intents.retrieve(done.payment_intent)
    assert (intent.status, intent.amount_capturable, intent.amount_received) == ("requires_capture", 4000, 0)
    captured = api.v1.payment_intents.capture(intent.id)
    assert (captured.status, captured.amount_received) == ("succeeded", 4000)
    assert api.v1.checkout.sessions.retrieve(done.id).payment_status == "paid"


def test_an_authorised_payment_can_be_let_go(api, paid):
    done = paid(payment_intent_data={"capture_method": "manual"})
    canceled = api.v1.payment_intents.cancel(
        done.payment_intent, params={"cancellation_reason": "requested_by_customer"}
    )
    assert (canceled.status, canceled.cancellation_reason) == ("canceled", "requested_by_customer")
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        api.v1.refunds.create(params={"payment_intent": done.payment_intent})


def test_the_intent_of_an_open_session_is_canceled_only_by_expiring(emulator, api, session):
    created = session()
    emulator.control.complete_session(created.id, "4000000000000002")
    intent_id = api.v1.checkout.sessions.retrieve(created.id).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="Expire the Checkout Session"):
        api.v1.payment_intents.cancel(intent_id)
    assert api.v1.payment_intents.retrieve(intent_id).status == "requires_payment_method"


def test_a_customer_is_made_on_request_and_guests_stay_guests(api, paid):
    assert paid().customer is None
    done = paid(customer_creation="always")
    assert api.v1.customers.retrieve(done.customer).email == "buyer@example.com"


def test_sessions_are_found_by_intent_and_status(api, session, paid):
    done, waiting = paid(), session()
    by_intent = api.v1.checkout.sessions.list(params={"payment_intent": done.payment_intent})
    assert [row.id for row in by_intent.data] == [done.id]
    still_open = api.v1.checkout.sessions.list(params={"status": "open"})
    assert [row.id for row in still_open.data] == [waiting.id]


def test_metadata_can_be_changed_and_unset(api, session):
    created = session(metadata={"keep": "1", "drop": "2"})
    changed = api.v1.checkout.sessions.update(created.id, params={"metadata": {"drop": "", "new": "3"}})
    assert changed.metadata.to_dict() == {"keep": "1", "new": "3"}


def test_one_currency_parameter_serves_all_lines(session):
    assert session(currency="eur", line_items=[EUR_ITEM]).currency == "eur"
