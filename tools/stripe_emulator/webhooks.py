"""Events on their way to the shop: signing, retries, and every kind of disorder on request."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
import time
from dataclasses import dataclass
from typing import Any

from . import spec
from .clock import Clock
from .ids import new_id
from .store import JsonObject, Store

RETRY_DELAYS = (1.0, 3.0, 10.0, 30.0, 60.0, 120.0, 300.0)
SECRET_OVERLAP = 24 * 3600
SHUFFLE_WINDOW = 0.25
FINISHED_KEPT = 500


@dataclass
class Knobs:
    """How events travel. Natural order, at once, each once, unless told otherwise.

    delay: seconds before the first attempt. duplicate: extra deliveries of every event. shuffle: never in
    the order of creation. drop: event types that get lost, `*` for all. hold: nothing leaves until asked.
    twin_events: every change is reported by two events with different ids, which Stripe may do.
    retry_delays: seconds before the second, third, … attempt after anything but a 2xx.
    """

    delay: float = 0.0
    duplicate: int = 0
    shuffle: bool = False
    drop: tuple[str, ...] = ()
    hold: bool = False
    twin_events: bool = False
    retry_delays: tuple[float, ...] = RETRY_DELAYS

    def __post_init__(self) -> None:
        for name in ("shuffle", "hold", "twin_events"):
            if not isinstance(getattr(self, name), bool):
                raise ValueError(f"{name} must be true or false.")
        for name in ("drop", "retry_delays"):
            if not isinstance(getattr(self, name), tuple):
                raise ValueError(f"{name} must be a list.")
        if self.delay < 0 or self.duplicate < 0:
            raise ValueError("delay and duplicate must not be negative.")


def signature(payload: bytes, secrets: list[str], timestamp: int) -> str:
    """The `Stripe-Signature` header, one v1 per secret (https://docs.stripe.com/webhooks#verify-manually)."""
    signed = f"{timestamp}.".encode() + payload
    parts = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={timestamp}", *(f"v1={part}" for part in parts)])


class Outbox:
    """Deliveries waiting, under way and done. Sending itself is in `sender`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.knobs = Knobs()
        self.in_flight: set[str] = set()
        self.wake = asyncio.Event()

    # Endpoints ------------------------------------------------------------------------------------

    def configure_default(self, url: str | None, secret: str) -> JsonObject:
        """The endpoint given at the start of the process; without a URL its events wait to be fetched."""
        endpoint = self.store.find("webhook_endpoint", self.store.meta.get("default_endpoint"))
        if endpoint is None:
            endpoint = self.new_endpoint(url or "", ["*"], secret or new_id("whsec_"))
            self.store.meta["default_endpoint"] = endpoint["id"]
        endpoint["url"] = url or ""
        if secret and secret != self.secrets(endpoint)[0]:
            self.store.secret(endpoint["id"])["secrets"] = [{"value": secret, "until": None}]
        return endpoint

    def default(self) -> JsonObject:
        """The endpoint given at the start."""
        return self.store.get("webhook_endpoint", self.store.meta["default_endpoint"])

    def new_endpoint(self, url: str, types: list[str], secret: str) -> JsonObject:
        """A further receiver of the given event types (`*` for all)."""
        endpoint = spec.shape("webhook_endpoint")
        endpoint.update(
            id=new_id("we_"),
            url=url,
            enabled_events=types,
            created=self.clock.now(),
            api_version=spec.version(),
        )
        return self.store.add(endpoint, secrets=[{"value": secret, "until": None}])

    def secrets(self, endpoint: JsonObject) -> list[str]:
        """Secrets that sign at present: the newest first, then rolled ones that have not run out."""
        now = self.clock.now()
        kept = self.store.secret(endpoint["id"])["secrets"]
        return [secret["value"] for secret in kept if secret["until"] is None or secret["until"] > now]

    def rotate_secret(self, endpoint: JsonObject, new: str) -> None:
        """Roll to a new secret; the old one keeps signing beside it for 24 hours."""
        kept = self.store.secret(endpoint["id"])["secrets"]
        for secret in kept:
            secret["until"] = secret["until"] or self.clock.now() + SECRET_OVERLAP
        kept.insert(0, {"value": new, "until": None})

    # Deliveries -----------------------------------------------------------------------------------

    def enqueue(self, event: JsonObject) -> None:
        """Plan the deliveries of a new event."""
        for endpoint in self.store.objects["webhook_endpoint"].values():
            wanted = endpoint["enabled_events"]
            if endpoint["status"] == "enabled" and ("*" in wanted or event["type"] in wanted):
                lost = "*" in self.knobs.drop or event["type"] in self.knobs.drop
                self._plan(event, endpoint, lost=lost)
        self._count(event)

    def _plan(self, event: JsonObject, endpoint: JsonObject, *, lost: bool) -> None:
        due = time.time() + self.knobs.delay + (SHUFFLE_WINDOW if self.knobs.shuffle else 0.0)
        if self.knobs.shuffle:
            # What waits leaves together: one that left alone, because its moment came first, would be in order by chance.
            for row in self.store.deliveries:
                if row["state"] == "waiting" and not row["attempts"]:
                    row["due"] = due
        for _ in range(1 + self.knobs.duplicate):
            self.store.deliveries.append(
                {
                    "id": new_id("dlv_"),
                    "event": event["id"],
                    "type": event["type"],
                    "endpoint": endpoint["id"],
                    "state": "dropped" if lost else "waiting",
                    "attempts": 0,
                    "due": due,
                    "answer": None,
                }
            )
        self.wake.set()

    def resend(self, event: JsonObject) -> None:
        """Deliver an event once more, as the dashboard's button does, also one that was dropped."""
        self._plan(event, self.default(), lost=False)
        self._count(event)

    def waiting(self) -> list[JsonObject]:
        """Deliveries still to be made, in the order in which they would leave now."""
        rows = [row for row in self.store.deliveries if row["state"] == "waiting"]
        return disorder(rows) if self.knobs.shuffle else rows

    def due(self, now: float) -> list[JsonObject]:
        """Deliveries whose time has come, to endpoints that have an address; none while held."""
        if self.knobs.hold:
            return []
        return [row for row in self.sendable() if row["due"] <= now]

    def sendable(self) -> list[JsonObject]:
        """Deliveries waiting for their time that have somewhere to go and are not under way."""
        return [row for row in self.waiting() if row["id"] not in self.in_flight and self.address(row)]

    def pause(self, now: float) -> float:
        """Seconds until the next delivery is due; at most one second."""
        times = [] if self.knobs.hold else [row["due"] for row in self.sendable()]
        return min(max(min(times, default=now + 1) - now, 0.0), 1.0)

    def address(self, row: JsonObject) -> str | None:
        """Where a delivery goes; None for an endpoint without address or one that was deleted."""
        endpoint = self.store.find("webhook_endpoint", row["endpoint"])
        return (endpoint["url"] or None) if endpoint else None

    def signed(self, row: JsonObject) -> tuple[bytes, str]:
        """Body and signature of one delivery, signed now.

        Real time, not the emulated: receivers compare the signature with their own clock.
        """
        event = self.store.get("event", row["event"])
        endpoint = self.store.get("webhook_endpoint", row["endpoint"])
        payload = json.dumps(event, indent=2, ensure_ascii=False).encode()
        return payload, signature(payload, self.secrets(endpoint), int(time.time()))

    def settle(self, row: JsonObject, answer: Any, *, delivered: bool, retry: bool = True) -> None:
        """Note the outcome of one attempt; plans the next one, or gives up after the last."""
        row["attempts"] += 1
        row["answer"] = answer
        if delivered:
            row["state"] = "delivered"
        elif not retry or row["attempts"] > len(self.knobs.retry_delays):
            row["state"] = "failed"
        else:
            row["due"] = time.time() + self.knobs.retry_delays[row["attempts"] - 1]
        event = self.store.find("event", row["event"])
        if event:
            self._count(event)
        self._prune()

    def _count(self, event: JsonObject) -> None:
        open_rows = [
            row for row in self.store.deliveries if row["event"] == event["id"] and row["state"] == "waiting"
        ]
        event["pending_webhooks"] = len({row["endpoint"] for row in open_rows})

    def _prune(self) -> None:
        finished = [row for row in self.store.deliveries if row["state"] != "waiting"]
        for row in finished[:-FINISHED_KEPT]:
            self.store.deliveries.remove(row)


def disorder(rows: list[JsonObject]) -> list[JsonObject]:
    """The rows in a random order that is never the given one (a single row excepted)."""
    mixed = random.sample(rows, len(rows))
    return rows[::-1] if mixed == rows else mixed
