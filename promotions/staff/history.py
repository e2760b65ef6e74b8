"""The history of a promotion as a marketer reads it: names and words instead of columns and codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.models import AuditEntry
from promotions.models import Promotion

NOTHING = "–"


@dataclass(frozen=True)
class Told:
    """One entry; `changes` are (what, before, after) in words."""

    entry: AuditEntry
    changes: tuple[tuple[str, str, str], ...]


def told(entries: Iterable[AuditEntry]) -> list[Told]:
    """Return the entries of a promotion in words, in the order in which they come."""
    return [
        Told(
            entry=entry,
            changes=tuple(
                (_name(name), _words(name, before), _words(name, after))
                for name, (before, after) in entry.changes.items()
            ),
        )
        for entry in entries
    ]


def _field(name: str) -> Any:
    try:
        return Promotion._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _name(name: str) -> str:
    if name == "tiers":
        return _("Price by quantity")
    if name == "codes":
        return _("Codes")
    return capfirst(str(getattr(_field(name), "verbose_name", name)))


def _words(name: str, value: Any) -> str:
    if value in (None, ""):
        return NOTHING
    if isinstance(value, bool) or value in ("True", "False"):
        return _("yes") if value in (True, "True") else _("no")
    field = _field(name)
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(str(value))):
        return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
    return str(value)
