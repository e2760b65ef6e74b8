"""The pictures of an import that lie elsewhere on the web: claimed, fetched without a lock, hung, or given up with a reason."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.actors import Actor
from products.importers.fetching import CannotFetch, Policy, fetch
from products.importers.options import ImportOptions
from products.models import ImportRow, ProductPicture
from products.services.gallery import NotAPicture, refuse_picture, take_picture

logger = logging.getLogger(__name__)
State = ProductPicture.State
MOST_ATTEMPTS = 4
# How long a picture belongs to whoever claimed it; longer than a fetch may take.
LEASE = timedelta(minutes=3)
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


def due() -> Q:
    """Return the condition that a waiting picture may be asked for now; those of a folder are never asked for."""
    at = Q(next_attempt_at=None) | Q(next_attempt_at__lte=timezone.now())
    return at & Q(source__istartswith="http")


def claim_pictures(most: int) -> list[int]:
    """Take pictures that are due, so that nobody else does meanwhile; return their ids."""
    with transaction.atomic():
        rows = ProductPicture.objects.select_for_update(skip_locked=True).filter(due(), state=State.WAITING)
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
        ProductPicture.objects.filter(pk__in=ids).update(next_attempt_at=timezone.now() + LEASE)
    return ids


def fetch_picture(picture_id: int, *, policy: Policy | None = None) -> bool:
    """Fetch one claimed picture and hang it; return whether it was had. Whatever happens is written down."""
    row = ProductPicture.objects.select_related("job").get(pk=picture_id)
    if row.state != State.WAITING:
        return False
    if row.attempts >= MOST_ATTEMPTS:
        # Every try ended with the worker itself: without this it would be tried for ever.
        refuse_picture(picture_id=row.pk, problem=_("The shop could not deal with this picture."))
        return False
    # Counted before the try, because a killed worker counts nothing afterwards.
    row.attempts += 1
    row.save(update_fields=["attempts"])
    job = row.job
    options = ImportOptions.from_json(job.options) if job else ImportOptions()
    # The report is read by the shop's staff, whatever language the file is in.
    with translation.override(settings.LANGUAGE_CODE):
        try:
            content = fetch(row.source, policy=policy)
            said = take_picture(
                picture_id=row.pk,
                content=content,
                actor=Actor("system", job.actor_id if job else None, job.actor_label if job else "import"),
                language=options.language,
                publish=options.publish,
            )
        except NotAPicture as refusal:
            refuse_picture(picture_id=row.pk, problem=str(refusal))
            return False
        except CannotFetch as refusal:
            _try_again(row, refusal)
            return False
        except Exception:
            # The others of the batch go on; this one is due again when its lease ends.
            logger.exception("picture %s of an import failed", row.pk)
            return False
    _say(row, said)
    return True


def _try_again(row: ProductPicture, refusal: CannotFetch) -> None:
    if not refusal.again or row.attempts >= MOST_ATTEMPTS:
        refuse_picture(picture_id=row.pk, problem=str(refusal))
        return
    ProductPicture.objects.filter(pk=row.pk, state=State.WAITING).update(
        problem=str(refusal)[:255],
        next_attempt_at=timezone.now() + WAITS[row.attempts - 1],
    )


def _say(row: ProductPicture, said: list[str]) -> None:
    """Add to the report of the product what came of its last picture."""
    if row.job_id is None or not said:
        return
    line = ImportRow.objects.filter(job=row.job_id, product=row.product_id).first()
    if line is not None:
        line.messages = [*line.messages, *(words for words in said if words not in line.messages)]
        line.save(update_fields=["messages"])
