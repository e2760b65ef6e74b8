"""The history of an order as the clerk reads it: words and sums instead of keys and identifiers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.models import Order, OrderEvent, OrderLine
from orders.staff.words import mail_words
from pricing.formats import format_money

Kind = OrderEvent.Kind


@dataclass(frozen=True)
class Fact:
    text: str
    link: str = ""


@dataclass(frozen=True)
class Entry:
    event: OrderEvent
    title: str
    who: str
    facts: list[Fact]


def history(events: Iterable[OrderEvent], lines: list[OrderLine]) -> list[Entry]:
    """Return the events in the order in which they come, each in words; `lines` name the goods."""
    titles = {line.variant_id: line.title for line in lines}
    return [
        Entry(event=event, title=_title(event), who=_who(event), facts=_facts(event, titles))
        for event in events
    ]


def _title(event: OrderEvent) -> str:
    if event.kind == Kind.STATUS_CHANGED:
        return _("Status: %(status)s") % {"status": event.to_status_label}
    if event.kind == Kind.MAIL_QUEUED:
        return _("Mail: %(mail)s") % {"mail": mail_words(event.data.get("mail", ""))}
    return str(event.get_kind_display())


def _who(event: OrderEvent) -> str:
    return event.actor_label or str(event.get_actor_display())


def _facts(event: OrderEvent, titles: dict[int, str]) -> list[Fact]:
    data = event.data
    found = [Fact(words(data)) for key, words in _WORDS.items() if data.get(key) not in (None, "")]
    if data.get("tracking_number") or data.get("tracking_url"):
        found.append(
            Fact(data.get("tracking_number") or data["tracking_url"], link=data.get("tracking_url", ""))
        )
    if gone := data.get("variants"):
        found.append(Fact(", ".join(titles.get(variant, str(variant)) for variant in gone)))
    return found


def _method(code: str) -> str:
    return str(Order.PaymentMethod(code).label) if code in Order.PaymentMethod.values else code


def _sum(data: dict[str, Any]) -> str:
    """A sum that the provider reported in another currency keeps its own code."""
    currency = str(data.get("currency", "")).upper()
    amount = Decimal(data["amount"])
    return f"{amount} {currency}" if currency not in ("", "EUR") else format_money(amount)


# What an entry may carry, in the order in which it is read. Identifiers that say nothing to people are left out.
_WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "total": lambda data: format_money(Decimal(data["total"])),
    "payment_method": lambda data: _method(data["payment_method"]),
    "amount": _sum,
    "expected": lambda data: _("expected: %(sum)s") % {"sum": format_money(Decimal(data["expected"]))},
    "attempt": lambda data: _("attempt %(number)s") % {"number": data["attempt"]},
    "code": lambda data: _("refusal: %(code)s") % {"code": data["code"]},
    "after": lambda data: f"{_method(data.get('before', ''))} → {_method(data['after'])}",
    "status": lambda data: str(data["status"]),
    "pieces": lambda data: (
        ngettext("%(count)s piece", "%(count)s pieces", data["pieces"]) % {"count": data["pieces"]}
    ),
    "carrier": lambda data: str(data["carrier"]),
    "reference": lambda data: str(data["reference"]),
}
