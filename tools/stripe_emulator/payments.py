"""Payment intents and charges: what happens when a card is charged, captured or let go."""

from __future__ import annotations

import copy
from typing import Any

from . import spec
from .cards import CARDS, UNAUTHENTICATED, Card, CardInput, Decline
from .engine import Engine
from .errors import ApiError
from .ids import random_text
from .store import JsonObject

EEA = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)
AVAILABLE_AFTER = 2 * 24 * 3600


def create_intent(engine: Engine, **values: Any) -> JsonObject:
    """A new payment intent waiting for a card; `amount` in minor units."""
    intent = engine.new("payment_intent", "pi_3", **values)
    intent["client_secret"] = f"{intent['id']}_secret_{random_text(25)}"
    engine.store.add(intent)
    engine.emit("payment_intent.created", intent)
    return intent


def create_method(engine: Engine, typed: CardInput, *, email: str | None, name: str | None) -> JsonObject:
    """A card payment method. The number itself is kept only if it is one of Stripe's test cards."""
    card = typed.card
    method = engine.new("payment_method", "pm_1")
    method["card"].update(
        brand=card.brand,
        display_brand=card.brand,
        country=card.country,
        exp_month=typed.exp_month,
        exp_year=typed.exp_year,
        fingerprint=card.fingerprint,
        funding="credit",
        last4=card.last4,
        networks={"available": [card.brand], "preferred": None},
    )
    method["billing_details"].update(email=email, name=name)
    test_number = card.number if card.number in CARDS else None
    return engine.store.add(method, number=test_number)


def confirm(
    engine: Engine, intent: JsonObject, typed: CardInput, method: JsonObject, *, action_url: str
) -> Decline | None:
    """Charge the card, or stop at `requires_action` for one that must be authenticated at `action_url`.

    Returns the decline if there is one. The caller looks at `intent["status"]` for the rest.
    """
    require_status(intent, "confirm", "requires_payment_method", "requires_confirmation")
    intent.update(payment_method=method["id"], last_payment_error=None)
    if typed.card.authenticate:
        intent["status"] = "requires_action"
        intent["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": action_url, "return_url": None},
        }
        engine.emit("payment_intent.requires_action", intent)
        return None
    return _charge(engine, intent, method, typed.card, authenticated=False)


def authenticate(engine: Engine, intent: JsonObject, *, passed: bool) -> Decline | None:
    """End of 3-D Secure: charge the card if it passed; returns the decline otherwise."""
    require_status(intent, "authenticate", "requires_action")
    method = engine.store.get("payment_method", intent["payment_method"])
    intent["next_action"] = None
    if not passed:
        _refuse(engine, intent, method, UNAUTHENTICATED, charge=None)
        return UNAUTHENTICATED
    card = CARDS[engine.store.secret(method["id"])["number"]]
    return _charge(engine, intent, method, card, authenticated=True)


def capture(engine: Engine, intent: JsonObject, amount: int | None) -> JsonObject:
    """Take the whole of an authorised amount; raises ApiError in any other state or for another amount."""
    require_status(intent, "capture", "requires_capture")
    if amount is not None and amount > intent["amount_capturable"]:
        raise ApiError(
            "The remaining amount to capture is less than amount_to_capture.",
            code="amount_too_large",
            param="amount_to_capture",
        )
    charge = engine.store.get("charge", intent["latest_charge"])
    _captured(engine, intent, charge)
    engine.emit(
        "charge.captured", charge, {"captured": False, "amount_captured": 0, "balance_transaction": None}
    )
    engine.emit("payment_intent.succeeded", intent)
    return intent


def cancel(engine: Engine, intent: JsonObject, *, reason: str | None) -> JsonObject:
    """Give up an intent that is not paid; an authorised amount goes back to the card."""
    require_status(
        intent,
        "cancel",
        "requires_payment_method",
        "requires_confirmation",
        "requires_action",
        "requires_capture",
    )
    if intent["status"] == "requires_capture":
        charge = engine.store.get("charge", intent["latest_charge"])
        charge.update(amount_refunded=charge["amount"], refunded=True)
        engine.emit("charge.refunded", charge, {"amount_refunded": 0, "refunded": False})
    intent.update(
        status="canceled",
        canceled_at=engine.clock.now(),
        cancellation_reason=reason,
        next_action=None,
        amount_capturable=0,
    )
    engine.emit("payment_intent.canceled", intent)
    return intent


def require_status(intent: JsonObject, verb: str, *allowed: str) -> None:
    """Raise `payment_intent_unexpected_state` unless the intent is in one of the allowed states."""
    if intent["status"] not in allowed:
        raise ApiError(
            f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}. Only a "
            f"PaymentIntent with one of the following statuses may be used: {', '.join(allowed)}.",
            code="payment_intent_unexpected_state",
            payment_intent=copy.deepcopy(intent),
        )


def card_error(engine: Engine, intent: JsonObject) -> ApiError:
    """402 for the last failed attempt on an intent, as API callers get it."""
    error = {key: value for key, value in intent["last_payment_error"].items() if key != "doc_url"}
    return ApiError(error.pop("message"), status=402, payment_intent=copy.deepcopy(intent), **error)


def balance_transaction(
    engine: Engine, kind: str, source: JsonObject, amount: int, fee: int = 0
) -> JsonObject:
    """A movement of the merchant's balance, net of `fee`; available two days later."""
    now = engine.clock.now()
    details = {
        "amount": fee,
        "application": None,
        "currency": source["currency"],
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }
    return engine.store.add(
        engine.new(
            "balance_transaction",
            "txn_3",
            amount=amount,
            available_on=now + AVAILABLE_AFTER,
            currency=source["currency"],
            description=source.get("description"),
            fee=fee,
            fee_details=[details] if fee else [],
            net=amount - fee,
            reporting_category=kind,
            source=source["id"],
            type=kind,
        )
    )


def fee(amount: int, country: str) -> int:
    """Stripe's list price in Bulgaria in cents: 1.5 % + 0.25 for cards of the EEA, 3.25 % + 0.25 for others."""
    basis_points = 150 if country in EEA else 325
    return (amount * basis_points + 5_000) // 10_000 + 25


def _charge(
    engine: Engine, intent: JsonObject, method: JsonObject, card: Card, *, authenticated: bool
) -> Decline | None:
    charge = _new_charge(engine, intent, method, authenticated=authenticated)
    intent["latest_charge"] = charge["id"]
    if card.decline:
        charge.update(status="failed", failure_code=card.decline.code, failure_message=card.decline.message)
        charge["outcome"] = _outcome(card.decline)
        engine.store.add(charge)
        engine.emit("charge.failed", charge)
        _refuse(engine, intent, method, card.decline, charge=charge)
        return card.decline
    charge.update(status="succeeded", paid=True, outcome=_outcome(None))
    engine.store.add(charge)
    if intent["capture_method"] == "manual":
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        engine.emit("charge.succeeded", charge)
        engine.emit("payment_intent.amount_capturable_updated", intent)
    else:
        _captured(engine, intent, charge)
        engine.emit("charge.succeeded", charge)
        engine.emit("payment_intent.succeeded", intent)
    return None


def _new_charge(engine: Engine, intent: JsonObject, method: JsonObject, *, authenticated: bool) -> JsonObject:
    carried = ("amount", "currency", "customer", "description", "shipping", "receipt_email")
    descriptors = ("statement_descriptor", "statement_descriptor_suffix", "transfer_group")
    charge = engine.new(
        "charge",
        "ch_3",
        metadata=dict(intent["metadata"]),
        payment_intent=intent["id"],
        payment_method=method["id"],
        billing_details=copy.deepcopy(method["billing_details"]),
        **{name: copy.deepcopy(intent[name]) for name in (*carried, *descriptors)},
    )
    details = charge["payment_method_details"]["card"]
    for name in ("brand", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4"):
        details[name] = method["card"][name]
    details.update(network=method["card"]["brand"], amount_authorized=intent["amount"])
    details["overcapture"]["maximum_amount_capturable"] = intent["amount"]
    if authenticated:
        details["three_d_secure"] = {
            **spec.shape("charge_three_d_secure"),
            "authentication_flow": "challenge",
            "electronic_commerce_indicator": "05",
            "result": "authenticated",
            "version": "2.2.0",
        }
    return charge


def _captured(engine: Engine, intent: JsonObject, charge: JsonObject) -> None:
    amount = intent["amount"]
    country = charge["payment_method_details"]["card"]["country"]
    movement = balance_transaction(engine, "charge", charge, amount, fee(amount, country))
    charge.update(captured=True, amount_captured=amount, balance_transaction=movement["id"])
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0)


def _refuse(
    engine: Engine, intent: JsonObject, method: JsonObject, decline: Decline, *, charge: JsonObject | None
) -> None:
    error = {
        "type": "invalid_request_error" if decline is UNAUTHENTICATED else "card_error",
        "code": decline.code,
        "decline_code": decline.decline_code,
        "charge": charge["id"] if charge else None,
        "doc_url": f"https://docs.stripe.com/error-codes/{decline.code.replace('_', '-')}",
        "message": decline.message,
        "payment_method": copy.deepcopy(method),
    }
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        last_payment_error={key: value for key, value in error.items() if value is not None},
    )
    engine.emit("payment_intent.payment_failed", intent)


def _outcome(decline: Decline | None) -> JsonObject:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if decline else "approved_by_network",
        "reason": (decline.decline_code or decline.code) if decline else None,
        "risk_level": "normal",
        "risk_score": 20,
        "seller_message": "The bank did not accept the payment." if decline else "Payment complete.",
        "type": "issuer_declined" if decline else "authorized",
    }
