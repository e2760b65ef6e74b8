"""Idempotency keys (https://docs.stripe.com/api/idempotent_requests)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from .clock import Clock
from .errors import ApiError
from .store import JsonObject, Store

KEPT = 24 * 3600
LONGEST = 255


class Idempotency:
    """One row per key: first who called and with what, later what was answered; forgotten after 24 hours."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock

    def begin(self, key: str, path: str, raw: dict[str, Any]) -> JsonObject | None:
        """The answer given before (`status`, `body`), or None when the caller now holds the key.

        Raises ApiError: 409 while the first call is still running, 400 `idempotency_error` for the same
        key with other parameters or on another endpoint.
        """
        if len(key) > LONGEST:
            raise ApiError(
                f"Idempotency keys may be at most {LONGEST} characters long.", type="idempotency_error"
            )
        self._forget_old()
        digest = hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
        row = self.store.idempotency.get(key)
        if row is None:
            self.store.idempotency[key] = {
                "path": path,
                "digest": digest,
                "created": self.clock.now(),
                "status": None,
                "body": None,
                "request": None,
            }
            return None
        if row["path"] != path:
            raise ApiError(
                "Keys for idempotent requests can only be used for the same endpoint they were first used for "
                f"('{row['path']}' vs. '{path}'). Try using a key other than '{key}' if you meant to execute a "
                "different request.",
                type="idempotency_error",
            )
        if row["digest"] != digest:
            raise ApiError(
                "Keys for idempotent requests can only be used with the same parameters they were first used "
                f"with. Try using a key other than '{key}' if you meant to execute a different request.",
                type="idempotency_error",
            )
        if row["status"] is None:
            raise ApiError(
                f"There is currently another in-progress request using this Stripe idempotency key ('{key}'). "
                "Please try again later.",
                status=409,
                code="idempotency_key_in_use",
            )
        return row

    def finish(self, key: str, status: int, body: str, request_id: str) -> None:
        """Remember the answer, also an error that arose while the work was being done."""
        row = self.store.idempotency.get(key)
        if row is not None:
            row.update(status=status, body=body, request=request_id)

    def abandon(self, key: str) -> None:
        """Free a key whose call never began its work (refused parameters, planned outage)."""
        self.store.idempotency.pop(key, None)

    def _forget_old(self) -> None:
        oldest = self.clock.now() - KEPT
        for key in [key for key, row in self.store.idempotency.items() if row["created"] <= oldest]:
            del self.store.idempotency[key]
