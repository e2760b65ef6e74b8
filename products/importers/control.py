"""What staff do with an import: have a file checked, import what was checked, stop it."""

from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit import record_audit
from core.queueing import queue_on_commit
from products.importers.options import ImportOptions
from products.importers.runner import create_import
from products.importers.tasks import run_import_slice
from products.models import CatalogueImport

State = CatalogueImport.State
# Kept among the options of a check: the import that was begun from it.
BEGUN = "import_id"


class CannotStart(Exception):
    """The import cannot be begun; the message is for whoever asked for it."""


def check_file(
    *, file: BinaryIO, file_name: str, format: str, options: ImportOptions, actor: Actor
) -> CatalogueImport:
    """Keep an uploaded file and have a worker say what importing it would do; nothing of the catalogue is changed."""
    with transaction.atomic():
        return _queued(file, file_name, format, {**options.to_json(), "dry_run": True}, actor)


def start_import(*, check_id: int, actor: Actor) -> CatalogueImport:
    """Import the file of a finished check with the same options. Asked twice, it returns the import it began the first time."""
    with transaction.atomic():
        check = CatalogueImport.objects.select_for_update().get(pk=check_id)
        begun = CatalogueImport.objects.filter(pk=check.options.get(BEGUN)).first()
        if begun is not None:
            return begun
        if check.state != State.DONE or not check.options.get("dry_run"):
            raise CannotStart(_("The file has not been checked to its end."))
        if not check.file:
            raise CannotStart(_("The file is not kept any more. Upload it again."))
        options = {**ImportOptions.from_json(check.options).to_json(), "dry_run": False}
        with check.file.open("rb") as file:
            job = _queued(file.file, check.file_name, check.format, options, actor)
        check.options = {**check.options, BEGUN: job.pk}
        check.save(update_fields=["options"])
        record_audit(actor=actor, action="import-started", obj=job, changes={"file": ["", job.file_name]})
    return job


def cancel_import(*, job_id: int, actor: Actor) -> bool:
    """Stop an import after the products it is at; what is imported stays. Return whether there was anything to stop."""
    with transaction.atomic():
        job = CatalogueImport.objects.select_for_update().get(pk=job_id)
        if job.state not in (State.UPLOADED, State.QUEUED, State.RUNNING):
            return False
        before, job.state, job.finished_at = job.state, State.CANCELED, timezone.now()
        job.save(update_fields=["state", "finished_at"])
        record_audit(actor=actor, action="import-canceled", obj=job, changes={"state": [before, job.state]})
    return True


def _queued(file: BinaryIO, file_name: str, format: str, options: dict, actor: Actor) -> CatalogueImport:
    job = create_import(
        file=file,
        file_name=file_name,
        format=format,
        options=ImportOptions.from_json(options),
        actor=actor,
    )
    if job.state == State.UPLOADED:
        job.state = State.QUEUED
        job.save(update_fields=["state"])
        queue_on_commit(run_import_slice, job.pk)
    return job
