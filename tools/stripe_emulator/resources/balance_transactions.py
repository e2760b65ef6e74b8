"""/v1/balance_transactions"""

from __future__ import annotations

from tools.stripe_emulator.listing import page, select
from tools.stripe_emulator.operations import Call, Operation
from tools.stripe_emulator.store import JsonObject


def retrieve(call: Call) -> JsonObject:
    """One movement of the balance."""
    return call.engine.store.get("balance_transaction", call.ids[0])


def list_(call: Call) -> JsonObject:
    """Movements, filtered by type, source or currency."""
    rows = select(
        call.engine.store.newest_first("balance_transaction"), call.params, "type", "source", "currency"
    )
    return page(rows, call.params, "/v1/balance_transactions")


OPERATIONS = (
    Operation("GET", "/v1/balance_transactions", list_, ("type", "source", "currency")),
    Operation("GET", "/v1/balance_transactions/{id}", retrieve),
)
