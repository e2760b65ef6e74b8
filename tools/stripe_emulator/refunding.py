"""Refunds: at once, pending, failing; always within what is left of the charge."""

from __future__ import annotations

from .cards import CARDS
from .engine import Engine
from .errors import ApiError
from .money import display
from .payments import balance_transaction
from .store import JsonObject

SETTLES_AFTER = 30
PLANNABLE = ("succeeded", "pending")


def left_to_refund(charge: JsonObject) -> int:
    """Minor units that can still go back."""
    return charge["amount_captured"] - charge["amount_refunded"] if charge["captured"] else 0


def refund_charge(
    engine: Engine,
    charge: JsonObject,
    *,
    amount: int | None,
    reason: str | None = None,
    metadata: dict[str, str] | None = None,
) -> JsonObject:
    """Give back `amount` minor units, or all that is left; raises ApiError when that is more than there is.

    A planned outcome of the control API decides how it goes, else the card that was used: the clock settles
    refunds to special cards after 30 emulated seconds, planned ones wait for `settle_refund`.
    """
    _check(charge, amount)
    left = left_to_refund(charge)
    amount = left if amount is None else amount
    planned = engine.refund_outcomes.pop(0) if engine.refund_outcomes else None
    outcome = planned or _habit(engine, charge)
    refund = engine.new(
        "refund",
        "re_3",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        customer=charge["customer"],
        metadata=metadata or {},
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        reason=reason,
        status="pending" if outcome == "pending" else "succeeded",
    )
    if outcome == "pending":
        refund["pending_reason"] = "processing"
    engine.store.add(refund)
    refund["balance_transaction"] = balance_transaction(engine, "refund", refund, -amount)["id"]
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    engine.emit("refund.created", refund)
    engine.emit("charge.refunded", charge, before)
    if planned is None and outcome != "succeeded":
        _settle_later(engine, refund, "succeeded" if outcome == "pending" else "failed")
    return refund


def settle_refund(engine: Engine, refund: JsonObject, status: str, failure: str = "unknown") -> JsonObject:
    """Move a refund on: pending to succeeded or failed, or succeeded to failed when the bank sends it back.

    A failed refund gives the amount back to the merchant's balance and to what is left of the charge.
    """
    allowed = {"pending": ("succeeded", "failed"), "succeeded": ("failed",)}.get(refund["status"], ())
    if status not in allowed:
        raise ApiError(f"A refund that is {refund['status']} cannot become {status}.", param="status")
    engine.store.secret(refund["id"]).pop("settles_at", None)
    before = {"status": refund["status"]}
    refund["status"] = status
    refund.pop("pending_reason", None)
    if status == "failed":
        charge = engine.store.get("charge", refund["charge"])
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        refund["failure_reason"] = failure
        movement = balance_transaction(engine, "refund_failure", refund, refund["amount"])
        refund["failure_balance_transaction"] = movement["id"]
    engine.emit("refund.updated", refund, before)
    engine.emit("charge.refund.updated", refund, before)
    if status == "failed":
        engine.emit("refund.failed", refund)
    return refund


def settle_due(engine: Engine) -> int:
    """Settle refunds whose time has come; returns how many."""
    now = engine.clock.now()
    due = [
        refund
        for refund in engine.store.objects["refund"].values()
        if engine.store.private.get(refund["id"], {}).get("settles_at", now + 1) <= now
    ]
    for refund in due:
        settle_refund(engine, refund, engine.store.secret(refund["id"])["settles_to"])
    return len(due)


def _settle_later(engine: Engine, refund: JsonObject, status: str) -> None:
    engine.store.secret(refund["id"]).update(settles_at=engine.clock.now() + SETTLES_AFTER, settles_to=status)


def _habit(engine: Engine, charge: JsonObject) -> str:
    number = engine.store.secret(charge["payment_method"]).get("number")
    return CARDS[number].refund if number in CARDS else "succeeded"


def _check(charge: JsonObject, amount: int | None) -> None:
    if not charge["captured"]:
        raise ApiError(
            f"This PaymentIntent ({charge['payment_intent']}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    left = left_to_refund(charge)
    if left == 0:
        raise ApiError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount is not None and amount <= 0:
        raise ApiError("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount is not None and amount > left:
        code = charge["currency"]
        raise ApiError(
            f"Refund amount ({display(amount, code)}) is greater than unrefunded amount on charge "
            f"({display(left, code)})",
            param="amount",
        )
