"""Keeping what was typed into the checkout, part by part, so that coming back finds it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, JSONField, Value
from django.db.models.expressions import CombinedExpression
from django.utils import timezone

from checkout.business import typed_number
from checkout.models import Cart
from core.addresses import rules_for
from orders.models import Order
from taxes.numbers import NumberUnreadable

# What a shopper may type is kept as typed, up to this length per field.
_MOST = 500
# The cart's own page asks for these as well.
_OWN_COLUMNS = ("is_gift", "gift_message")
_LENGTHS = {"gift_message": 300, "delivery": 50, "payment": 10}


def save_typed(
    *, cart: Cart, texts: Mapping[str, str], ticks: Mapping[str, bool], choices: Mapping[str, str]
) -> None:
    """Keep what was typed, as it was typed, beside what was kept before; nothing happens to a cart that is ordered.

    Only what is handed over changes, so that two tabs do not undo each other's parts. `choices` may hold `country`,
    `delivery` and `payment`. The cart in hand is brought up to date as well.
    """
    kept = {name: value[:_MOST] for name, value in texts.items() if name not in _OWN_COLUMNS}
    kept |= {name: "on" if ticked else "" for name, ticked in ticks.items() if name not in _OWN_COLUMNS}
    draft = {**cart.draft, **kept}
    values: dict[str, Any] = {"updated_at": timezone.now()}
    if "country" in choices:
        values["country"] = choices["country"]
    if "delivery" in choices:
        values["delivery_code"] = choices["delivery"][: _LENGTHS["delivery"]]
    if "payment" in choices:
        values["payment_method"] = choices["payment"][: _LENGTHS["payment"]]
    if "postcode" in texts:
        # Only one that can be right decides over delivery and VAT.
        code = rules_for(str(values.get("country", cart.country))).postcode(texts["postcode"])
        values["postcode"] = (code or "")[:16]
    if {"vat_number", "wants_invoice"} & kept.keys():
        country = str(values.get("country", cart.country))
        values["vat_number"] = _number(draft, country)
    if "is_gift" in ticks:
        values["is_gift"] = ticks["is_gift"]
    if "gift_message" in texts:
        values["gift_message"] = texts["gift_message"][: _LENGTHS["gift_message"]]
    # Joined in the database: what another tab has just kept is not in the cart in hand.
    joined = CombinedExpression(F("draft"), "||", Value(kept, JSONField()), output_field=JSONField())
    if Cart.objects.filter(pk=cart.pk, state=Cart.State.OPEN).update(draft=joined, **values):
        for name, value in {"draft": draft, **values}.items():
            setattr(cart, name, value)


def _number(draft: Mapping[str, str], country: str) -> str:
    """Return the VAT number of somebody who wants an invoice for a company; nothing while it cannot be one."""
    if not (draft.get("wants_invoice") and draft.get("vat_number")):
        return ""
    try:
        return str(typed_number(draft["vat_number"], country))
    except NumberUnreadable:
        return ""


def typed_of(order: Order) -> dict[str, str]:
    """Return what somebody would have typed to place this order."""
    same = ("email", "address_line1", "address_line2", "city", "postcode", "region", "note")
    typed = {name: getattr(order, name) for name in same}
    typed |= {"name": order.buyer_name or order.name, "phone": order.phone}
    if order.buyer_name:
        typed |= {"other_recipient": "on", "recipient_name": order.name, "recipient_phone": order.phone}
    if order.company_name:
        typed |= {
            "wants_invoice": "on",
            "vat_number": order.company_vat_number,
            **{name: getattr(order, name) for name in ("company_name", "company_number")},
            **{name: getattr(order, name) for name in ("company_address", "company_person")},
        }
    return typed
