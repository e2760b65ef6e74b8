"""Switches for tests and the demo under /_emu/. JSON in, JSON out; a form from the index page is sent back to it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientSession, web

from . import checkout, spec
from .engine import Engine
from .errors import ApiError
from .faults import Fault
from .markup import redirect
from .refunding import PLANNABLE, refund_charge, settle_refund
from .sender import send
from .store import JsonObject
from .timekeeping import tick

Body = dict[str, Any]
SESSION: web.AppKey[ClientSession] = web.AppKey("session", ClientSession)


class Control:
    """The handlers of /_emu/ for one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def routes(self) -> list[web.RouteDef]:
        """All control routes."""
        posts: dict[str, Callable[[Body], Awaitable[Any]]] = {
            "reset": self.reset,
            "clock": self.clock,
            "dashboard_refund": self.dashboard_refund,
            "expire_session": self.expire_session,
            "next_refund": self.next_refund,
            "settle_refund": self.settle_refund,
            "fail_next": self.fail_next,
            "webhooks": self.webhooks,
            "webhooks/rotate_secret": self.rotate_secret,
            "webhooks/resend": self.resend,
            "webhooks/sign": self.sign,
            "webhooks/take": self.take,
        }
        return [
            web.get("/_emu/health", self.health),
            web.get("/_emu/events", self.events),
            web.get("/_emu/webhooks", self.deliveries),
            web.post("/_emu/webhooks/deliver", self._post(self.deliver)),
            *(web.post(f"/_emu/{name}", self._post(handler)) for name, handler in posts.items()),
        ]

    def _post(
        self, handler: Callable[..., Awaitable[Any]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            form = request.content_type == "application/x-www-form-urlencoded"
            try:
                body = dict(await request.post()) if form else json.loads(await request.text() or "{}")
                result = await handler({**body, "_request": request})
            except ApiError as error:
                return web.json_response(error.body(), status=error.status)
            except (ValueError, TypeError, KeyError) as error:
                return web.json_response(
                    {"error": {"message": f"{type(error).__name__}: {error}"}}, status=400
                )
            self.engine.save()
            return redirect("/") if form else web.json_response(result)

        return answer

    async def health(self, request: web.Request) -> web.Response:
        """Up, and which API version is spoken."""
        return web.json_response(
            {"status": "ok", "api_version": spec.version(), "now": self.engine.clock.now()}
        )

    async def events(self, request: web.Request) -> web.Response:
        """All events, oldest first."""
        return web.json_response(list(self.engine.store.objects["event"].values()))

    async def deliveries(self, request: web.Request) -> web.Response:
        """The settings of delivery and every delivery, oldest first."""
        return web.json_response({"settings": self._settings(), "deliveries": self.engine.store.deliveries})

    async def reset(self, body: Body) -> JsonObject:
        """Forget everything; the webhook address of the start stays."""
        self.engine.reset()
        return {}

    async def clock(self, body: Body) -> JsonObject:
        """`advance`: seconds."""
        self.engine.clock.advance(int(body["advance"]))
        tick(self.engine)
        return {"now": self.engine.clock.now()}

    async def dashboard_refund(self, body: Body) -> JsonObject:
        """Refund as staff do in Stripe's dashboard: `payment_intent`, `amount` in minor units (default: the rest)."""
        store = self.engine.store
        intent = store.get("payment_intent", body["payment_intent"], param="payment_intent")
        charge = store.get("charge", intent["latest_charge"] or "", param="payment_intent")
        amount = int(body["amount"]) if body.get("amount") else None
        return refund_charge(self.engine, charge, amount=amount, reason="requested_by_customer")

    async def expire_session(self, body: Body) -> JsonObject:
        """Expire `session` at once."""
        return checkout.expire(self.engine, self.engine.store.get("checkout.session", body["session"]))

    async def next_refund(self, body: Body) -> JsonObject:
        """The next refund, whoever makes it, gets `status` pending or succeeded."""
        if body["status"] not in PLANNABLE:
            raise ValueError(f"status must be one of {', '.join(PLANNABLE)}")
        self.engine.refund_outcomes.append(body["status"])
        return {}

    async def settle_refund(self, body: Body) -> JsonObject:
        """Let `refund` become succeeded or failed (`status`, `failure_reason`)."""
        refund = self.engine.store.get("refund", body["refund"])
        return settle_refund(self.engine, refund, body["status"], body.get("failure_reason") or "unknown")

    async def fail_next(self, body: Body) -> JsonObject:
        """Plan failures of API calls: `mode`, `times`, `seconds`, `path` prefix, `method` (see faults.py)."""
        fault = Fault(
            mode=body["mode"],
            times=int(body.get("times", 1)),
            seconds=float(body.get("seconds", 0)),
            path=body.get("path", ""),
            method=body.get("method", ""),
        )
        self.engine.faults.plan(fault)
        return dataclasses.asdict(fault)

    async def webhooks(self, body: Body) -> JsonObject:
        """Set `url`, `secret` and any of the knobs in webhooks.py; what is not named stays as it is."""
        outbox, given = self.engine.outbox, {key: value for key, value in body.items() if key != "_request"}
        known = {field.name for field in dataclasses.fields(outbox.knobs)}
        unknown = set(given) - known - {"url", "secret"}
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        knobs: Body = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in given.items()
            if key in known
        }
        outbox.knobs = dataclasses.replace(outbox.knobs, **knobs)
        if "url" in given or given.get("secret"):
            url = given["url"] if "url" in given else outbox.default()["url"]
            outbox.configure_default(url or None, given.get("secret") or "")
        outbox.wake.set()
        return self._settings()

    async def rotate_secret(self, body: Body) -> JsonObject:
        """Roll to `secret`; for 24 hours both sign."""
        self.engine.outbox.rotate_secret(self.engine.outbox.default(), body["secret"])
        return self._settings()

    async def resend(self, body: Body) -> JsonObject:
        """Deliver `event` once more."""
        self.engine.outbox.resend(self.engine.store.get("event", body["event"]))
        return {}

    async def sign(self, body: Body) -> JsonObject:
        """Body and signature of `event` as they would be posted now; the queue stays as it is."""
        event = self.engine.store.get("event", body["event"])
        row = {"event": event["id"], "type": event["type"], "endpoint": self.engine.outbox.default()["id"]}
        return self._signed(row)

    async def take(self, body: Body) -> list[JsonObject]:
        """Hand over everything that waits for the default endpoint, signed, and count it as delivered."""
        outbox = self.engine.outbox
        mine = outbox.default()["id"]
        rows = [
            row for row in outbox.waiting() if row["endpoint"] == mine and row["id"] not in outbox.in_flight
        ]
        signed = [self._signed(row) for row in rows]
        for row in rows:
            outbox.settle(row, "taken", delivered=True)
        return signed

    async def deliver(self, body: Body) -> list[JsonObject]:
        """Make one attempt now for everything that waits, held or not due yet included."""
        request: web.Request = body["_request"]
        rows = self.engine.outbox.sendable()
        session = request.app[SESSION]
        return [dict(await send(self.engine, session, row)) for row in rows]

    def _signed(self, row: JsonObject) -> JsonObject:
        payload, header = self.engine.outbox.signed(row)
        return {"event": row["event"], "type": row["type"], "payload": payload.decode(), "signature": header}

    def _settings(self) -> JsonObject:
        return {
            "url": self.engine.outbox.default()["url"] or None,
            **dataclasses.asdict(self.engine.outbox.knobs),
        }
