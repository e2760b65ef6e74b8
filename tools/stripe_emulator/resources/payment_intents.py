"""/v1/payment_intents"""

from __future__ import annotations

import datetime

from tools.stripe_emulator import checkout, payments
from tools.stripe_emulator.cards import CARDS, TEST_METHODS, CardInput
from tools.stripe_emulator.engine import Engine
from tools.stripe_emulator.errors import ApiError, missing_resource
from tools.stripe_emulator.listing import page, select
from tools.stripe_emulator.money import currency, require_chargeable
from tools.stripe_emulator.operations import Call, Operation, merged_metadata
from tools.stripe_emulator.store import JsonObject

PLAIN = (
    "description",
    "receipt_email",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)
CREATED_WITH = (*PLAIN, "customer", "shipping", "capture_method")
SHIPPING = ("shipping.*", "shipping.address.*")


def create(call: Call) -> JsonObject:
    """A new intent, confirmed at once with `confirm=true` and one of Stripe's test payment methods."""
    code = currency(call.params["currency"], "currency")
    require_chargeable(call.params["amount"], code, param="amount", what="Amount")
    if "customer" in call.params:
        call.engine.store.get("customer", call.params["customer"], param="customer")
    if call.get("confirm"):
        _test_method(call)
    intent = payments.create_intent(
        call.engine,
        amount=call.params["amount"],
        currency=code,
        metadata=merged_metadata({}, call.get("metadata")),
        automatic_payment_methods=call.get("automatic_payment_methods"),
        **{name: call.params[name] for name in CREATED_WITH if name in call.params},
    )
    return _confirm(call, intent) if call.get("confirm") else intent


def retrieve(call: Call) -> JsonObject:
    """One intent."""
    return _intent(call)


def update(call: Call) -> JsonObject:
    """Change texts and metadata."""
    intent = _intent(call)
    intent["metadata"] = merged_metadata(intent["metadata"], call.get("metadata"))
    intent.update({name: call.params[name] or None for name in PLAIN if name in call.params})
    return intent


def list_(call: Call) -> JsonObject:
    """Intents, filtered by customer."""
    rows = select(call.engine.store.newest_first("payment_intent"), call.params, "customer")
    return page(rows, call.params, "/v1/payment_intents")


def confirm(call: Call) -> JsonObject:
    """Charge a test payment method; raises 402 on a decline."""
    intent = _intent(call)
    if checkout.session_of(call.engine, intent):
        raise ApiError(
            "This PaymentIntent belongs to a Checkout Session and can only be confirmed by its page.",
            code="payment_intent_unexpected_state",
        )
    return _confirm(call, intent)


def capture(call: Call) -> JsonObject:
    """Take an authorised amount."""
    intent = _intent(call)
    payments.require_status(intent, "capture", "requires_capture")
    if call.get("amount_to_capture", intent["amount"]) < intent["amount"]:
        raise ApiError(
            "This emulator captures whole amounts only.",
            code="emulator_unsupported",
            param="amount_to_capture",
        )
    payments.capture(call.engine, intent, call.get("amount_to_capture"))
    checkout.captured(call.engine, intent)
    return intent


def cancel(call: Call) -> JsonObject:
    """Give an intent up; one of an open session only expires with it."""
    intent = _intent(call)
    if checkout.session_of(call.engine, intent) and intent["status"] != "requires_capture":
        raise ApiError(
            "You cannot cancel this PaymentIntent because it was created by a Checkout Session. "
            "Expire the Checkout Session instead.",
            code="payment_intent_unexpected_state",
        )
    return payments.cancel(call.engine, intent, reason=call.get("cancellation_reason"))


def _confirm(call: Call, intent: JsonObject) -> JsonObject:
    typed = _test_method(call)
    method = payments.create_method(call.engine, typed, email=intent["receipt_email"], name=None)
    action_url = f"{call.base_url}/c/3ds/{intent['id']}"
    decline = payments.confirm(call.engine, intent, typed, method, action_url=action_url)
    if intent["next_action"]:
        intent["next_action"]["redirect_to_url"]["return_url"] = call.get("return_url")
    if decline:
        raise payments.card_error(call.engine, intent)
    return intent


def _test_method(call: Call) -> CardInput:
    name = call.get("payment_method")
    if name is None:
        raise ApiError(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
        )
    if name not in TEST_METHODS:
        raise missing_resource("PaymentMethod", name, "payment_method")
    return CardInput(CARDS[TEST_METHODS[name]], exp_month=12, exp_year=_year(call.engine) + 3)


def _year(engine: Engine) -> int:
    return datetime.datetime.fromtimestamp(engine.clock.now(), tz=datetime.UTC).year


def _intent(call: Call) -> JsonObject:
    return call.engine.store.get("payment_intent", call.ids[0], param="intent")


OPERATIONS = (
    Operation(
        "POST",
        "/v1/payment_intents",
        create,
        (
            *CREATED_WITH,
            *SHIPPING,
            "amount",
            "currency",
            "metadata.*",
            "automatic_payment_methods.*",
            "confirm",
            "payment_method",
            "return_url",
        ),
    ),
    Operation("GET", "/v1/payment_intents", list_, ("customer",)),
    Operation("GET", "/v1/payment_intents/{intent}", retrieve),
    Operation("POST", "/v1/payment_intents/{intent}", update, (*PLAIN, "metadata", "metadata.*")),
    Operation("POST", "/v1/payment_intents/{intent}/confirm", confirm, ("payment_method", "return_url")),
    Operation("POST", "/v1/payment_intents/{intent}/capture", capture, ("amount_to_capture",)),
    Operation("POST", "/v1/payment_intents/{intent}/cancel", cancel, ("cancellation_reason",)),
)
