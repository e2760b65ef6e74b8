"""/v1/events"""

from __future__ import annotations

from fnmatch import fnmatchcase

from tools.stripe_emulator.errors import ApiError
from tools.stripe_emulator.listing import page, select
from tools.stripe_emulator.operations import Call, Operation
from tools.stripe_emulator.store import JsonObject

MOST_TYPES = 20


def retrieve(call: Call) -> JsonObject:
    """One event; gone after 30 days."""
    return call.engine.store.get("event", call.ids[0])


def list_(call: Call) -> JsonObject:
    """Events of the last 30 days by type (`charge.*` works), types, age, or whether delivery succeeded."""
    types = call.get("types", [])
    if "type" in call.params and types:
        raise ApiError("You may only specify one of these parameters: type, types.", param="types")
    if len(types) > MOST_TYPES:
        raise ApiError(f"You can pass up to {MOST_TYPES} event types.", param="types")
    rows = select(call.engine.store.newest_first("event"), call.params)
    if "type" in call.params:
        rows = [row for row in rows if fnmatchcase(row["type"], call.params["type"])]
    if types:
        rows = [row for row in rows if row["type"] in types]
    if "delivery_success" in call.params:
        rows = [row for row in rows if (row["pending_webhooks"] == 0) == call.params["delivery_success"]]
    return page(rows, call.params, "/v1/events")


OPERATIONS = (
    Operation("GET", "/v1/events", list_, ("type", "types.*", "delivery_success")),
    Operation("GET", "/v1/events/{id}", retrieve),
)
