"""/v1/charges"""

from __future__ import annotations

from tools.stripe_emulator.listing import page, select
from tools.stripe_emulator.operations import Call, Operation, merged_metadata
from tools.stripe_emulator.store import JsonObject


def retrieve(call: Call) -> JsonObject:
    """One charge."""
    return call.engine.store.get("charge", call.ids[0], param="charge")


def update(call: Call) -> JsonObject:
    """Change description and metadata."""
    charge = retrieve(call)
    charge["metadata"] = merged_metadata(charge["metadata"], call.get("metadata"))
    if "description" in call.params:
        charge["description"] = call.params["description"]
    call.engine.emit("charge.updated", charge)
    return charge


def list_(call: Call) -> JsonObject:
    """Charges, filtered by payment intent or customer."""
    rows = select(
        call.engine.store.newest_first("charge"), call.params, "payment_intent", "customer", "transfer_group"
    )
    return page(rows, call.params, "/v1/charges")


OPERATIONS = (
    Operation("GET", "/v1/charges", list_, ("payment_intent", "customer", "transfer_group")),
    Operation("GET", "/v1/charges/{charge}", retrieve),
    Operation("POST", "/v1/charges/{charge}", update, ("description", "metadata", "metadata.*")),
)
