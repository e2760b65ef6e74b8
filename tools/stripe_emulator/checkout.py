"""Checkout sessions after their creation: payment attempts, completion, expiry."""

from __future__ import annotations

from typing import Any

from . import payments
from .cards import CardInput, Decline
from .engine import Engine
from .errors import ApiError
from .store import JsonObject


def intent_of(engine: Engine, session: JsonObject) -> JsonObject | None:
    """The session's payment intent; there is none before the first attempt to pay."""
    return engine.store.find("payment_intent", session["payment_intent"])


def session_of(engine: Engine, intent: JsonObject) -> JsonObject | None:
    """The session that an intent was made by, or None for one made through the API."""
    return engine.store.find("checkout.session", engine.store.secret(intent["id"]).get("session"))


def pay(
    engine: Engine, session: JsonObject, typed: CardInput, *, email: str, name: str, base_url: str
) -> Decline | None:
    """One attempt of the buyer: returns the decline, else the session is complete or waits for 3-D Secure.

    Nothing changes on a session that is no longer open, nor for a card that is being authenticated already;
    another card takes its place.
    """
    intent = intent_of(engine, session)
    secret = engine.store.secret(session["id"])
    if session["status"] != "open":
        return None
    if intent and intent["status"] == "requires_action":
        if secret["last_card"] == typed.card.fingerprint:
            return None
        intent.update(status="requires_payment_method", next_action=None, payment_method=None)
    session["customer_details"] = _customer_details(typed, email, name)
    if intent is None:
        intent = _create_intent(engine, session)
    method = payments.create_method(engine, typed, email=email, name=name)
    secret["attempts"] = secret.get("attempts", 0) + 1
    secret["last_card"] = typed.card.fingerprint
    decline = payments.confirm(engine, intent, typed, method, action_url=f"{base_url}/c/3ds/{intent['id']}")
    if decline is None:
        complete_if_done(engine, session, intent)
    return decline


def complete_if_done(engine: Engine, session: JsonObject, intent: JsonObject) -> None:
    """Complete the session once its intent is paid or authorised."""
    if intent["status"] not in ("succeeded", "requires_capture"):
        return
    if session["customer_creation"] == "always" and session["customer"] is None:
        details = session["customer_details"]
        customer = engine.new("customer", "cus_", email=details["email"], name=details["name"])
        engine.store.add(customer)
        session["customer"] = intent["customer"] = customer["id"]
        engine.emit("customer.created", customer)
    session.update(
        status="complete", payment_status="paid" if intent["status"] == "succeeded" else "unpaid", url=None
    )
    engine.emit("checkout.session.completed", session)


def captured(engine: Engine, intent: JsonObject) -> None:
    """Tell the session that its authorised amount has been taken."""
    session = session_of(engine, intent)
    if session:
        session["payment_status"] = "paid"


def expire(engine: Engine, session: JsonObject) -> JsonObject:
    """Close an open session for good; raises ApiError for one that is complete or expired."""
    if session["status"] != "open":
        raise ApiError(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status '
            f"of `{session['status']}`."
        )
    intent = intent_of(engine, session)
    if intent and intent["status"] != "canceled":
        payments.cancel(engine, intent, reason="expired")
    session.update(status="expired", url=None)
    engine.emit("checkout.session.expired", session)
    return session


def expire_due(engine: Engine) -> int:
    """Expire every open session whose time is over; returns how many."""
    now = engine.clock.now()
    due = [
        session
        for session in engine.store.objects["checkout.session"].values()
        if session["status"] == "open" and session["expires_at"] <= now
    ]
    for session in due:
        expire(engine, session)
    return len(due)


def _create_intent(engine: Engine, session: JsonObject) -> JsonObject:
    secret = engine.store.secret(session["id"])
    values: dict[str, Any] = dict(secret["intent_data"])
    intent = payments.create_intent(
        engine,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        **values,
    )
    engine.store.secret(intent["id"])["session"] = session["id"]
    session["payment_intent"] = intent["id"]
    return intent


def _customer_details(typed: CardInput, email: str, name: str) -> JsonObject:
    address = dict.fromkeys(("city", "line1", "line2", "postal_code", "state"))
    return {
        "address": {**address, "country": typed.card.country},
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name or None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }
