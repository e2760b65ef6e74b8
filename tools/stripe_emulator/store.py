"""All state of the emulator, in memory and optionally in one JSON file."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from .errors import missing_resource

JsonObject = dict[str, Any]

KINDS = (
    "checkout.session",
    "payment_intent",
    "payment_method",
    "charge",
    "refund",
    "balance_transaction",
    "customer",
    "event",
    "webhook_endpoint",
)
FORMAT = 1


class Store:
    """Objects by kind and id in order of creation, and what Stripe never shows (`private`) beside them."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.clear()
        if path and path.exists():
            self._load(path)

    def clear(self) -> None:
        """Forget everything."""
        self.objects: dict[str, dict[str, JsonObject]] = {kind: {} for kind in KINDS}
        self.private: dict[str, JsonObject] = {}
        self.idempotency: dict[str, JsonObject] = {}
        self.deliveries: list[JsonObject] = []
        self.meta: JsonObject = {}

    def add(self, obj: JsonObject, **private: Any) -> JsonObject:
        """Keep a new object under its kind; `private` holds facts about it that the API does not return."""
        self.objects[obj["object"]][obj["id"]] = obj
        if private:
            self.private[obj["id"]] = private
        return obj

    def get(self, kind: str, object_id: str, *, param: str = "id") -> JsonObject:
        """The object itself; raises ApiError 404 `resource_missing`."""
        try:
            return self.objects[kind][object_id]
        except KeyError:
            raise missing_resource(kind, object_id, param) from None

    def find(self, kind: str, object_id: str | None) -> JsonObject | None:
        """The object or None."""
        return self.objects[kind].get(object_id) if object_id else None

    def newest_first(self, kind: str) -> list[JsonObject]:
        """All objects of a kind, the latest first: the order of Stripe's lists."""
        return list(reversed(self.objects[kind].values()))

    def secret(self, object_id: str) -> JsonObject:
        """The private facts of an object, to read or to change."""
        return self.private.setdefault(object_id, {})

    def save(self) -> None:
        """Write the state file so that a crash leaves either the old or the new one, never half of it."""
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        state = {
            "format": FORMAT,
            "objects": self.objects,
            "private": self.private,
            "idempotency": {key: entry for key, entry in self.idempotency.items() if entry.get("body")},
            "deliveries": self.deliveries,
            "meta": self.meta,
        }
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(state, stream, ensure_ascii=False)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _load(self, path: Path) -> None:
        state = json.loads(path.read_text(encoding="utf-8"))
        if state.get("format") != FORMAT:
            raise ValueError(
                f"{path} was written by another version of the emulator. Move it away to start afresh."
            )
        for kind in KINDS:
            self.objects[kind].update(state["objects"].get(kind, {}))
        self.private = state["private"]
        self.idempotency = state["idempotency"]
        self.deliveries = state["deliveries"]
        self.meta = state["meta"]
