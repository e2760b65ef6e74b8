"""/v1/webhook_endpoints"""

from __future__ import annotations

from tools.stripe_emulator.errors import ApiError
from tools.stripe_emulator.ids import new_id
from tools.stripe_emulator.listing import page
from tools.stripe_emulator.operations import Call, Operation, merged_metadata
from tools.stripe_emulator.store import JsonObject

SUPPORTED = ("url", "enabled_events.*", "description", "metadata", "metadata.*", "api_version")


def create(call: Call) -> JsonObject:
    """A further endpoint; only this answer carries its signing secret."""
    if not call.params["url"].startswith(("http://", "https://")):
        raise ApiError("Invalid URL: URL must be publicly accessible.", code="url_invalid", param="url")
    secret = new_id("whsec_")
    endpoint = call.engine.outbox.new_endpoint(call.params["url"], call.params["enabled_events"], secret)
    endpoint["description"] = call.get("description") or None
    endpoint["metadata"] = merged_metadata({}, call.get("metadata"))
    return {**endpoint, "secret": secret}


def retrieve(call: Call) -> JsonObject:
    """One endpoint."""
    return call.engine.store.get("webhook_endpoint", call.ids[0], param="webhook_endpoint")


def update(call: Call) -> JsonObject:
    """Change address, types, state, texts."""
    endpoint = retrieve(call)
    endpoint.update({name: call.params[name] for name in ("url", "enabled_events") if name in call.params})
    if "disabled" in call.params:
        endpoint["status"] = "disabled" if call.params["disabled"] else "enabled"
    if "description" in call.params:
        endpoint["description"] = call.params["description"] or None
    endpoint["metadata"] = merged_metadata(endpoint["metadata"], call.get("metadata"))
    return endpoint


def list_(call: Call) -> JsonObject:
    """All endpoints."""
    return page(call.engine.store.newest_first("webhook_endpoint"), call.params, "/v1/webhook_endpoints")


def delete(call: Call) -> JsonObject:
    """Remove an endpoint; the one given at the start of the process cannot be removed."""
    endpoint = retrieve(call)
    if endpoint["id"] == call.engine.outbox.default()["id"]:
        raise ApiError("The emulator's own endpoint cannot be deleted.", code="emulator_unsupported")
    del call.engine.store.objects["webhook_endpoint"][endpoint["id"]]
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


OPERATIONS = (
    Operation("POST", "/v1/webhook_endpoints", create, SUPPORTED),
    Operation("GET", "/v1/webhook_endpoints", list_),
    Operation("GET", "/v1/webhook_endpoints/{webhook_endpoint}", retrieve),
    Operation("POST", "/v1/webhook_endpoints/{webhook_endpoint}", update, (*SUPPORTED, "disabled")),
    Operation("DELETE", "/v1/webhook_endpoints/{webhook_endpoint}", delete),
)
