"""Words of staff in the history of an order."""

from django.db import transaction

from core.actors import Actor
from orders import events, locks


def add_note(*, order_id: int, text: str, actor: Actor) -> None:
    """Write a note that staff see and the buyer does not; it cannot be changed afterwards."""
    with transaction.atomic():
        events.note(locks.lock_order(order_id), actor=actor, text=text)


def mark_reviewed(*, order_id: int, text: str, actor: Actor) -> None:
    """Take the mark "needs review" off, with the reason in the history."""
    with transaction.atomic():
        order = locks.lock_order(order_id)
        order.needs_review = False
        order.save(update_fields=["needs_review", "updated_at"])
        events.note(order, actor=actor, text=text, reviewed=True)
