"""Stripe's own description of its API, cut to what is emulated (see data/README.md)."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
FORM = "application/x-www-form-urlencoded"


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document."""
    return json.loads((DATA / "openapi.json").read_text(encoding="utf-8"))


def version() -> str:
    """The API version that is emulated, for example `2026-10-28.endive`."""
    return description()["info"]["version"]


def schema(name: str) -> dict[str, Any]:
    """A named schema."""
    return description()["components"]["schemas"][name]


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    """The node that a reference leads to, or the node itself."""
    while "$ref" in node:
        node = schema(node["$ref"].rsplit("/", 1)[1])
    return node


def parameters(path: str, method: str) -> dict[str, Any]:
    """The closed schema of the parameters of an operation; raises KeyError for an unknown operation."""
    operation = description()["paths"][path][method.lower()]
    if "requestBody" in operation:
        return operation["requestBody"]["content"][FORM]["schema"]
    return operation.get("x-query", {"type": "object", "additionalProperties": False, "properties": {}})


def returns(path: str, method: str) -> str:
    """The type that an operation answers with, for example `ListObject[Refund]`."""
    return description()["paths"][path][method.lower()].get("x-returns", "")


@cache
def _shapes() -> dict[str, Any]:
    return json.loads((DATA / "shapes.json").read_text(encoding="utf-8"))


def shape(kind: str) -> dict[str, Any]:
    """A new object of a kind with every field that Stripe's sample has, at its resting value."""
    return copy.deepcopy(_shapes()[kind])
