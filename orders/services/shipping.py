"""Parcels leave, and sometimes come back."""

from collections.abc import Mapping

from django.db import transaction

from core.actors import Actor
from orders import events, locks, mail
from orders.errors import NotReturnable, NotShippable, TooManyPieces
from orders.lifecycle import TO_SHIP, may, transition
from orders.models import Order, OrderLine, Shipment, ShipmentLine
from products.services import stock

Status = Order.Status


def ship(
    *,
    order_id: int,
    quantities: Mapping[int, int] | None = None,
    carrier: str = "",
    tracking_number: str = "",
    tracking_url: str = "",
    actor: Actor,
) -> Shipment:
    """Record a parcel: stock leaves, lines are marked, the status follows, the buyer gets a mail.

    `quantities` maps order line ids to pieces; None sends all that is left. Raises NotShippable or TooManyPieces.
    """
    with transaction.atomic():
        order = locks.lock_order(order_id)
        if order.status not in TO_SHIP:
            raise NotShippable
        lines = [line for line in locks.lock_lines(order) if line.kind == OrderLine.Kind.GOODS]
        parcel = _parcel(lines, quantities)
        stock.ship(reference=order.public_id, quantities=_by_variant(parcel), actor=actor)
        shipment = Shipment.objects.create(
            order=order,
            carrier=carrier,
            tracking_number=tracking_number,
            tracking_url=tracking_url,
            actor_id=actor.user_id,
            actor_label=actor.label,
        )
        for line, pieces in parcel:
            ShipmentLine.objects.create(shipment=shipment, line=line, quantity=pieces)
            line.fulfilled += pieces
            line.save(update_fields=["fulfilled"])
        events.shipped(shipment, actor=actor, pieces=sum(pieces for _line, pieces in parcel))
        complete = all(line.fulfilled == line.quantity for line in lines)
        target = Status.FULFILLED if complete else Status.PARTLY_FULFILLED
        if order.status != target:
            transition(order, target, actor=actor)
        mail.shipped(order, shipment)
        return shipment


def take_back(*, order_id: int, restock: bool, actor: Actor, reason: str) -> Order:
    """Record that everything that was sent came back (refused or returned); money is a refund of its own.

    `restock` puts the pieces on sale again. Raises NotReturnable.
    """
    with transaction.atomic():
        order = locks.lock_order(order_id)
        if not may(order.status, Status.RETURNED):
            raise NotReturnable
        sent = [(line, line.fulfilled) for line in locks.lock_lines(order) if line.fulfilled]
        if restock:
            stock.take_back(
                quantities=_by_variant(sent), reference=order.public_id, actor=actor, reason=reason
            )
        transition(order, Status.RETURNED, actor=actor, reason=reason)
        return order


def _parcel(lines: list[OrderLine], quantities: Mapping[int, int] | None) -> list[tuple[OrderLine, int]]:
    wanted = (
        quantities if quantities is not None else {line.pk: line.quantity - line.fulfilled for line in lines}
    )
    if set(wanted) - {line.pk for line in lines}:
        raise NotShippable
    parcel = [(line, wanted[line.pk]) for line in lines if wanted.get(line.pk, 0) > 0]
    for line, pieces in parcel:
        left = line.quantity - line.fulfilled
        if pieces > left:
            raise TooManyPieces(line.title, left)
    if not parcel:
        raise NotShippable
    return parcel


def _by_variant(parcel: list[tuple[OrderLine, int]]) -> dict[int, int]:
    pieces: dict[int, int] = {}
    for line, quantity in parcel:
        if line.variant_id is not None:
            pieces[line.variant_id] = pieces.get(line.variant_id, 0) + quantity
    return pieces
