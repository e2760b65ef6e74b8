"""How many wait for what is sold out. Never who."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count

from products.models import RestockRequest
from products.selectors.catalogue import get_sellables


def waiting_counts(variant_ids: Iterable[int]) -> dict[int, int]:
    """Return for these variants how many addresses wait, without those for which nobody does; one query."""
    found = RestockRequest.objects.filter(variant__in=list(variant_ids)).order_by()
    return dict(found.values_list("variant").annotate(Count("pk")))


def waiting_title(public_id: UUID, language: str) -> str:
    """Return what a request waits for, "Mug, blue", or an empty string when it is over."""
    variant_id = RestockRequest.objects.filter(public_id=public_id).values_list("variant", flat=True).first()
    item = get_sellables([variant_id], language).get(variant_id) if variant_id else None
    return ", ".join(part for part in (item.title, item.variant_label) if part) if item else ""


def masked(email: str) -> str:
    """Return an address that staff can recognise if they know it, and nobody can write to: a•••@e•••.com."""
    name, _at, domain = email.partition("@")
    host, dot, ending = domain.rpartition(".")
    return f"{name[:1]}•••@{host[:1]}•••{dot}{ending}"
