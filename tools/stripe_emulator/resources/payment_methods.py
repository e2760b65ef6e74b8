"""/v1/payment_methods"""

from __future__ import annotations

from tools.stripe_emulator.operations import Call, Operation
from tools.stripe_emulator.store import JsonObject


def retrieve(call: Call) -> JsonObject:
    """One payment method."""
    return call.engine.store.get("payment_method", call.ids[0], param="payment_method")


OPERATIONS = (Operation("GET", "/v1/payment_methods/{payment_method}", retrieve),)
