"""Stripe's hosted Checkout page. The only module that imports stripe (DESIGN 1.12)."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import stripe
from django.conf import settings

from core.money import ZERO
from payments.gateways.base import (
    Charge,
    ChargeItem,
    GatewayDown,
    GatewayRefused,
    GatewayState,
    Outcome,
    ProviderEvent,
    RefundOutcome,
    RefundState,
    Started,
)
from payments.gateways.minor import from_minor, to_minor
from payments.gateways.names import STRIPE

logger = logging.getLogger(__name__)

# The version that the library's types were made from; webhook endpoints are set to the same one.
API_VERSION = "2026-10-28.endive"
# Seconds to connect and to read. A shopper is waiting for the first call.
TIMEOUT = (3.0, 10.0)
RETRIES = 1
MOST_ITEMS = 90
LONGEST_NAME = 250
LOCALES = {"bg": "bg", "en": "en"}


class EventRefused(Exception):
    """A request to the webhook that is not a signed event of this shop's account and mode."""


@cache
def _client(key: str, api_base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": api_base} if api_base else None,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
    )


def _api() -> Any:
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE).v1


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Turn the library's exceptions into the two that matter: ask again, or never ask again."""
    try:
        yield
    except (stripe.InvalidRequestError, stripe.IdempotencyError, stripe.CardError) as error:
        raise GatewayRefused(error.code or type(error).__name__) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        # The keys are wrong or were rolled; once they are right, asking again helps.
        logger.exception("Stripe refuses our key")
        raise GatewayDown(type(error).__name__) from error
    except stripe.StripeError as error:
        logger.warning("Stripe did not answer: %s", type(error).__name__)
        raise GatewayDown(type(error).__name__) from error


class Stripe:
    name = STRIPE
    hosted = True

    def prepare(self, charge: Charge) -> dict[str, Any]:
        """Parameters of POST /v1/checkout/sessions (https://docs.stripe.com/api/checkout/sessions/create)."""
        metadata = {"payment": charge.reference, "order": charge.order_number}
        if charge.correlation_id:
            metadata["correlation"] = charge.correlation_id
        return {
            "mode": "payment",
            "client_reference_id": charge.reference,
            "customer_email": charge.email,
            "locale": LOCALES.get(charge.language[:2], "auto"),
            "line_items": [_line_item(item, charge.currency) for item in _items(charge)],
            "adaptive_pricing": {"enabled": False},
            "submit_type": "pay",
            "success_url": charge.success_url,
            "cancel_url": charge.cancel_url,
            "expires_at": int(charge.expires_at.timestamp()),
            "metadata": metadata,
            "payment_intent_data": {"description": charge.description, "metadata": metadata},
        }

    def start(self, request: dict[str, Any], *, key: str) -> Started:
        with _in_our_words():
            session = _api().checkout.sessions.create(request, {"idempotency_key": f"{key}:session"})
        if session.url is None:
            # A replayed answer of a session that was closed since.
            raise GatewayRefused(f"session_{session.status}")
        return Started(
            session_reference=session.id,
            page_url=session.url,
            expires_at=datetime.fromtimestamp(session.expires_at, UTC),
            amount=from_minor(session.amount_total, session.currency),
            currency=session.currency.upper(),
        )

    def state(self, session_reference: str) -> GatewayState:
        with _in_our_words():
            session = _api().checkout.sessions.retrieve(session_reference, {"expand": ["payment_intent"]})
        return _state(session)

    def expire(self, session_reference: str) -> GatewayState:
        try:
            with _in_our_words():
                _api().checkout.sessions.expire(session_reference)
        except GatewayRefused:
            # No longer open: paid or run out meanwhile. The state says which.
            logger.info("session %s was closed already", session_reference)
        return self.state(session_reference)

    def payment_of(self, provider_reference: str) -> str:
        try:
            with _in_our_words():
                intent = _api().payment_intents.retrieve(provider_reference)
        except GatewayRefused:
            return ""
        return str(intent.metadata.to_dict().get("payment", ""))

    def prepare_refund(
        self, *, provider_reference: str, amount: Decimal, currency: str, ours: str
    ) -> dict[str, Any]:
        """Parameters of POST /v1/refunds (https://docs.stripe.com/api/refunds/create)."""
        return {
            "payment_intent": provider_reference,
            "amount": to_minor(amount, currency),
            "metadata": {"refund": ours},
        }

    def refund(self, request: dict[str, Any], *, key: str) -> RefundState:
        with _in_our_words():
            refund = _api().refunds.create(request, {"idempotency_key": f"{key}:refund"})
        # The answer may be a replay of the first one; the list holds the present truth, but the first is never wrong
        # about the reference and the amount.
        return _refund_state(refund)

    def refunds(self, provider_reference: str) -> list[RefundState]:
        with _in_our_words():
            page = _api().refunds.list({"payment_intent": provider_reference, "limit": 100})
            return [_refund_state(refund) for refund in page.auto_paging_iter()]


def read_event(payload: bytes, header: str | None) -> ProviderEvent:
    """Return the event in a webhook request whose signature fits one of our secrets; raises EventRefused otherwise.

    Source: https://docs.stripe.com/webhooks#verify-manually. Signatures older than five minutes are refused.
    """
    try:
        text = payload.decode("utf-8")
        _verify(text, header)
        data = json.loads(text)
    except (stripe.SignatureVerificationError, UnicodeDecodeError, ValueError) as error:
        raise EventRefused(type(error).__name__) from error
    if not isinstance(data, dict) or data.get("object") != "event":
        raise EventRefused("not an event")
    if data.get("livemode") is not _is_live():
        raise EventRefused("wrong mode")
    try:
        return ProviderEvent(
            event_id=data["id"],
            type=data["type"],
            livemode=data["livemode"],
            api_version=data.get("api_version") or "",
            occurred_at=datetime.fromtimestamp(data["created"], UTC),
            payload=data,
            about=data["data"]["object"],
        )
    except (KeyError, TypeError, OverflowError, OSError) as error:
        raise EventRefused("incomplete event") from error


def _verify(text: str, header: str | None) -> None:
    failure: stripe.SignatureVerificationError | None = None
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            stripe.WebhookSignature.verify_header(text, header, secret, stripe.Webhook.DEFAULT_TOLERANCE)
        except stripe.SignatureVerificationError as error:
            failure = error
        else:
            return
    raise failure or EventRefused("no secret is configured")


def _is_live() -> bool:
    return settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))


def _items(charge: Charge) -> tuple[ChargeItem, ...]:
    """Lines that cost something; a very long order becomes one line, because the page takes at most a hundred."""
    paid_for = tuple(item for item in charge.items if item.gross)
    return paid_for if len(paid_for) <= MOST_ITEMS else (ChargeItem(charge.description, charge.amount),)


def _line_item(item: ChargeItem, currency: str) -> dict[str, Any]:
    return {
        "quantity": 1,
        "price_data": {
            "currency": currency.lower(),
            "unit_amount": to_minor(item.gross, currency),
            "product_data": {"name": item.name[:LONGEST_NAME]},
        },
    }


def _state(session: Any) -> GatewayState:
    intent = session.payment_intent
    currency = session.currency.upper()
    known: dict[str, Any] = {"currency": currency, "provider_reference": intent.id if intent else ""}
    if session.payment_status == "paid":
        received = intent.amount_received if intent else session.amount_total
        return GatewayState(Outcome.PAID, from_minor(received, currency), **known)
    if session.status == "expired":
        return GatewayState(Outcome.EXPIRED, ZERO, **known)
    failure = intent.last_payment_error if intent else None
    if failure:
        known["failure_code"] = (
            getattr(failure, "decline_code", None) or getattr(failure, "code", None) or "failed"
        )
        known["failure_reference"] = (
            getattr(failure, "charge", None) or f"{intent.id}:{known['failure_code']}"
        )
    if session.status == "open":
        return GatewayState(Outcome.WAITING, ZERO, **known)
    lost = intent is not None and intent.status in ("requires_payment_method", "canceled")
    return GatewayState(Outcome.FAILED if lost else Outcome.PROCESSING, ZERO, **known)


_REFUND_OUTCOMES = {
    "pending": RefundOutcome.PENDING,
    "requires_action": RefundOutcome.PENDING,
    "succeeded": RefundOutcome.SUCCEEDED,
    "failed": RefundOutcome.FAILED,
    "canceled": RefundOutcome.FAILED,
}


def _refund_state(refund: Any) -> RefundState:
    currency = refund.currency.upper()
    metadata = refund.metadata.to_dict() if refund.metadata else {}
    outcome = _REFUND_OUTCOMES.get(refund.status or "pending", RefundOutcome.PENDING)
    failed = outcome == RefundOutcome.FAILED
    return RefundState(
        reference=refund.id,
        outcome=outcome,
        amount=from_minor(refund.amount, currency),
        currency=currency,
        ours=metadata.get("refund", ""),
        failure_code=(getattr(refund, "failure_reason", None) or refund.status) if failed else "",
    )
