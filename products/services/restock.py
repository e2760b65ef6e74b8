"""Waiting for a sold-out variant: ask once, be told once, be forgotten.

How many are told at a time: whoever waits longest comes first, and within a day at most three for each unit that can be
had. Fewer would leave units unsold, because not everybody who asked still wants one; many more would send people to a
product that is gone again. The rest stays and is told a day later if there are still any.
"""

import logging
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.models import OutgoingMail
from products.models import RestockRequest, Variant
from products.restock_mail import RESTOCK, restock_reference, write_restock_mail
from products.selectors.catalogue import Sellable, get_sellables

logger = logging.getLogger(__name__)

TOLD_PER_UNIT = 3
TOLD_WITHIN = timedelta(days=1)
KEPT = timedelta(days=180)
# Mails written in one transaction; more wait for the next.
AT_ONCE = 50


class NotWaitable(Exception):
    """The variant is unknown, archived or shown on no page: nobody can wait for it."""


class InStock(Exception):
    """There is no need to wait: the variant can be had."""


@transaction.atomic
def ask(*, sellable: Sellable | None, email: str, language: str) -> uuid.UUID:
    """Remember that somebody waits for a variant and return the request's public id, the same for a second time.

    The address is stored in lower case. Raises NotWaitable or InStock, and then nothing is remembered.
    """
    if sellable is None or not sellable.sellable:
        raise NotWaitable
    if sellable.available > 0:
        raise InStock
    request, _made = RestockRequest.objects.get_or_create(
        variant_id=sellable.variant_id, email=email.strip().lower(), defaults={"language": language}
    )
    return request.public_id


def forget(*, public_id: uuid.UUID) -> bool:
    """Delete a request because the person takes it back; return whether it was still waiting."""
    return bool(RestockRequest.objects.filter(public_id=public_id).delete()[0])


def forget_old() -> int:
    """Delete the requests that have waited for 180 days and return how many there were."""
    return RestockRequest.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def tell_waiting(variant_id: int) -> int:
    """Write the mails of those who wait for a variant and may be told now; return how many there were.

    Each request leads to one mail, however many do this at the same time: the variant is locked, the mail's row and the
    deletion of the request are one transaction, and the outbox takes an event once.
    """
    told = 0
    while written := _tell_some(variant_id):
        told += written
    if told:
        logger.info("variant %s is back: %s told", variant_id, told)
    return told


def variants_to_tell_about() -> list[int]:
    """Return the variants that can be had and that somebody waits for."""
    waiting = RestockRequest.objects.filter(
        variant__archived_at__isnull=True,
        variant__product__archived_at__isnull=True,
        variant__stock__on_hand__gt=F("variant__stock__reserved"),
    )
    return list(waiting.order_by("variant_id").values_list("variant_id", flat=True).distinct())


@transaction.atomic
def _tell_some(variant_id: int) -> int:
    variant = Variant.objects.select_for_update(no_key=True).filter(pk=variant_id).first()
    if variant is None:
        return 0
    waiting = RestockRequest.objects.filter(variant=variant).order_by("created_at", "pk")
    languages = waiting.order_by().values_list("language", flat=True).distinct()
    items = {language: get_sellables([variant_id], language)[variant_id] for language in languages}
    if not items:
        return 0
    may_be_told = _may_be_told(next(iter(items.values())))
    told = list(waiting.select_for_update()[: min(AT_ONCE, may_be_told)]) if may_be_told > 0 else []
    for request in told:
        write_restock_mail(request, items[request.language])
    RestockRequest.objects.filter(pk__in=[request.pk for request in told]).delete()
    return len(told)


def _may_be_told(item: Sellable) -> int:
    """Return how many more may hear of it: three for each unit, less those who were told within a day."""
    if not item.sellable or item.available <= 0:
        return 0
    lately = OutgoingMail.objects.filter(
        kind=RESTOCK,
        reference=restock_reference(item.public_id),
        created_at__gt=timezone.now() - TOLD_WITHIN,
    )
    return TOLD_PER_UNIT * item.available - lately.count()
