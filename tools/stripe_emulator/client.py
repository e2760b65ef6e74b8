"""Drives an emulator over HTTP: its switches, and the hosted page as a buyer's browser uses it."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit


class ControlError(Exception):
    """The emulator refused a control call; the message is its own."""


@dataclass(frozen=True)
class SignedEvent:
    """One webhook request: the exact bytes and the `Stripe-Signature` header."""

    event_id: str
    type: str
    payload: bytes
    signature: str

    @property
    def event(self) -> dict[str, Any]:
        """The event as JSON."""
        return json.loads(self.payload)


@dataclass(frozen=True)
class PageAnswer:
    """Where the hosted page left the buyer: `location` after success, `error` when it stayed open."""

    status: int
    location: str | None
    error: str | None
    html: str


class Control:
    """The switches of an emulator at `url`, in this process or in another."""

    def __init__(self, url: str) -> None:
        self.url = url

    def reset(self) -> None:
        """Forget all objects, events and switches."""
        self._post("reset")

    def set_webhooks(self, **settings: Any) -> dict[str, Any]:
        """Set url, secret, delay, duplicate, shuffle, drop, hold, twin_events or retry_delays; returns all.

        `drop` takes True (all), False, or a list of event types; `duplicate` True or a number of extra copies.
        """
        if isinstance(settings.get("drop"), bool):
            settings["drop"] = ["*"] if settings["drop"] else []
        if "duplicate" in settings:
            settings["duplicate"] = int(settings["duplicate"])
        return self._post("webhooks", **settings)

    def rotate_secret(self, secret: str) -> None:
        """Sign with the old and the new secret for 24 emulated hours."""
        self._post("webhooks/rotate_secret", secret=secret)

    def dashboard_refund(self, payment_intent: str, amount: int | None = None) -> dict[str, Any]:
        """Refund behind the shop's back, `amount` in minor units or all that is left; returns the refund."""
        return self._post("dashboard_refund", payment_intent=payment_intent, amount=amount)

    def next_refund(self, status: str) -> None:
        """The next refund starts as `pending` or `succeeded`; settle a pending one with `settle_refund`."""
        self._post("next_refund", status=status)

    def settle_refund(self, refund: str, status: str, failure_reason: str | None = None) -> dict[str, Any]:
        """Move a refund to `succeeded` or `failed`; returns it."""
        return self._post("settle_refund", refund=refund, status=status, failure_reason=failure_reason)

    def fail_next(self, mode: str = "error", **details: Any) -> None:
        """Plan a failure: mode error, timeout, lost_answer or slow; times, seconds, path prefix, method."""
        self._post("fail_next", mode=mode, **details)

    def advance_clock(self, seconds: int) -> int:
        """Let emulated time pass with everything that is due by then; returns the emulated Unix time."""
        return self._post("clock", advance=seconds)["now"]

    def now(self) -> int:
        """Emulated Unix time."""
        return self._get("health")["now"]

    def expire_session(self, session_id: str) -> dict[str, Any]:
        """Expire a session as if its time were over; returns it."""
        return self._post("expire_session", session=session_id)

    def events(self, type: str | None = None) -> list[dict[str, Any]]:
        """All events, oldest first, or those of one type."""
        return [event for event in self._get("events") if type in (None, event["type"])]

    def deliveries(self) -> list[dict[str, Any]]:
        """All webhook deliveries with state, attempts and the last answer."""
        return self._get("webhooks")["deliveries"]

    def deliver_pending(self) -> list[dict[str, Any]]:
        """Post everything that waits, now; returns these deliveries with their answers."""
        return self._post("webhooks/deliver")

    def take_pending(self) -> list[SignedEvent]:
        """Everything that waits, signed, in the order of delivery; it then counts as delivered."""
        return [_signed(row) for row in self._post("webhooks/take")]

    def sign(self, event_id: str) -> SignedEvent:
        """Any event, signed as of now, without touching the queue."""
        return _signed(self._post("webhooks/sign", event=event_id))

    def resend(self, event_id: str) -> None:
        """Queue an event once more."""
        self._post("webhooks/resend", event=event_id)

    def complete_session(
        self,
        session_id: str,
        card: str = "4242424242424242",
        *,
        email: str = "buyer@example.com",
        name: str = "Test Buyer",
        expiry: str = "12/34",
        cvc: str = "123",
        authenticate: bool = True,
    ) -> PageAnswer:
        """Fill in and send the hosted page's form; `authenticate` answers 3-D Secure if the card asks for it."""
        path = f"/c/pay/{session_id}"
        shown = self._page("GET", path)
        form = _FormReader(shown.html)
        fields = {"email": email, "card_number": card, "expiry": expiry, "cvc": cvc, "name": name}
        for field, value in form.values.items():
            if field not in fields or value:
                fields[field] = value
        answer = self._page("POST", path, fields)
        if answer.location and answer.location.startswith("/c/3ds/"):
            outcome = "complete" if authenticate else "fail"
            answer = self._page("POST", answer.location, {"outcome": outcome})
        if answer.location and answer.location.startswith("/c/pay/"):
            answer = self._page("GET", answer.location)
        return answer

    def submit_page(self, session_id: str, fields: dict[str, str]) -> PageAnswer:
        """Send the hosted page's form with exactly these fields."""
        return self._page("POST", f"/c/pay/{session_id}", fields)

    def _page(self, method: str, path: str, fields: dict[str, str] | None = None) -> PageAnswer:
        status, headers, body = self._send(
            method,
            path,
            urlencode(fields) if fields is not None else None,
            {"Content-Type": "application/x-www-form-urlencoded"} if fields is not None else {},
        )
        html = body.decode()
        return PageAnswer(status, headers.get("Location"), _FormReader(html).error, html)

    def _get(self, name: str) -> Any:
        return self._json(self._send("GET", f"/_emu/{name}", None, {}))

    def _post(self, name: str, **body: Any) -> Any:
        given = {key: value for key, value in body.items() if value is not None or key == "url"}
        headers = {"Content-Type": "application/json"}
        return self._json(self._send("POST", f"/_emu/{name}", json.dumps(given), headers))

    def _json(self, answer: tuple[int, Any, bytes]) -> Any:
        status, _, body = answer
        if status != 200:
            raise ControlError(body.decode())
        return json.loads(body)

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            connection.request(
                method, path, body=body.encode() if body is not None else None, headers=headers
            )
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()


class _FormReader(HTMLParser):
    """Values of all inputs of a page, and the text of its error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.error: str | None = None
        self._reading = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "input" and attributes.get("name"):
            self.values[attributes["name"] or ""] = attributes.get("value") or ""
        if attributes.get("data-testid") == "error":
            self._reading, self.error = True, ""

    def handle_data(self, data: str) -> None:
        if self._reading:
            self.error = (self.error or "") + data

    def handle_endtag(self, tag: str) -> None:
        self._reading = False


def _signed(row: dict[str, Any]) -> SignedEvent:
    return SignedEvent(row["event"], row["type"], row["payload"].encode(), row["signature"])
