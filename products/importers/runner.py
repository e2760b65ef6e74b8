"""A whole file, product by product: what became of each is written in the same transaction as the product itself.

A process that is killed loses at most the product it was at, and the next one goes on with that.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.page_indexes import index_again, indexed_together
from products.importers.options import ImportOptions
from products.importers.places import Places
from products.importers.readers import read
from products.importers.records import ProductRecord, Reading, UnreadableFile
from products.importers.results import Refused, RowResult
from products.importers.service import apply_record
from products.models import CatalogueImport, ImportRow, ProductPage
from products.services.listing import refresh_products, refreshed_together

State = CatalogueImport.State
BATCH = 50
MOST_MESSAGES = 30
# Any number that no other advisory lock of the shop uses; the second key is the import's id.
_LOCK_SPACE = 7301


class ImportRuns(Exception):
    """Another process works on this import."""


def create_import(
    *, file: BinaryIO, file_name: str, format: str, options: ImportOptions, actor: Actor
) -> CatalogueImport:
    """Keep the file in private storage, read it once, and return the import with its number of products.

    A file that cannot be read at all makes an import that failed; its notice says why.
    """
    job = CatalogueImport(
        file_name=file_name[:255],
        format=format,
        options=options.to_json(),
        actor_id=actor.user_id,
        actor_label=actor.label,
    )
    job.file.save(file_name[-80:], File(file), save=False)
    try:
        reading = _read(job)
    except UnreadableFile as refusal:
        job.state, job.notices, job.finished_at = State.FAILED, [str(refusal)], timezone.now()
    else:
        job.total, job.notices = len(reading.records), _notices(reading)
    job.save()
    return job


def run_import(
    job_id: int,
    *,
    on_progress: Callable[[CatalogueImport], None] | None = None,
    batch: int = BATCH,
    stop: Callable[[], bool] | None = None,
) -> CatalogueImport:
    """Work on an import until it is finished, cancelled, or `stop` says so between two batches (then it waits again).

    Goes on where an earlier run ended. Raises ImportRuns while another process works on it.
    """
    with _alone(job_id):
        job = CatalogueImport.objects.get(pk=job_id)
        if job.state in (State.DONE, State.FAILED, State.CANCELED):
            return job
        try:
            reading = _read(job)
        except (UnreadableFile, OSError) as refusal:
            return _end(job, State.FAILED, str(refusal))
        options = ImportOptions.from_json(job.options)
        try:
            places = Places(language=options.language, category_id=options.category_id)
        except Refused as refusal:
            return _end(job, State.FAILED, str(refusal))
        actor = (
            Actor("staff", job.actor_id, job.actor_label) if job.actor_id else Actor("system", label="import")
        )
        if job.done:
            # Whoever was killed had not refreshed the cards of its last batch, nor indexed its pages.
            last = job.rows.filter(position__gte=job.done - batch, product__isnull=False)
            refresh_products(last.values_list("product_id", flat=True))
            index_again(ProductPage.objects.filter(product__in=last.values("product")))
        CatalogueImport.objects.filter(pk=job.pk, started_at=None).update(started_at=timezone.now())
        # Reading takes a while; who cancelled meanwhile has the last word.
        waiting = CatalogueImport.objects.filter(pk=job.pk).exclude(state=State.CANCELED)
        waiting.update(state=State.RUNNING, beat_at=timezone.now())
        while True:
            job.refresh_from_db()
            if job.state == State.CANCELED:
                return _end(job, State.CANCELED)
            if job.done >= len(reading.records):
                return _end(job, State.DONE)
            if stop is not None and stop():
                CatalogueImport.objects.filter(pk=job.pk, state=State.RUNNING).update(state=State.QUEUED)
                job.refresh_from_db()
                return job
            _run_batch(job, reading.records[job.done : job.done + batch], options, actor, places)
            if on_progress:
                job.refresh_from_db()
                on_progress(job)


def _run_batch(
    job: CatalogueImport,
    records: tuple[ProductRecord, ...],
    options: ImportOptions,
    actor: Actor,
    places: Places,
) -> None:
    with refreshed_together(), indexed_together():
        for position, record in enumerate(records, start=job.done):
            with transaction.atomic():
                result = apply_record(record, options=options, actor=actor, job=job, places=places)
                _remember(job, position, record, result)
    CatalogueImport.objects.filter(pk=job.pk).update(beat_at=timezone.now())


def _remember(job: CatalogueImport, position: int, record: ProductRecord, result: RowResult) -> None:
    ImportRow.objects.create(
        job=job,
        position=position,
        line=record.line,
        key=record.key[:255],
        title=record.title[:255],
        outcome=result.outcome,
        messages=list(result.messages[:MOST_MESSAGES]),
        product_id=result.product_id,
    )
    CatalogueImport.objects.filter(pk=job.pk).update(done=position + 1)


@contextmanager
def _alone(job_id: int) -> Iterator[None]:
    """Hold the import for this process; the lock is the connection's, so it ends with a killed process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK_SPACE, job_id])
        if not cursor.fetchone()[0]:
            raise ImportRuns(job_id)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK_SPACE, job_id])


def _read(job: CatalogueImport) -> Reading:
    language = ImportOptions.from_json(job.options).language
    with job.file.open("rb") as file:
        return read(file.file, format=job.format, language=language)


def _notices(reading: Reading) -> list[str]:
    notices = list(reading.notices)
    if reading.encoding and reading.encoding not in ("utf-8", "utf-8-sig"):
        notices.append(_("The file is in the encoding %(name)s.") % {"name": reading.encoding})
    if reading.unknown_columns:
        words = _("Columns that are not known and were left out: %(names)s.")
        notices.append(words % {"names": ", ".join(reading.unknown_columns)})
    return notices


def _end(job: CatalogueImport, state: str, notice: str = "") -> CatalogueImport:
    job.refresh_from_db()
    job.state, job.finished_at, job.beat_at = state, timezone.now(), None
    if notice:
        job.notices = [*job.notices, notice]
    job.save(update_fields=["state", "finished_at", "beat_at", "notices"])
    return job
