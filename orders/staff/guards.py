"""Doing what a clerk saw: a page that is out of date, or a button pressed twice, must not send or refund a second time."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from orders import locks
from orders.errors import OrderRefusal
from orders.models import Refund, Shipment
from orders.services.refund import refund
from orders.services.shipping import ship
from orders.sums import refundable_sum


class ChangedMeanwhile(OrderRefusal):
    """The order is not what the page showed; nothing was done."""


class RefundedMeanwhile(ChangedMeanwhile):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Money moved while this page was open, so nothing was refunded now. Look at the payments, then decide again."
            )
        )


class SentMeanwhile(ChangedMeanwhile):
    def __init__(self) -> None:
        super().__init__(
            _(
                "A parcel was recorded while this page was open, so none was recorded now. Look at the parcels, then decide again."
            )
        )


def refund_as_seen(
    *, order_id: int, amount: Decimal, seen: Decimal, actor: Actor, reason: str
) -> list[Refund]:
    """Refund gross EUR if the order's refundable sum still is what the clerk saw; raises RefundedMeanwhile or NotRefundable."""
    with transaction.atomic():
        order = locks.lock_order(order_id)
        if refundable_sum(order) != seen:
            raise RefundedMeanwhile
        return refund(order_id=order_id, amount=amount, actor=actor, reason=reason)


def ship_as_seen(
    *,
    order_id: int,
    quantities: Mapping[int, int],
    seen: int,
    carrier: str,
    tracking_number: str,
    tracking_url: str,
    actor: Actor,
) -> Shipment:
    """Record a parcel if there are as many as the clerk saw; raises SentMeanwhile, NotShippable or TooManyPieces."""
    with transaction.atomic():
        order = locks.lock_order(order_id)
        if order.shipments.count() != seen:
            raise SentMeanwhile
        return ship(
            order_id=order_id,
            quantities=quantities,
            carrier=carrier,
            tracking_number=tracking_number,
            tracking_url=tracking_url,
            actor=actor,
        )
