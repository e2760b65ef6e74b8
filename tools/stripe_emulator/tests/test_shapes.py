"""Every object that leaves the emulator fits Stripe's description of it."""

import pytest
from jsonschema import Draft202012Validator

from tools.stripe_emulator import spec, validation

from .conftest import session_params


def complaints(obj):
    """What Stripe's response schema says against an object; unknown fields count too."""
    schema = {**spec.schema(f"obj.{obj['object']}"), "components": spec.description()["components"]}
    found = [
        f"{'/'.join(map(str, error.path))}: {error.message[:100]}"
        for error in Draft202012Validator(schema).iter_errors(obj)
    ]
    unknown = set(obj) - set(spec.schema(f"obj.{obj['object']}")["properties"])
    return found + [f"unknown field {name}" for name in sorted(unknown)]


@pytest.fixture
def lively(emulator, api, session):
    """An emulator in which everything has happened once."""
    failed = session(customer_email="ana@example.com", metadata={"a": "b"}, customer_creation="always")
    emulator.control.complete_session(failed.id, "4000000000009995")
    emulator.control.complete_session(failed.id, "4000000000003220", authenticate=False)
    emulator.control.complete_session(failed.id, "4000000000003220")
    intent = api.v1.checkout.sessions.retrieve(failed.id).payment_intent
    api.v1.refunds.create(params={"payment_intent": intent, "amount": 100})
    emulator.control.next_refund("pending")
    pending = api.v1.refunds.create(params={"payment_intent": intent, "amount": 200})
    emulator.control.settle_refund(pending.id, "failed")
    held = session(payment_intent_data={"capture_method": "manual"})
    emulator.control.complete_session(held.id)
    api.v1.payment_intents.cancel(api.v1.checkout.sessions.retrieve(held.id).payment_intent)
    api.v1.checkout.sessions.expire(session().id)
    return emulator


def test_all_objects_and_all_snapshots_in_events_fit_their_schema(lively, api):
    objects = list(lively.control.events())
    objects += [event["data"]["object"] for event in objects]
    lists = (api.v1.checkout.sessions, api.v1.payment_intents, api.v1.charges, api.v1.refunds)
    for service in (*lists, api.v1.balance_transactions, api.v1.customers, api.v1.webhook_endpoints):
        objects += [row.to_dict() for row in service.list(params={"limit": 100}).data]
    session = api.v1.checkout.sessions.list(params={"expand": ["data.line_items"]}).data[0]
    objects += [row.to_dict() for row in session.line_items.data]
    kinds = {obj["object"] for obj in objects}
    assert kinds == {
        "event", "checkout.session", "payment_intent", "charge", "refund", "balance_transaction", "customer",
        "webhook_endpoint", "item",
    }  # fmt: skip
    assert [(obj["object"], said) for obj in objects for said in complaints(obj)] == []


def test_the_events_are_the_ones_stripe_sends(lively):
    seen = {event["type"] for event in lively.control.events()}
    assert seen == {
        "payment_intent.created", "charge.failed", "payment_intent.payment_failed", "payment_intent.requires_action",
        "charge.succeeded", "payment_intent.succeeded", "customer.created", "checkout.session.completed",
        "refund.created", "charge.refunded", "refund.updated", "charge.refund.updated", "refund.failed",
        "payment_intent.amount_capturable_updated", "payment_intent.canceled", "checkout.session.expired",
    }  # fmt: skip


def test_checked_parameters_are_valid_for_an_independent_validator_too():
    pairs = [
        ("mode", "payment"),
        ("success_url", "https://shop.example/"),
        ("expires_at", "1795000000"),
        ("allow_promotion_codes", "false"),
        ("line_items[0][quantity]", "2"),
        ("line_items[0][price_data][currency]", "eur"),
        ("line_items[0][price_data][unit_amount]", "617"),
        ("line_items[0][price_data][product_data][name]", "Чаша"),
        ("metadata[order]", "V-1"),
        ("expand[]", "line_items"),
        ("expand[]", "payment_intent"),
    ]
    values = validation.validate("/v1/checkout/sessions", "POST", validation.decode(pairs))
    assert values["line_items"][0]["quantity"] == 2
    assert values["expand"] == ["line_items", "payment_intent"]
    schema = spec.parameters("/v1/checkout/sessions", "POST")
    Draft202012Validator({**spec.resolve(schema), "components": spec.description()["components"]}).validate(
        values
    )


def test_the_sdk_sends_what_the_description_knows(api):
    created = api.v1.checkout.sessions.create(params=session_params(metadata={"Поръчка": "№ 1 & 2"}))
    assert created.metadata.to_dict() == {"Поръчка": "№ 1 & 2"}
