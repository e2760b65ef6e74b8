"""The history of an order: one function per thing that can happen; the only writer of OrderEvent.

Data holds amounts as text, references and numbers, never personal data. Each needs the transaction of what it tells of.
"""

from decimal import Decimal
from typing import Any

from core.actors import PROVIDER, SYSTEM, Actor
from core.correlation import current_id
from core.transactions import require_transaction
from orders.models import Order, OrderEvent, Payment, Refund, Shipment

Kind = OrderEvent.Kind


def placed(order: Order, *, actor: Actor) -> None:
    """The order came into being."""
    _write(order, Kind.PLACED, actor, total=order.total_gross, payment_method=order.payment_method)


def status_changed(order: Order, *, before: str, after: str, actor: Actor, reason: str) -> None:
    """Written by lifecycle.transition() alone."""
    _write(order, Kind.STATUS_CHANGED, actor, reason, from_status=before, to_status=after)


def payment_started(payment: Payment) -> None:
    """The provider gave us a page to pay on."""
    _write(payment.order, Kind.PAYMENT_STARTED, SYSTEM, attempt=payment.attempt, amount=payment.amount)


def payment_pending(payment: Payment) -> None:
    """The shopper is done, the money is not there yet."""
    _write(payment.order, Kind.PAYMENT_PENDING, PROVIDER, attempt=payment.attempt, amount=payment.amount)


def payment_failed(payment: Payment, *, code: str, reference: str = "") -> None:
    """A card was refused (the page stays open), or a payment failed for good."""
    _write(
        payment.order, Kind.PAYMENT_FAILED, PROVIDER, attempt=payment.attempt, code=code, reference=reference
    )


def payment_failure_known(payment: Payment, *, reference: str) -> bool:
    """Tell whether this refusal is in the history already."""
    return payment.order.events.filter(kind=Kind.PAYMENT_FAILED, data__reference=reference).exists()


def payment_received(payment: Payment, *, actor: Actor) -> None:
    """Money arrived."""
    _write(
        payment.order,
        Kind.PAYMENT_RECEIVED,
        actor,
        attempt=payment.attempt,
        amount=payment.received,
        gateway=payment.gateway,
        reference=payment.provider_reference,
    )


def payment_canceled(payment: Payment, *, actor: Actor, reason: str) -> None:
    """An attempt ended without money and without a refusal."""
    _write(payment.order, Kind.PAYMENT_CANCELED, actor, reason, attempt=payment.attempt)


def payment_mismatch(payment: Payment, *, amount: Decimal, currency: str, actor: Actor = PROVIDER) -> None:
    """Another sum or currency came, or is spoken of, than the order asks for."""
    _write(
        payment.order,
        Kind.PAYMENT_MISMATCH,
        actor,
        attempt=payment.attempt,
        expected=payment.amount,
        amount=amount,
        currency=currency,
    )


def late_payment(payment: Payment, *, actor: Actor = PROVIDER) -> None:
    """Money arrived for an order that was closed."""
    _write(payment.order, Kind.LATE_PAYMENT, actor, attempt=payment.attempt, amount=payment.received)


def method_changed(order: Order, *, before: str, after: str, actor: Actor) -> None:
    """The shopper chose another way to pay."""
    _write(order, Kind.METHOD_CHANGED, actor, before=before, after=after)


def stock_short(order: Order, *, variants: list[int]) -> None:
    """What was paid for late had been sold to others."""
    _write(order, Kind.STOCK_SHORT, SYSTEM, variants=variants)


def refund_requested(refund: Refund, *, actor: Actor) -> None:
    """Money is to go back."""
    _write(refund.order, Kind.REFUND_REQUESTED, actor, refund.reason, **_about(refund))


def refund_succeeded(refund: Refund, *, actor: Actor = PROVIDER) -> None:
    """Money went back."""
    _write(refund.order, Kind.REFUND_SUCCEEDED, actor, **_about(refund))


def refund_failed(refund: Refund) -> None:
    """Money did not go back."""
    _write(refund.order, Kind.REFUND_FAILED, PROVIDER, code=refund.failure_code, **_about(refund))


def refund_found(refund: Refund) -> None:
    """Somebody gave money back in the provider's own dashboard."""
    _write(refund.order, Kind.REFUND_FOUND, PROVIDER, **_about(refund))


def shipped(shipment: Shipment, *, actor: Actor, pieces: int) -> None:
    """A parcel left."""
    _write(
        shipment.order,
        Kind.SHIPPED,
        actor,
        shipment=str(shipment.public_id),
        pieces=pieces,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        tracking_url=shipment.tracking_url,
    )


def mail_queued(order: Order, *, kind: str, mail_id: str) -> None:
    """A mail was written; the outbox sends it."""
    _write(order, Kind.MAIL_QUEUED, SYSTEM, mail=kind, id=mail_id)


def note(order: Order, *, actor: Actor, text: str, **data: Any) -> None:
    """Words of staff, or of the shop for staff."""
    _write(order, Kind.NOTE, actor, text, **data)


def _about(refund: Refund) -> dict[str, Any]:
    return {
        "refund": str(refund.public_id),
        "amount": refund.amount,
        "origin": refund.origin,
        "reference": refund.provider_reference,
    }


def _write(
    order: Order,
    kind: Kind,
    actor: Actor,
    reason: str = "",
    *,
    from_status: str = "",
    to_status: str = "",
    **data: Any,
) -> None:
    require_transaction("an order event")
    OrderEvent.objects.create(
        order=order,
        kind=kind,
        actor=actor.kind,
        actor_id=actor.user_id,
        actor_label=actor.label,
        from_status=from_status,
        to_status=to_status,
        reason=reason[:500],
        data={name: str(value) if isinstance(value, Decimal) else value for name, value in data.items()},
        correlation_id=current_id(),
    )
