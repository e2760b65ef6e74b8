"""A marketer imports a file; the worker is killed with SIGKILL in the middle, another is started, and the progress goes on.

Both are real Celery workers on the test's own database. The marketer sees the import through the admin's own screen.
"""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.tests.people import client_of
from core.storages import PrivateFileSystemStorage
from products.importers.tasks import LOST_AFTER, run_import_slice
from products.models import CatalogueImport, ImportRow, Product, StockMovement, Variant
from products.tests.factories import make_site
from tests.flows.test_killed_worker import PATIENCE, celery, kill, until, worker

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

HEAD = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Tracker,Variant Inventory Qty\n"
PRODUCTS = 60


@pytest.fixture(autouse=True)
def private(monkeypatch, tmp_path):
    """The file lies where the workers look for it too."""
    monkeypatch.setenv("PRIVATE_MEDIA_ROOT", str(tmp_path))
    storage = PrivateFileSystemStorage(location=str(tmp_path))
    monkeypatch.setattr(CatalogueImport._meta.get_field("file"), "storage", storage)


def call(stripe, task: str, *arguments: str) -> None:
    assert celery(stripe, "call", task, *arguments).wait(timeout=PATIENCE) == 0


def test_progress_survives_a_worker_that_is_killed(stripe, monkeypatch):
    make_site()
    marketer = client_of("Marketer")
    # What the web hands over goes to the workers' own queue below, not to the test's.
    monkeypatch.setattr(run_import_slice, "apply_async", lambda args: None)
    lines = "".join(f"p{n},Стока {n},SKU-{n},{n + 1}.00,shopify,3\n" for n in range(PRODUCTS))
    file = SimpleUploadedFile("goods.csv", (HEAD + lines).encode())
    marketer.post(reverse("imports:new"), {"file": file, "language": "bg", "publish": "no"})
    check = CatalogueImport.objects.get()
    run_import_slice(check.pk)
    marketer.post(reverse("imports:start", args=[check.public_id]))
    job = CatalogueImport.objects.exclude(pk=check.pk).get()
    progress = reverse("imports:progress", args=[job.public_id])

    call(stripe, "products.importers.tasks.run_import_slice", "--args", f"[{job.pk}]")
    with worker(stripe) as process:
        until(lambda: marketer.get(progress).json()["done"] >= 10, "the first ten products")
        kill(process)

    job.refresh_from_db()
    assert (job.state, 10 <= job.done < PRODUCTS) == (CatalogueImport.State.RUNNING, True)
    assert Product.objects.count() == ImportRow.objects.filter(job=job).count() == job.done
    assert marketer.get(progress).json()["under_way"] is True

    CatalogueImport.objects.filter(pk=job.pk).update(
        beat_at=timezone.now() - LOST_AFTER - timedelta(seconds=1)
    )
    call(stripe, "products.importers.tasks.sweep_imports")
    with worker(stripe):
        until(lambda: not marketer.get(progress).json()["under_way"], "the end of the import")

    page = marketer.get(reverse("imports:detail", args=[job.public_id]))
    assert {each.value: each.count for each in page.context["counts"]}["created"] == PRODUCTS
    assert Variant.objects.count() == Product.objects.count() == PRODUCTS
    assert StockMovement.objects.count() == PRODUCTS
    assert list(job.rows.values_list("position", flat=True)) == list(range(PRODUCTS))
