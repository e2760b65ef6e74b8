"""The hosted card page and the 3-D Secure page. Both work without any JavaScript."""

from __future__ import annotations

import datetime

from aiohttp import web

from tools.stripe_emulator import checkout, payments
from tools.stripe_emulator.cards import CardFormError, CardInput, read_card
from tools.stripe_emulator.engine import Engine
from tools.stripe_emulator.errors import ApiError
from tools.stripe_emulator.markup import redirect
from tools.stripe_emulator.store import JsonObject
from tools.stripe_emulator.timekeeping import tick

from . import pay_views
from .texts import language, words


class Pay:
    """The buyer's pages for one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def routes(self) -> list[web.RouteDef]:
        """GET shows, POST acts and redirects."""
        return [
            web.get("/c/pay/{session}", self.show),
            web.post("/c/pay/{session}", self.submit),
            web.get("/c/3ds/{intent}", self.show_bank),
            web.post("/c/3ds/{intent}", self.submit_bank),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """The form, or what became of the session."""
        session = self._session(request)
        form = pay_views.Form(email=session["customer_email"] or "")
        return self._page(request, session, form, status=200)

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Try to pay. Sent twice, it charges once: a complete session only redirects."""
        posted = await request.post()
        session = self._session(request)
        form = pay_views.Form()
        for name in pay_views.FIELDS:
            setattr(form, name, str(posted.get(name, "")).strip())
        form.email = session["customer_email"] or form.email
        if session["status"] != "open":
            return self._after(session) or self._page(request, session, form, status=410)
        typed = self._read(form)
        if typed is None:
            return self._page(request, session, form, status=422)
        if not self._repeated(session, typed, str(posted.get("attempt", ""))):
            base_url = f"{request.scheme}://{request.host}"
            checkout.pay(self.engine, session, typed, email=form.email, name=form.name, base_url=base_url)
            self.engine.save()
        intent = checkout.intent_of(self.engine, session)
        if intent and intent["status"] == "requires_action":
            return redirect(f"/c/3ds/{intent['id']}")
        return self._after(session) or self._page(request, session, form, status=402)

    async def show_bank(self, request: web.Request) -> web.Response:
        """The bank's question."""
        intent, session = self._intent(request)
        lang = language(session["locale"] if session else None, request.headers.get("Accept-Language", ""))
        method = self.engine.store.find("payment_method", intent["payment_method"])
        return _html(pay_views.bank_page(lang, intent, session, method["card"]["last4"] if method else ""))

    async def submit_bank(self, request: web.Request) -> web.StreamResponse:
        """The buyer's answer, then back to the card page, the shop or the API caller's return address."""
        outcome = (await request.post()).get("outcome")
        intent, session = self._intent(request)
        if intent["status"] == "requires_action":
            action = intent["next_action"]
            payments.authenticate(self.engine, intent, passed=outcome == "complete")
            if session:
                checkout.complete_if_done(self.engine, session, intent)
            self.engine.save()
            if session is None:
                return redirect(action["redirect_to_url"]["return_url"] or "/")
        if session is None:
            return redirect(request.path)
        return self._after(session) or redirect(f"/c/pay/{session['id']}")

    def _page(
        self, request: web.Request, session: JsonObject, form: pay_views.Form, *, status: int
    ) -> web.Response:
        lang = language(session["locale"], request.headers.get("Accept-Language", ""))
        if session["status"] != "open":
            return _html(pay_views.closed_page(lang, session), status)
        intent = checkout.intent_of(self.engine, session)
        problem = words(lang, "check") if form.errors else None
        if problem is None and intent and intent["last_payment_error"]:
            error = intent["last_payment_error"]
            message = words(lang, error.get("decline_code") or error["code"])
            problem = message if lang == "bg" else error["message"]
        secret = self.engine.store.secret(session["id"])
        page = pay_views.pay_page(
            lang, session, secret["line_items"], form, problem=problem, attempt=secret.get("attempts", 0)
        )
        return _html(page, status)

    def _read(self, form: pay_views.Form) -> CardInput | None:
        typed = None
        today = datetime.datetime.fromtimestamp(self.engine.clock.now(), tz=datetime.UTC).date()
        try:
            typed = read_card(form.card_number, form.expiry, form.cvc, today=today)
        except CardFormError as error:
            form.errors.update(error.errors)
        if not form.name:
            form.errors["name"] = "required"
        name, at, domain = form.email.rpartition("@")
        if not (name and at and "." in domain):
            form.errors["email"] = "email_invalid" if form.email else "required"
        return None if form.errors else typed

    def _repeated(self, session: JsonObject, typed: CardInput, attempt: str) -> bool:
        """The same form sent again with the same card, as an impatient second click does."""
        secret = self.engine.store.secret(session["id"])
        made = secret.get("attempts", 0)
        return bool(made and attempt != str(made) and secret["last_card"] == typed.card.fingerprint)

    def _after(self, session: JsonObject) -> web.StreamResponse | None:
        if session["status"] != "complete":
            return None
        return redirect(pay_views.success_url(session))

    def _session(self, request: web.Request) -> JsonObject:
        tick(self.engine)
        try:
            return self.engine.store.get("checkout.session", request.match_info["session"])
        except ApiError:
            raise web.HTTPNotFound(text="There is no such payment page.") from None

    def _intent(self, request: web.Request) -> tuple[JsonObject, JsonObject | None]:
        tick(self.engine)
        try:
            intent = self.engine.store.get("payment_intent", request.match_info["intent"])
        except ApiError:
            raise web.HTTPNotFound(text="There is no such payment.") from None
        return intent, checkout.session_of(self.engine, intent)


def _html(page: str, status: int = 200) -> web.Response:
    return web.Response(text=page, content_type="text/html", charset="utf-8", status=status)
