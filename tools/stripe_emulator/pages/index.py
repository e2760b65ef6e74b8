"""The index page: what a newcomer can look at and play with. The forms go to the control API."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from aiohttp import web

from tools.stripe_emulator import spec
from tools.stripe_emulator.engine import Engine
from tools.stripe_emulator.markup import Child, Html, document, h
from tools.stripe_emulator.money import display
from tools.stripe_emulator.refunding import left_to_refund
from tools.stripe_emulator.store import JsonObject

SHOWN = 25


class Index:
    """The index of one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def routes(self) -> list[web.RouteDef]:
        """One page."""
        return [web.get("/", self.show)]

    async def show(self, request: web.Request) -> web.Response:
        """Payments, sessions, refunds and webhook deliveries, the latest first."""
        page = document(
            language="en", title="Stripe emulator", page="staff", body=[_head(self.engine), self._main()]
        )
        return web.Response(text=page, content_type="text/html", charset="utf-8")

    def _main(self) -> Html:
        store = self.engine.store
        deliveries = list(reversed(store.deliveries))
        return h(
            "main",
            {"class": "board"},
            self._table(
                "Payments",
                ("Created", "Amount", "Status", "Card", "Refund in the dashboard (minor units)"),
                store.newest_first("payment_intent"),
                self._payment,
            ),
            self._table(
                "Checkout sessions",
                ("Created", "Amount", "Status", "Reference", ""),
                store.newest_first("checkout.session"),
                self._session,
            ),
            self._table(
                "Refunds",
                ("Created", "Amount", "Status", "Payment", ""),
                store.newest_first("refund"),
                self._refund,
            ),
            self._table(
                "Webhook deliveries", ("Event", "Type", "Status", "Answer", ""), deliveries, self._delivery
            ),
        )

    def _table(
        self, title: str, heads: tuple[str, ...], rows: list[JsonObject], row: Callable[[JsonObject], Html]
    ) -> Html:
        cells = [h("th", {"scope": "col"}, head) for head in heads]
        body: Child = [row(item) for item in rows[:SHOWN]]
        if not rows:
            body = h("tr", None, h("td", {"colspan": str(len(heads)), "class": "empty"}, "None yet."))
        shown = f"{title} ({len(rows)})" if len(rows) <= SHOWN else f"{title} (latest {SHOWN} of {len(rows)})"
        table = h("table", None, h("thead", None, h("tr", None, cells)), h("tbody", None, body))
        return h("section", None, h("h2", None, shown), h("div", {"class": "scroll"}, table))

    def _payment(self, intent: JsonObject) -> Html:
        charge = self.engine.store.find("charge", intent["latest_charge"])
        left = left_to_refund(charge) if charge else 0
        form = None
        if left:
            label = f"Amount in minor units, at most {left}"
            form = _post(
                "dashboard_refund",
                {"payment_intent": intent["id"]},
                "Refund",
                h(
                    "input",
                    {
                        "name": "amount",
                        "value": str(left),
                        "inputmode": "numeric",
                        "aria-label": label,
                        "size": "8",
                    },
                ),
            )
        card = charge["payment_method_details"]["card"] if charge else None
        return _row(
            _when(intent),
            display(intent["amount"], intent["currency"]),
            _state(intent["status"]),
            f"{card['brand']} •••• {card['last4']}" if card else "–",
            form or "–",
            title=intent["id"],
        )

    def _session(self, session: JsonObject) -> Html:
        action: Child = "–"
        if session["status"] == "open":
            action = [
                h("a", {"href": f"/c/pay/{session['id']}"}, "Open the page"),
                " ",
                _post("expire_session", {"session": session["id"]}, "Expire"),
            ]
        state = (
            session["status"] if session["status"] != "complete" else f"complete, {session['payment_status']}"
        )
        amount = display(session["amount_total"], session["currency"])
        return _row(
            _when(session),
            amount,
            _state(state),
            session["client_reference_id"] or "–",
            action,
            title=session["id"],
        )

    def _refund(self, refund: JsonObject) -> Html:
        steps = {"pending": ("succeeded", "failed"), "succeeded": ("failed",)}.get(refund["status"], ())
        forms: Child = [
            _post(
                "settle_refund",
                {"refund": refund["id"], "status": step},
                "Let it fail" if step == "failed" else "Let it succeed",
            )
            for step in steps
        ]
        amount = display(refund["amount"], refund["currency"])
        return _row(
            _when(refund),
            amount,
            _state(refund["status"]),
            refund["payment_intent"],
            forms,
            title=refund["id"],
        )

    def _delivery(self, row: JsonObject) -> Html:
        answer = f"{row['answer'] if row['answer'] is not None else '–'} (attempt {row['attempts']})"
        again = _post("webhooks/resend", {"event": row["event"]}, "Resend")
        return _row(
            row["event"][:18] + "…", row["type"], _state(row["state"]), answer, again, title=row["event"]
        )


def _head(engine: Engine) -> Html:
    now = datetime.datetime.fromtimestamp(engine.clock.now(), tz=datetime.UTC)
    url = engine.outbox.default()["url"]
    return h(
        "header",
        {"class": "board"},
        h("h1", None, "Stripe emulator"),
        h(
            "p",
            {"class": "lead"},
            "Test payments – no real money. A stand-in for Stripe, for the demo and the tests.",
        ),
        h(
            "p",
            {"class": "facts"},
            f"API {spec.version()} · clock {now:%Y-%m-%d %H:%M} UTC · events go to {url or 'nobody: they wait'}",
        ),
        h(
            "div",
            {"class": "tools"},
            _post("clock", {"advance": str(31 * 60)}, "31 minutes later"),
            _post("clock", {"advance": str(24 * 3600)}, "A day later"),
            _post("next_refund", {"status": "pending"}, "Make the next refund pending"),
            _post("fail_next", {"mode": "error"}, "Fail the next API call"),
        ),
    )


def _post(action: str, fields: dict[str, str], label: str, *visible: Child) -> Html:
    hidden = [h("input", {"type": "hidden", "name": name, "value": value}) for name, value in fields.items()]
    return h(
        "form",
        {"method": "post", "action": f"/_emu/{action}"},
        hidden,
        list(visible),
        h("button", {"class": "small", "data-testid": action.replace("/", "-")}, label),
    )


def _row(*cells: Child, title: str) -> Html:
    return h("tr", {"title": title}, [h("td", None, cell) for cell in cells])


def _state(text: str) -> Html:
    kind = text.split(",")[0].replace(".", "-")
    return h("span", {"class": f"state {kind}"}, text.replace("_", " "))


def _when(obj: JsonObject) -> str:
    return f"{datetime.datetime.fromtimestamp(obj['created'], tz=datetime.UTC):%d %b %H:%M}"
