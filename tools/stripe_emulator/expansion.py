"""`expand[]` (https://docs.stripe.com/api/expanding_objects)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from .errors import ApiError
from .store import JsonObject, Store

DEEPEST = 4
KINDS = {
    "Session": "checkout.session",
    "PaymentIntent": "payment_intent",
    "PaymentMethod": "payment_method",
    "Charge": "charge",
    "Refund": "refund",
    "BalanceTransaction": "balance_transaction",
    "Customer": "customer",
}
REFERENCES = {
    ("checkout.session", "payment_intent"): "payment_intent",
    ("checkout.session", "customer"): "customer",
    ("payment_intent", "latest_charge"): "charge",
    ("payment_intent", "payment_method"): "payment_method",
    ("payment_intent", "customer"): "customer",
    ("charge", "payment_intent"): "payment_intent",
    ("charge", "balance_transaction"): "balance_transaction",
    ("charge", "customer"): "customer",
    ("refund", "charge"): "charge",
    ("refund", "payment_intent"): "payment_intent",
    ("refund", "balance_transaction"): "balance_transaction",
    ("refund", "failure_balance_transaction"): "balance_transaction",
    ("refund", "payment_method"): "payment_method",
    ("balance_transaction", "source"): "charge|refund",
    ("payment_method", "customer"): "customer",
}


def _line_items(store: Store, session: JsonObject) -> JsonObject:
    rows = store.secret(session["id"])["line_items"]
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return {"object": "list", "data": rows[:10], "has_more": len(rows) > 10, "url": url}


def _refunds(store: Store, charge: JsonObject) -> JsonObject:
    rows = [row for row in store.newest_first("refund") if row["charge"] == charge["id"]]
    url = f"/v1/charges/{charge['id']}/refunds"
    return {"object": "list", "data": rows[:10], "has_more": len(rows) > 10, "url": url}


INCLUDABLE: dict[tuple[str, str], Callable[[Store, JsonObject], JsonObject]] = {
    ("checkout.session", "line_items"): _line_items,
    ("charge", "refunds"): _refunds,
}


def check(returns: str, paths: list[str]) -> None:
    """Raise ApiError unless every path can be expanded in an answer of type `returns`.

    `returns` is a type of Stripe's description, for example `Refund` or `ListObject[Refund]`. Done before any
    work, so that a refused call has changed nothing.
    """
    is_list = returns.startswith("ListObject[")
    kind = KINDS.get(returns.removeprefix("ListObject[").rstrip("]"), "")
    for path in paths:
        parts = path.split(".")
        if is_list and parts[0] != "data":
            raise _cannot(path)
        _check_parts({kind}, parts[1:] if is_list else parts, path)


def _check_parts(kinds: set[str], parts: list[str], path: str) -> None:
    if len(parts) > DEEPEST:
        raise ApiError(
            f"You cannot expand more than {DEEPEST} levels of a property (expand: {path}).", param="expand"
        )
    for name in parts:
        if name == "data" and "list" in kinds:
            kinds = kinds - {"list"}
            continue
        found = [REFERENCES[kind, name].split("|") for kind in kinds if (kind, name) in REFERENCES]
        if any((kind, name) in INCLUDABLE for kind in kinds):
            found.append(["list", {"refunds": "refund", "line_items": "item"}[name]])
        if not found:
            raise _cannot(path)
        kinds = {kind for kinds_found in found for kind in kinds_found}


def expanded(store: Store, answer: JsonObject, paths: list[str]) -> JsonObject:
    """A copy of `answer` in which the named references are replaced by the objects themselves."""
    result = copy.deepcopy(answer)
    for path in paths:
        _expand(store, result, path.split("."))
    return result


def _expand(store: Store, node: Any, parts: list[str]) -> None:
    if not parts or node is None:
        return
    name, *rest = parts
    if node.get("object") == "list":
        for child in node["data"]:
            _expand(store, child, rest)
        return
    key = (node.get("object"), name)
    if key in INCLUDABLE:
        if not isinstance(node.get(name), dict):
            node[name] = copy.deepcopy(INCLUDABLE[key](store, node))
    elif key in REFERENCES and isinstance(node.get(name), str):
        found = [store.find(kind, node[name]) for kind in REFERENCES[key].split("|")]
        node[name] = copy.deepcopy(next(obj for obj in found if obj is not None))
    _expand(store, node.get(name), rest)


def _cannot(path: str) -> ApiError:
    return ApiError(f"This property cannot be expanded ({path}).", param="expand")
