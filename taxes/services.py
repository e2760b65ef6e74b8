"""Asking about VAT numbers, and counting what is sold across borders."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.transactions import require_transaction
from taxes import vies
from taxes.models import NumberCheck, OssTurnover
from taxes.numbers import NumberUnreadable, VatNumber, read_number

# How long an answer of VIES is relied on, and how long silence is not asked about again.
FRESH = timedelta(hours=24)
SILENCE_SECONDS = 60
# How long the register of checks is kept; an order has its own copy of the answer that it was placed with.
KEPT = timedelta(days=365)


@dataclass(frozen=True)
class CheckedNumber:
    """A VAT number and what is known of it now. `reference` is VIES's own; `fault` why nothing is known."""

    number: VatNumber
    state: vies.State
    name: str = ""
    address: str = ""
    reference: str = ""
    requester: str = ""
    checked_at: datetime | None = None
    fault: str = ""
    answer: dict[str, Any] | None = None

    def for_order(self) -> dict[str, Any]:
        """Return what an order keeps of the check, as JSON."""
        return {
            "state": self.state,
            "number": str(self.number),
            "name": self.name,
            "address": self.address,
            "requester": self.requester,
            "checked_at": self.checked_at.isoformat() if self.checked_at else None,
            "answer": self.answer or {},
        }


def known_check(number: VatNumber) -> CheckedNumber | None:
    """Return what VIES answered within the last 24 hours, or None, in one query."""
    row = NumberCheck.objects.filter(number=str(number), checked_at__gt=timezone.now() - FRESH).first()
    return _as_checked(number, row) if row else None


def check_number(*, number: VatNumber, requester: str = "") -> CheckedNumber:
    """Return whether a number is valid: as answered within 24 hours, or by asking VIES, which may take five seconds.

    `requester` is the merchant's own VAT number, which makes VIES give a reference. Silence gives `unknown`, which is not
    kept and not asked about again for a minute. Never call it while rows are locked (DESIGN 1.13).
    """
    known = known_check(number)
    if known:
        return known
    silent = f"vies-silent:{number}"
    if fault := cache.get(silent):
        return CheckedNumber(number=number, state="unknown", fault=fault)
    ours = _requester(requester)
    answer = vies.ask(number, ours)
    if answer.state == "unknown":
        cache.set(silent, answer.fault, SILENCE_SECONDS)
        return CheckedNumber(number=number, state="unknown", fault=answer.fault)
    row = NumberCheck.objects.create(
        number=str(number),
        state=answer.state,
        name=answer.name[:255],
        address=answer.address[:1000],
        requester=str(ours or ""),
        reference=answer.reference[:40],
        answer=answer.raw,
        checked_at=timezone.now(),
    )
    return _as_checked(number, row)


def forget_old_checks() -> int:
    """Remove checks that are older than a year; return how many."""
    deleted, _by_model = NumberCheck.objects.filter(checked_at__lt=timezone.now() - KEPT).delete()
    return deleted


def add_turnover(*, year: int, net: Decimal) -> OssTurnover:
    """Add net EUR (below zero to take away) to a year's sales to consumers in other states; return the row, locked.

    It is the last lock of a transaction (docs/locking.md).
    """
    require_transaction("add_turnover")
    OssTurnover.objects.get_or_create(year=year)
    OssTurnover.objects.filter(year=year).update(net=F("net") + net)
    return OssTurnover.objects.get(year=year)


def recount_turnover(*, year: int, count: Callable[[], Decimal]) -> Decimal:
    """Replace a year's net EUR by what `count` finds, and return it.

    The row is locked before counting: an order that is being placed has either been counted and waits to be seen, or
    waits for the row and adds itself afterwards.
    """
    with transaction.atomic():
        OssTurnover.objects.get_or_create(year=year)
        row = OssTurnover.objects.select_for_update().get(year=year)
        row.net = count()
        row.save(update_fields=["net"])
        return row.net


def note_warned(*, year: int, mark: int) -> bool:
    """Remember that staff was told of a mark; tell whether nobody had told them before."""
    return bool(OssTurnover.objects.filter(year=year, warned__lt=mark).update(warned=mark))


def _as_checked(number: VatNumber, row: NumberCheck) -> CheckedNumber:
    state: vies.State = "valid" if row.state == NumberCheck.State.VALID else "invalid"
    return CheckedNumber(
        number=number,
        state=state,
        name=row.name,
        address=row.address,
        reference=row.reference,
        requester=row.requester,
        checked_at=row.checked_at,
        answer=row.answer,
    )


def _requester(text: str) -> VatNumber | None:
    """Return the merchant's own number; one that cannot be right would make VIES refuse the whole question."""
    try:
        return read_number(text) if text else None
    except NumberUnreadable:
        return None
