"""/v1/refunds"""

from __future__ import annotations

from tools.stripe_emulator.errors import ApiError
from tools.stripe_emulator.listing import page, select
from tools.stripe_emulator.operations import Call, Operation, merged_metadata
from tools.stripe_emulator.refunding import refund_charge
from tools.stripe_emulator.store import JsonObject


def create(call: Call) -> JsonObject:
    """Give money back, all that is left unless `amount` says less."""
    metadata = merged_metadata({}, call.get("metadata"))
    return refund_charge(
        call.engine, _charge(call), amount=call.get("amount"), reason=call.get("reason"), metadata=metadata
    )


def retrieve(call: Call) -> JsonObject:
    """One refund."""
    return call.engine.store.get("refund", call.ids[0], param="refund")


def update(call: Call) -> JsonObject:
    """Change metadata."""
    refund = retrieve(call)
    before = {"metadata": refund["metadata"]}
    refund["metadata"] = merged_metadata(refund["metadata"], call.get("metadata"))
    call.engine.emit("refund.updated", refund, before)
    call.engine.emit("charge.refund.updated", refund, before)
    return refund


def list_(call: Call) -> JsonObject:
    """Refunds, filtered by charge or payment intent."""
    rows = select(call.engine.store.newest_first("refund"), call.params, "charge", "payment_intent")
    return page(rows, call.params, "/v1/refunds")


def _charge(call: Call) -> JsonObject:
    store = call.engine.store
    if ("charge" in call.params) == ("payment_intent" in call.params):
        raise ApiError(
            "One of the following params should be provided for this request: payment_intent or charge.",
            code="parameter_missing",
            param="payment_intent",
        )
    if "charge" in call.params:
        return store.get("charge", call.params["charge"], param="charge")
    intent = store.get("payment_intent", call.params["payment_intent"], param="payment_intent")
    charge = store.find("charge", intent["latest_charge"])
    if charge is None or not charge["captured"]:
        raise ApiError(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return charge


OPERATIONS = (
    Operation(
        "POST",
        "/v1/refunds",
        create,
        ("charge", "payment_intent", "amount", "reason", "metadata", "metadata.*"),
    ),
    Operation("GET", "/v1/refunds", list_, ("charge", "payment_intent")),
    Operation("GET", "/v1/refunds/{refund}", retrieve),
    Operation("POST", "/v1/refunds/{refund}", update, ("metadata", "metadata.*")),
)
