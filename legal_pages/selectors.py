"""Which legal text is in force."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from legal_pages.models import LegalVersion


def version_in_force(kind: str, language: str, on: date | None = None) -> LegalVersion | None:
    """Return the newest published text of this kind that is in force on a day (today in Sofia), or None.

    Without a text in the language, the one in force in another language counts: it is the one that was shown.
    """
    on = on or timezone.localdate()
    in_force = LegalVersion.objects.filter(
        Q(effective_from__isnull=True) | Q(effective_from__lte=on), kind=kind
    )
    newest_first = in_force.order_by("-number", "pk")
    return newest_first.filter(language=language).first() or newest_first.first()


def version_labelled(label: str) -> LegalVersion | None:
    """Return the text that an order names as accepted (`terms-bg-3`), or None for a label that no text carries."""
    kind, _dash, rest = label.partition("-")
    language, _dash, number = rest.rpartition("-")
    if not (number.isascii() and number.isdigit()):
        return None
    return LegalVersion.objects.filter(kind=kind, language=language, number=number).first()
