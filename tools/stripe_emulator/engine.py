"""What every part of the emulator works on, and the one way events come into being."""

from __future__ import annotations

import copy
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from . import spec
from .clock import Clock
from .config import Settings
from .faults import Faults
from .ids import new_id
from .store import JsonObject, Store
from .webhooks import Knobs, Outbox

EVENTS_KEPT = 30 * 24 * 3600
# Which API request an event comes from; a buyer on the card page or the clock leaves both fields empty.
cause: ContextVar[dict[str, str | None]] = ContextVar("cause", default={"id": None, "idempotency_key": None})  # noqa: B039


@dataclass
class Engine:
    """State, clock and switches of one emulator. All changes happen on its event loop, one at a time."""

    settings: Settings
    store: Store = field(init=False)
    clock: Clock = field(init=False)
    outbox: Outbox = field(init=False)
    faults: Faults = field(default_factory=Faults)
    refund_outcomes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = Store(self.settings.state_file)
        self.clock = Clock(self.store.meta.get("clock_offset", 0))
        self.outbox = Outbox(self.store, self.clock)
        self.outbox.configure_default(self.settings.webhook_url, self.settings.webhook_secret)

    def reset(self) -> None:
        """As freshly started: no objects, no switches, real time; the webhook address of the start stays."""
        self.store.clear()
        self.clock.offset = 0
        self.faults.clear()
        self.refund_outcomes.clear()
        self.outbox.knobs = Knobs()
        self.outbox.configure_default(self.settings.webhook_url, self.settings.webhook_secret)

    def save(self) -> None:
        """Make the present state durable; called before an answer leaves."""
        self.store.meta["clock_offset"] = self.clock.offset
        self.store.save()

    def new(self, kind: str, prefix: str, **values: Any) -> JsonObject:
        """A new object with Stripe's fields, an id and the present time; not stored yet."""
        obj = spec.shape(kind)
        unknown = set(values) - set(spec.schema(f"obj.{kind}")["properties"])
        if unknown:
            raise TypeError(f"{kind} has no {sorted(unknown)}")
        obj.update(id=new_id(prefix), **values)
        if "created" in obj:
            obj["created"] = self.clock.now()
        return obj

    def emit(self, event_type: str, obj: JsonObject, previous: JsonObject | None = None) -> None:
        """Record an event with a snapshot of `obj` and queue it for every endpoint that asked for it."""
        data: JsonObject = {"object": copy.deepcopy(obj)}
        if previous is not None:
            data["previous_attributes"] = copy.deepcopy(previous)
        for _ in range(2 if self.outbox.knobs.twin_events else 1):
            event = self.new(
                "event",
                "evt_",
                api_version=spec.version(),
                type=event_type,
                data=copy.deepcopy(data),
                request=dict(cause.get()),
            )
            self.store.add(event)
            self.outbox.enqueue(event)

    def forget_old(self) -> None:
        """Drop events older than 30 days with their deliveries, as Stripe does."""
        oldest = self.clock.now() - EVENTS_KEPT
        events = self.store.objects["event"]
        old = {event_id for event_id, event in events.items() if event["created"] < oldest}
        if old:
            for event_id in old:
                del events[event_id]
            self.store.deliveries[:] = [row for row in self.store.deliveries if row["event"] not in old]
