"""Stripe's words and ours: real calls over HTTP against the emulator, which refuses what Stripe's description does not know."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from payments.gateways import card_available, gateway
from payments.gateways import stripe as stripe_module
from payments.gateways.base import (
    Charge,
    ChargeItem,
    GatewayDown,
    GatewayRefused,
    GatewayState,
    Outcome,
    RefundOutcome,
)
from payments.gateways.stripe import API_VERSION, MOST_ITEMS, Stripe
from tools.stripe_emulator import spec
from tools.stripe_emulator.testing import running_emulator

OURS = "3f2c0a52-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def server():
    with running_emulator() as emulator:
        yield emulator


@pytest.fixture
def stripe(server, settings, monkeypatch):
    settings.STRIPE_API_BASE = server.url
    monkeypatch.setattr(stripe_module, "RETRIES", 0)
    stripe_module._client.cache_clear()
    server.control.reset()
    yield server
    stripe_module._client.cache_clear()


def charge(*items: tuple[str, str], **changed) -> Charge:
    given = tuple(
        ChargeItem(name, Decimal(gross))
        for name, gross in items or (("2 × Mug, blue", "25.80"), ("To your door", "5.90"))
    )
    values = {
        "reference": OURS,
        "order_number": "100001",
        "amount": sum(item.gross for item in given),
        "currency": "EUR",
        "items": given,
        "description": "Order 100001",
        "email": "ana@example.com",
        "language": "bg",
        "success_url": "https://shop.example/orders/x/return/",
        "cancel_url": "https://shop.example/orders/x/",
        "expires_at": datetime.now(UTC) + timedelta(minutes=31),
        "correlation_id": "abc12345",
    }
    return Charge(**(values | changed))


def started(charge_, key="key"):
    return Stripe().start(Stripe().prepare(charge_), key=key)


def test_the_pinned_version_is_the_one_that_the_description_was_made_from():
    assert spec.version() == API_VERSION


def test_a_page_is_opened_for_the_whole_sum(stripe):
    page = started(charge())

    assert page.amount == Decimal("31.70")
    assert page.currency == "EUR"
    assert page.page_url.startswith(stripe.url)
    assert timedelta(minutes=30) < page.expires_at - datetime.now(UTC) < timedelta(minutes=32)


def test_lines_that_cost_nothing_stay_away_from_the_page():
    request = Stripe().prepare(charge(("Mug", "5.00"), ("Gift", "0.00")))

    assert [item["price_data"]["unit_amount"] for item in request["line_items"]] == [500]


def test_a_very_long_order_is_one_line(stripe):
    request = Stripe().prepare(charge(*[(f"Thing {n}", "1.00") for n in range(MOST_ITEMS + 1)]))

    assert [
        (i["price_data"]["unit_amount"], i["price_data"]["product_data"]["name"])
        for i in request["line_items"]
    ] == [(9100, "Order 100001")]
    assert Stripe().start(request, key="long").amount == Decimal("91.00")


def test_an_item_with_a_very_long_name_is_cut():
    request = Stripe().prepare(charge(("М" * 400, "5.00")))

    assert len(request["line_items"][0]["price_data"]["product_data"]["name"]) == 250


def test_a_charge_whose_items_do_not_add_up_cannot_exist():
    with pytest.raises(ValueError, match="add up"):
        charge(("Mug", "5.00"), amount=Decimal("5.01"))
    with pytest.raises(ValueError, match="above zero"):
        charge(("Mug", "0.00"))


def test_the_same_key_is_the_same_page(stripe):
    request = Stripe().prepare(charge())

    assert Stripe().start(request, key="k") == Stripe().start(request, key="k")


def test_the_same_key_for_another_call_is_refused(stripe):
    request = Stripe().prepare(charge())
    Stripe().start(request, key="k")

    with pytest.raises(GatewayRefused):
        Stripe().start({**request, "customer_email": "eva@example.com"}, key="k")


def test_a_parameter_that_stripe_does_not_know_is_refused(stripe):
    with pytest.raises(GatewayRefused, match="parameter_unknown"):
        Stripe().start({**Stripe().prepare(charge()), "magic": "on"}, key="k")


@pytest.mark.parametrize("mode", ["error", "lost_answer"])
def test_no_answer_is_not_a_refusal(stripe, mode):
    stripe.control.fail_next(mode, path="/v1/checkout/sessions")

    with pytest.raises(GatewayDown):
        started(charge())


def test_nobody_at_the_address_is_not_a_refusal(stripe, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    with pytest.raises(GatewayDown):
        started(charge())


def test_a_wrong_key_is_loud_and_can_be_mended(stripe, settings, caplog):
    settings.STRIPE_SECRET_KEY = "wrong"

    with pytest.raises(GatewayDown):
        started(charge())
    assert "Stripe refuses our key" in caplog.text


def test_the_states_of_a_page(stripe):
    page = started(charge())
    reference = page.session_reference
    assert Stripe().state(reference) == GatewayState(Outcome.WAITING, Decimal("0.00"), "EUR")

    stripe.control.complete_session(reference, card="4000000000009995")
    declined = Stripe().state(reference)
    assert (declined.outcome, declined.failure_code) == (Outcome.WAITING, "insufficient_funds")
    assert declined.failure_reference.startswith("ch_")

    stripe.control.complete_session(reference)
    paid = Stripe().state(reference)
    assert (paid.outcome, paid.amount, paid.currency) == (Outcome.PAID, Decimal("31.70"), "EUR")
    assert paid.provider_reference.startswith("pi_")
    assert Stripe().payment_of(paid.provider_reference) == OURS


def test_closing_a_page(stripe):
    reference = started(charge()).session_reference

    assert Stripe().expire(reference).outcome == Outcome.EXPIRED
    assert Stripe().expire(reference).outcome == Outcome.EXPIRED


def test_closing_a_page_that_was_paid_says_paid(stripe):
    reference = started(charge()).session_reference
    stripe.control.complete_session(reference)

    assert Stripe().expire(reference).outcome == Outcome.PAID


class Thing:
    """A stand-in for a Stripe object in a state that the emulator has no method for (bank debits and the like)."""

    def __init__(self, **fields):
        self.__dict__.update(fields)


@pytest.mark.parametrize(
    "status, error, outcome",
    [
        ("processing", None, Outcome.PROCESSING),
        ("requires_payment_method", Thing(code="insufficient_funds", charge="ch_1"), Outcome.FAILED),
        ("canceled", None, Outcome.FAILED),
    ],
)
def test_complete_is_not_paid(status, error, outcome):
    intent = Thing(id="pi_1", status=status, last_payment_error=error)
    session = Thing(payment_intent=intent, currency="eur", payment_status="unpaid", status="complete")

    state = stripe_module._state(session)

    assert state.outcome == outcome
    assert state.amount == Decimal("0.00")
    assert state.failure_code == ("insufficient_funds" if error else "")


def test_refunds_are_found_again_by_our_mark(stripe):
    reference = started(charge()).session_reference
    stripe.control.complete_session(reference)
    intent = Stripe().state(reference).provider_reference
    request = Stripe().prepare_refund(
        provider_reference=intent, amount=Decimal("5.00"), currency="EUR", ours="our-refund"
    )

    made = Stripe().refund(request, key="r")
    stripe.control.dashboard_refund(intent, 100)

    assert (made.outcome, made.amount, made.ours) == (RefundOutcome.SUCCEEDED, Decimal("5.00"), "our-refund")
    assert {(r.amount, r.ours) for r in Stripe().refunds(intent)} == {
        (Decimal("5.00"), "our-refund"),
        (Decimal("1.00"), ""),
    }


def test_more_than_there_is_cannot_be_refunded(stripe):
    reference = started(charge()).session_reference
    stripe.control.complete_session(reference)
    intent = Stripe().state(reference).provider_reference

    with pytest.raises(GatewayRefused):
        Stripe().refund({"payment_intent": intent, "amount": 3171}, key="r")


def test_a_payment_that_nobody_knows_belongs_to_nobody(stripe):
    assert Stripe().payment_of("pi_unknown") == ""


@pytest.mark.parametrize(
    "key, secrets, offered",
    [("sk_test_1", ["whsec_1"], True), ("", ["whsec_1"], False), ("sk_test_1", [], False)],
)
def test_cards_are_offered_only_with_key_and_secret(settings, key, secrets, offered):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = key, secrets

    assert card_available() is offered


def test_cash_has_no_page_and_its_refunds_are_done_by_hand():
    cash = gateway("cod")
    request = cash.prepare_refund(provider_reference="", amount=Decimal("5.00"), currency="EUR", ours="x")

    with pytest.raises(GatewayRefused):
        cash.start({}, key="k")
    assert cash.refund(request, key="x").outcome == RefundOutcome.SUCCEEDED
    assert not cash.hosted


def test_an_unknown_gateway_is_a_mistake():
    with pytest.raises(KeyError):
        gateway("paypal")
