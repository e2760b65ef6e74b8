"""/v1/customers"""

from __future__ import annotations

from tools.stripe_emulator.listing import page, select
from tools.stripe_emulator.operations import Call, Operation, merged_metadata
from tools.stripe_emulator.store import JsonObject

PLAIN = ("email", "name", "phone", "description", "address", "shipping", "preferred_locales")
SUPPORTED = (
    *PLAIN,
    "address.*",
    "shipping.*",
    "shipping.address.*",
    "preferred_locales.*",
    "metadata",
    "metadata.*",
)


def create(call: Call) -> JsonObject:
    """A new customer."""
    customer = call.engine.new("customer", "cus_", metadata=merged_metadata({}, call.get("metadata")))
    customer.update({name: call.params[name] or None for name in PLAIN if name in call.params})
    call.engine.store.add(customer)
    call.engine.emit("customer.created", customer)
    return customer


def retrieve(call: Call) -> JsonObject:
    """One customer."""
    return call.engine.store.get("customer", call.ids[0], param="customer")


def update(call: Call) -> JsonObject:
    """Change contact data and metadata."""
    customer = retrieve(call)
    before = {name: customer[name] for name in PLAIN if name in call.params}
    customer.update({name: call.params[name] or None for name in before})
    customer["metadata"] = merged_metadata(customer["metadata"], call.get("metadata"))
    call.engine.emit("customer.updated", customer, before)
    return customer


def list_(call: Call) -> JsonObject:
    """Customers, filtered by address."""
    return page(
        select(call.engine.store.newest_first("customer"), call.params, "email"), call.params, "/v1/customers"
    )


OPERATIONS = (
    Operation("POST", "/v1/customers", create, SUPPORTED),
    Operation("GET", "/v1/customers", list_, ("email",)),
    Operation("GET", "/v1/customers/{customer}", retrieve),
    Operation("POST", "/v1/customers/{customer}", update, SUPPORTED),
)
