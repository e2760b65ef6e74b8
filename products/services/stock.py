"""Stock: hold → keep → ship or release, by conditional UPDATE; the only writer of Stock, StockHold and StockMovement.

Every function needs an open transaction and touches stock rows in the order of their keys (docs/locking.md). Whatever
changes a balance writes a row of the ledger in the same breath.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When

from core.actors import Actor
from core.correlation import current_id
from core.queueing import queue_on_commit
from core.transactions import require_transaction
from products.models import Stock, StockHold, StockMovement
from products.tasks import refresh_listing_for_variants, tell_waiting

Kind = StockMovement.Kind
State = StockHold.State
LIVE = (State.HELD, State.KEPT)
# What the column of the database holds.
MOST_ON_HAND = 2_147_483_647


@dataclass(frozen=True)
class Shortage:
    """A variant of which fewer units are available than wanted."""

    variant_id: int
    wanted: int
    available: int


class OutOfStock(Exception):
    """There is not enough; nothing was changed. `shortages` names every variant concerned."""

    def __init__(self, shortages: Iterable[Shortage]) -> None:
        self.shortages = tuple(shortages)
        super().__init__(", ".join(f"{s.variant_id}: {s.available} of {s.wanted}" for s in self.shortages))


class TooMany(Exception):
    """More would be on hand than can be counted; nothing was changed."""

    def __init__(self, variant_id: int) -> None:
        super().__init__(f"{variant_id}: more than {MOST_ON_HAND}")
        self.variant_id = variant_id


class NotHeld(Exception):
    """The reference does not hold what is to be kept or shipped."""


def hold(
    *,
    reference: uuid.UUID,
    quantities: Mapping[int, int],
    expires_at: datetime | None,
    keep: bool = False,
    actor: Actor,
) -> None:
    """Take units out of sale for one reference, all or nothing, in a constant number of queries; `keep` holds for good.

    A hold that was released may be taken again (late money). Raises OutOfStock naming every shortage, or NotHeld
    when the reference holds already; then nothing was changed.
    """
    require_transaction("stock.hold")
    if any(quantity <= 0 for quantity in quantities.values()):
        raise ValueError("a hold takes at least one unit")
    wanted = dict(sorted(quantities.items()))
    left = _lock_available(wanted)
    shortages = [Shortage(pk, quantity, left[pk]) for pk, quantity in wanted.items() if left[pk] < quantity]
    if shortages:
        raise OutOfStock(shortages)
    _write_holds(reference, wanted, State.KEPT if keep else State.HELD, None if keep else expires_at)
    _reserve(wanted)
    StockMovement.objects.bulk_create(
        _movement(Kind.HELD, pk, reserved=quantity, reference=reference, actor=actor)
        for pk, quantity in wanted.items()
    )
    sold_out = [pk for pk, quantity in wanted.items() if left[pk] == quantity]
    if sold_out:
        queue_on_commit(refresh_listing_for_variants, sold_out)


def keep(*, reference: uuid.UUID) -> None:
    """Guarantee that what the reference holds has no end any more; raises NotHeld when some of it is gone.

    Balances do not move, so the ledger has nothing to say.
    """
    require_transaction("stock.keep")
    if any(held.state not in LIVE for held in _holds(reference)):
        raise NotHeld(f"{reference} has lost what it held")
    StockHold.objects.filter(reference=reference).update(state=State.KEPT, expires_at=None)


def renew(*, reference: uuid.UUID, expires_at: datetime | None) -> None:
    """Move the end of the reference's hold; None means no end, for a payment under way. Kept units stay kept."""
    require_transaction("stock.renew")
    StockHold.objects.filter(reference=reference, state=State.HELD).update(expires_at=expires_at)


def release(*, reference: uuid.UUID, actor: Actor, reason: str) -> None:
    """Put what the reference holds and has not shipped back on sale; harmless when there is nothing."""
    require_transaction("stock.release")
    for held in _holds(reference):
        if held.state not in LIVE:
            continue
        left = held.quantity - held.shipped
        Stock.objects.filter(pk=held.variant_id).update(reserved=F("reserved") - left)
        held.state, held.expires_at = State.RELEASED, None
        held.save(update_fields=["state", "expires_at"])
        _record(
            Kind.RELEASED, held.variant_id, reserved=-left, reference=reference, reason=reason, actor=actor
        )


def ship(*, reference: uuid.UUID, quantities: Mapping[int, int], actor: Actor) -> None:
    """Let kept units leave the house; raises NotHeld for more than is kept, and then nothing is changed."""
    require_transaction("stock.ship")
    holds = {held.variant_id: held for held in _holds(reference) if held.state == State.KEPT}
    for variant_id, quantity in quantities.items():
        held = holds.get(variant_id)
        if held is None or not 0 < quantity <= held.quantity - held.shipped:
            raise NotHeld(f"{reference} does not keep {quantity} of variant {variant_id}")
    for variant_id, quantity in sorted(quantities.items()):
        held = holds[variant_id]
        Stock.objects.filter(pk=variant_id).update(
            on_hand=F("on_hand") - quantity, reserved=F("reserved") - quantity
        )
        held.shipped += quantity
        held.state = State.SHIPPED if held.shipped == held.quantity else State.KEPT
        held.save(update_fields=["shipped", "state"])
        _record(
            Kind.SHIPPED, variant_id, on_hand=-quantity, reserved=-quantity, reference=reference, actor=actor
        )


def take_back(*, quantities: Mapping[int, int], reference: uuid.UUID, actor: Actor, reason: str) -> None:
    """Put units that came back from a buyer on sale again; quantities must be positive."""
    require_transaction("stock.take_back")
    for variant_id, quantity in sorted(quantities.items()):
        _add(Kind.RETURNED, variant_id, quantity, reason=reason, actor=actor, reference=reference)


def open_balances(*, quantities: Mapping[int, int], reason: str, actor: Actor) -> None:
    """Begin the balances of new variants with their first units, none of them negative, in two queries.

    The listing is not told: whoever makes variants refreshes it. Nobody can wait for what was never there.
    """
    require_transaction("stock.open_balances")
    Stock.objects.bulk_create(Stock(variant_id=pk, on_hand=units) for pk, units in sorted(quantities.items()))
    StockMovement.objects.bulk_create(
        _movement(Kind.RECEIVED, pk, on_hand=units, reason=reason, actor=actor)
        for pk, units in sorted(quantities.items())
        if units
    )


def receive(*, variant_id: int, quantity: int, reason: str, actor: Actor) -> None:
    """Add units that came in; the quantity must be positive."""
    require_transaction("stock.receive")
    _add(Kind.RECEIVED, variant_id, quantity, reason=reason, actor=actor)


def correct(*, variant_id: int, difference: int, reason: str, actor: Actor) -> None:
    """Change what is on hand by a difference, up or down, for a reason.

    Raises OutOfStock when fewer would be left than orders hold, TooMany when more would be there than MOST_ON_HAND,
    ValueError for a difference of nothing.
    """
    require_transaction("stock.correct")
    if difference == 0:
        raise ValueError("a correction changes something")
    room = Stock.objects.filter(pk=variant_id, on_hand__lte=MOST_ON_HAND - max(difference, 0))
    changed = room.filter(on_hand__gte=F("reserved") - difference).update(on_hand=F("on_hand") + difference)
    if not changed and difference > 0:
        raise TooMany(variant_id)
    if not changed:
        raise OutOfStock([Shortage(variant_id, -difference, _available(variant_id))])
    _record(Kind.CORRECTED, variant_id, on_hand=difference, reason=reason, actor=actor)


def correct_now(*, variant_id: int, difference: int, reason: str, actor: Actor) -> None:
    """Do `correct` in a transaction of its own, for a screen that changes nothing else."""
    with transaction.atomic():
        correct(variant_id=variant_id, difference=difference, reason=reason, actor=actor)


def _lock_available(variant_ids: Iterable[int]) -> dict[int, int]:
    """Lock the balances in the order of their keys, so that nobody waits in a circle; return what is available."""
    ids = list(variant_ids)
    rows = Stock.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    available = {row.pk: row.available for row in rows}
    return {pk: available.get(pk, 0) for pk in ids}


def _reserve(wanted: Mapping[int, int]) -> None:
    """Take the units in one statement that matches only rows which have them."""
    if not wanted:
        return
    units = Case(*(When(pk=pk, then=Value(quantity)) for pk, quantity in wanted.items()))
    taken = Stock.objects.filter(pk__in=wanted, on_hand__gte=F("reserved") + units).update(
        reserved=F("reserved") + units
    )
    if taken != len(wanted):
        raise OutOfStock(Shortage(pk, quantity, 0) for pk, quantity in wanted.items())


def _write_holds(
    reference: uuid.UUID, wanted: Mapping[int, int], state: str, expires_at: datetime | None
) -> None:
    for held in _holds(reference):
        if held.variant_id in wanted and (held.state != State.RELEASED or held.shipped):
            raise NotHeld(f"{reference} holds variant {held.variant_id} already")
    StockHold.objects.bulk_create(
        [
            StockHold(
                reference=reference, variant_id=pk, quantity=quantity, state=state, expires_at=expires_at
            )
            for pk, quantity in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["reference", "variant"],
        update_fields=["quantity", "state", "expires_at"],
    )


def _holds(reference: uuid.UUID) -> list[StockHold]:
    return list(StockHold.objects.select_for_update().filter(reference=reference).order_by("variant_id"))


def _available(variant_id: int) -> int:
    stock = Stock.objects.filter(pk=variant_id).first()
    return stock.available if stock else 0


def _add(
    kind: Kind,
    variant_id: int,
    quantity: int,
    *,
    reason: str,
    actor: Actor,
    reference: uuid.UUID | None = None,
) -> None:
    if quantity <= 0:
        raise ValueError("only a positive quantity can come in")
    if not Stock.objects.filter(pk=variant_id).update(on_hand=F("on_hand") + quantity):
        raise Stock.DoesNotExist(f"variant {variant_id} has no stock")
    _record(kind, variant_id, on_hand=quantity, reference=reference, reason=reason, actor=actor)


def _record(kind: Kind, variant_id: int, *, on_hand: int = 0, reserved: int = 0, **about: Any) -> None:
    """Write the ledger row of a change just made, and have the listing refreshed when availability turned."""
    _movement(kind, variant_id, on_hand=on_hand, reserved=reserved, **about).save()
    available = _available(variant_id)
    before = available - (on_hand - reserved)
    if (available > 0) != (before > 0):
        queue_on_commit(refresh_listing_for_variants, [variant_id])
    if available > 0 >= before:
        queue_on_commit(tell_waiting, [variant_id])


def _movement(
    kind: Kind,
    variant_id: int,
    *,
    on_hand: int = 0,
    reserved: int = 0,
    reference: uuid.UUID | None = None,
    reason: str = "",
    actor: Actor,
) -> StockMovement:
    return StockMovement(
        variant_id=variant_id,
        kind=kind,
        on_hand_change=on_hand,
        reserved_change=reserved,
        reference=str(reference) if reference else "",
        reason=reason[:200],
        actor_id=actor.user_id,
        actor_label=actor.label,
        correlation_id=current_id(),
    )
