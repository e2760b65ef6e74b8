"""Lists with pages and filters (https://docs.stripe.com/api/pagination)."""

from __future__ import annotations

from typing import Any

from .errors import ApiError, missing_resource
from .store import JsonObject

COMPARE = {
    "gt": lambda value, limit: value > limit,
    "gte": lambda value, limit: value >= limit,
    "lt": lambda value, limit: value < limit,
    "lte": lambda value, limit: value <= limit,
}


def page(rows: list[JsonObject], params: dict[str, Any], url: str) -> JsonObject:
    """One page of `rows` (already in the order of the list) as Stripe's list object."""
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise ApiError(
            f"Invalid limit: must be from 1 to 100 (it currently is '{limit}').",
            code="parameter_invalid_integer",
            param="limit",
        )
    if "starting_after" in params and "ending_before" in params:
        raise ApiError("You can only pass one of starting_after and ending_before.", param="ending_before")
    if "starting_after" in params:
        rest = rows[_index(rows, params["starting_after"], "starting_after") + 1 :]
        chosen, more = rest[:limit], len(rest) > limit
    elif "ending_before" in params:
        rest = rows[: _index(rows, params["ending_before"], "ending_before")]
        chosen, more = rest[-limit:], len(rest) > limit
    else:
        chosen, more = rows[:limit], len(rows) > limit
    return {"object": "list", "data": chosen, "has_more": more, "url": url}


def select(rows: list[JsonObject], params: dict[str, Any], *fields: str) -> list[JsonObject]:
    """Rows that match `created` and the given equality filters."""
    for name in fields:
        if name in params:
            rows = [row for row in rows if row[name] == params[name]]
    created = params.get("created")
    if isinstance(created, int):
        rows = [row for row in rows if row["created"] == created]
    elif created:
        for name, limit in created.items():
            rows = [row for row in rows if COMPARE[name](row["created"], limit)]
    return rows


def _index(rows: list[JsonObject], object_id: str, param: str) -> int:
    for index, row in enumerate(rows):
        if row["id"] == object_id:
            return index
    raise missing_resource("object", object_id, param)
