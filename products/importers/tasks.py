"""Imports and their pictures in the background: in slices, so that no task meets its time limit, and safe to run twice."""

import time
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation

from core.queueing import queue_on_commit
from products.importers.options import ImportOptions
from products.importers.picture_run import claim_pictures, due, fetch_picture
from products.importers.runner import ImportRuns, run_import
from products.importers.unpacking import remove_pictures
from products.models import CatalogueImport, ProductPicture

State = CatalogueImport.State
# Well below the time limit of a task (settings.CELERY_TASK_TIME_LIMIT): the last batch has to end as well.
SLICE_SECONDS = 120
PICTURES_AT_ONCE = 4
# Running without a sign of life for so long, an import has lost its worker.
LOST_AFTER = timedelta(minutes=2)
FILES_KEPT = timedelta(days=90)


@shared_task
def run_import_slice(job_id: int) -> None:
    """Work on an import for a while, and queue the next slice while there is more to do."""
    job = CatalogueImport.objects.filter(pk=job_id).first()
    if job is None:
        return
    ends = time.monotonic() + SLICE_SECONDS
    # The report is read by the shop's staff, whatever language the file is in.
    with translation.override(settings.LANGUAGE_CODE):
        try:
            job = run_import(job_id, stop=lambda: time.monotonic() >= ends)
        except ImportRuns:
            return
    if job.state == State.QUEUED:
        queue_on_commit(run_import_slice, job_id)
    elif job.state == State.DONE and job.pictures.filter(state="waiting").exists():
        queue_on_commit(fetch_pictures)


@shared_task
def fetch_pictures() -> None:
    """Fetch some pictures that are due, and queue the next ones while there are any."""
    ids = claim_pictures(PICTURES_AT_ONCE)
    for picture_id in ids:
        fetch_picture(picture_id)
    if len(ids) == PICTURES_AT_ONCE:
        queue_on_commit(fetch_pictures)


@shared_task
def sweep_imports() -> None:
    """Take up imports that lost their worker, and pictures that wait for another try."""
    before = timezone.now() - LOST_AFTER
    lost = Q(state__in=(State.QUEUED, State.RUNNING)) & (
        Q(beat_at__lt=before) | Q(beat_at=None, created_at__lt=before)
    )
    # Queued and not done here: a slice may take most of the time that a task has.
    for job_id in CatalogueImport.objects.filter(lost).values_list("pk", flat=True):
        queue_on_commit(run_import_slice, job_id)
    if ProductPicture.objects.filter(due(), state=ProductPicture.State.WAITING).exists():
        queue_on_commit(fetch_pictures)


@shared_task
def remove_old_files() -> int:
    """Delete the files of imports that ended long ago; their reports stay. Return how many there were."""
    ended = CatalogueImport.objects.filter(created_at__lt=timezone.now() - FILES_KEPT)
    removed = 0
    for job in ended.exclude(file="").exclude(state__in=(State.QUEUED, State.RUNNING)):
        job.file.delete(save=False)
        remove_pictures(ImportOptions.from_json(job.options).images_dir)
        CatalogueImport.objects.filter(pk=job.pk).update(file="")
        removed += 1
    return removed
