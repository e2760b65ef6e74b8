"""Writing down who changed what in the shop's own records."""

from typing import Any

from django.db import models

from core.actors import Actor
from core.correlation import current_id
from core.models import AuditEntry
from core.transactions import require_transaction


def _as_text(value: Any) -> Any:
    """Keep what JSON can hold; money, dates and the like become text so that nothing is lost in floats."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def record_audit(
    *, actor: Actor, action: str, obj: models.Model, changes: dict[str, list[Any]], reason: str = ""
) -> AuditEntry:
    """Add an entry in the same transaction as the change itself, so that neither exists without the other.

    `changes` maps the name of a field to [before, after]. The entry can never be altered or deleted (database trigger).
    Raises TransactionManagementError outside a transaction, ValueError for a change that is not a pair.
    """
    require_transaction("record_audit")
    written: dict[str, list[Any]] = {}
    for field, pair in changes.items():
        if len(pair) != 2:
            raise ValueError(f"the change of {field} must be [before, after]")
        written[field] = [_as_text(value) for value in pair]
    return AuditEntry.objects.create(
        actor_id=actor.user_id,
        actor_label=(actor.label or actor.kind)[:254],
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:255],
        changes=written,
        reason=reason[:255],
        correlation_id=current_id(),
    )
