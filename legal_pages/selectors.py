"""Which legal text is in force."""

from datetime import date

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from core.compiled import CompiledQuery
from legal_pages.models import LegalVersion


def version_in_force(kind: str, language: str, on: date | None = None) -> LegalVersion | None:
    """Return the newest published text of this kind that is in force on a day (today in Sofia), or None.

    Without a text in the language, the one in force in another language counts: it is the one that was shown.
    """
    found = _NEWEST(kind=kind, language=language, on=on or timezone.localdate())
    return found[0] if found else None


def _newest(kind: str, language: str, on: date) -> QuerySet[LegalVersion]:
    in_force = LegalVersion.objects.filter(
        Q(effective_from__isnull=True) | Q(effective_from__lte=on), kind=kind
    )
    own_first = Case(When(language=language, then=0), default=1)
    return in_force.order_by(own_first, "-number", "pk")[:1]


_NEWEST = CompiledQuery(_newest, kind="<kind>", language="<language>", on=date(1, 1, 1))


def version_labelled(label: str) -> LegalVersion | None:
    """Return the text that an order names as accepted (`terms-bg-3`), or None for a label that no text carries."""
    kind, _dash, rest = label.partition("-")
    language, _dash, number = rest.rpartition("-")
    if not (number.isascii() and number.isdigit()):
        return None
    return LegalVersion.objects.filter(kind=kind, language=language, number=number).first()
