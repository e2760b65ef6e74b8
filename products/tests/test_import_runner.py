"""Whole files: the report, what survives a killed process, and that nobody runs an import twice."""

import csv
import os
import signal
import subprocess
import sys
import time
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from core.actors import Actor
from core.storages import PrivateFileSystemStorage
from core.tests.threads import in_threads
from products.importers import runner, tasks
from products.importers.options import ImportOptions
from products.importers.runner import ImportRuns, create_import, run_import
from products.models import CatalogueImport, ImportRow, ListingEntry, Product
from products.tests.factories import make_site

DATA = Path(__file__).parent / "data"
ACTOR = Actor("staff", 7, "marketer@example.com")
EXEMPT = ImportOptions(gpsr_exempt_reason="ръчна изработка")
State = CatalogueImport.State


@pytest.fixture(autouse=True)
def private(monkeypatch, tmp_path):
    """Files of imports go to a folder of the test; the field asked for its storage when it was made."""
    storage = PrivateFileSystemStorage(location=str(tmp_path))
    monkeypatch.setattr(CatalogueImport._meta.get_field("file"), "storage", storage)


def goods(count: int) -> bytes:
    rows = "".join(f"p{n},Стока {n},SKU-{n},{n + 1}.00,shopify,3\n" for n in range(count))
    header = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Tracker,Variant Inventory Qty\n"
    return (header + rows).encode()


def start(content: bytes, options=EXEMPT, format="shopify"):
    return create_import(
        file=BytesIO(content), file_name="goods.csv", format=format, options=options, actor=ACTOR
    )


@pytest.mark.django_db
def test_a_file_is_read_once_and_kept_in_private():
    job = start(goods(3))
    assert (job.state, job.total, job.done, job.actor_label) == (State.UPLOADED, 3, 0, ACTOR.label)
    with pytest.raises(ValueError, match="not accessible"):
        _ = job.file.url


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_fails_and_says_why():
    job = start(b"PK\x03\x04")
    assert (job.state, len(job.notices), job.finished_at is None) == (State.FAILED, 1, False)
    assert run_import(job.pk).state == State.FAILED


@pytest.mark.django_db
def test_every_product_has_a_line_in_the_report():
    make_site()
    with (DATA / "shopify-classic.csv").open("rb") as file:
        job = run_import(start(file.read()).pk)
    assert (job.state, job.done) == (State.DONE, job.total)
    outcomes = {row.key: row.outcome for row in job.rows.all()}
    assert outcomes == {
        "shopify:cup": "created",
        "shopify:lamp": "created",
        "shopify:gift": "skipped",
        "shopify:ebook": "skipped",
        "shopify:free": "wrong",
        "shopify:same": "wrong",
        "shopify:line-11": "wrong",
    }
    assert all(row.messages for row in job.rows.exclude(outcome="created"))
    assert any("Our column" in notice for notice in job.notices)
    assert Product.objects.count() == 2


@pytest.mark.django_db
def test_a_second_run_of_the_file_doubles_nothing():
    make_site()
    for expected in ("created", "unchanged"):
        job = run_import(start(goods(4)).pk)
        assert set(job.rows.values_list("outcome", flat=True)) == {expected}
    assert Product.objects.count() == ListingEntry.objects.count() == 4


@pytest.mark.django_db
def test_a_dry_run_has_a_report_and_no_product():
    make_site()
    job = run_import(start(goods(2), ImportOptions(dry_run=True, gpsr_exempt_reason="x")).pk)
    assert list(job.rows.values_list("outcome", "product")) == [("created", None)] * 2
    assert not Product.objects.exists()


@pytest.mark.django_db
def test_a_slice_ends_between_batches_and_the_next_goes_on():
    make_site()
    job = start(goods(5))
    asked = iter([False, True])
    job = run_import(job.pk, batch=2, stop=lambda: next(asked))
    assert (job.state, job.done) == (State.QUEUED, 2)
    job = run_import(job.pk)
    assert (job.state, job.done, Product.objects.count()) == (State.DONE, 5, 5)


@pytest.mark.django_db
def test_a_cancelled_import_stops_at_the_next_batch():
    make_site()
    job = start(goods(6))

    def cancel(now):
        CatalogueImport.objects.filter(pk=job.pk).update(state=State.CANCELED)

    ended = run_import(job.pk, batch=2, on_progress=cancel)
    assert (ended.state, ended.done, Product.objects.count()) == (State.CANCELED, 2, 2)


@pytest.mark.django_db
def test_a_broken_row_in_the_middle_stops_nothing():
    make_site()
    lines = goods(3).decode().splitlines()
    lines[2] = "p1,Стока 1,SKU-1,много,shopify,3"
    job = run_import(start("\n".join(lines).encode()).pk)
    assert list(job.rows.values_list("outcome", flat=True)) == ["created", "wrong", "created"]


@pytest.mark.django_db
def test_the_task_works_in_slices_and_sweeps_what_was_lost(monkeypatch, django_capture_on_commit_callbacks):
    make_site()
    job = start(goods(3))
    CatalogueImport.objects.filter(pk=job.pk).update(
        state=State.RUNNING, beat_at=timezone.now() - 2 * tasks.LOST_AFTER
    )
    queued = []
    monkeypatch.setattr(tasks, "queue_on_commit", lambda task, *args: queued.append((task.name, args)))
    tasks.sweep_imports()
    assert queued == [("products.importers.tasks.run_import_slice", (job.pk,))]
    monkeypatch.setattr(tasks, "SLICE_SECONDS", -1)
    tasks.run_import_slice(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, len(queued)) == (State.QUEUED, 0, 2)
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 60)
    tasks.run_import_slice(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == (State.DONE, 3)


@pytest.mark.django_db
def test_files_of_old_imports_are_removed_and_their_reports_stay():
    make_site()
    job = run_import(start(goods(1)).pk)
    CatalogueImport.objects.filter(pk=job.pk).update(created_at=timezone.now() - 2 * tasks.FILES_KEPT)
    path = Path(job.file.path)
    assert (path.exists(), tasks.remove_old_files(), path.exists()) == (True, 1, False)
    assert job.rows.count() == 1
    assert tasks.remove_old_files() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_never_run_one_import():
    """The second to come finds it taken, as when a sweep queues what a slow worker still works on."""
    make_site()
    job = start(goods(6))

    def work():
        try:
            return run_import(job.pk, batch=1).state
        except ImportRuns:
            return "taken"

    results = in_threads(work, work)
    assert sorted(results) in ([State.DONE, "taken"], [State.DONE, State.DONE])
    assert (Product.objects.count(), ImportRow.objects.count()) == (6, 6)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_process_killed_in_the_middle_loses_nothing_and_doubles_nothing(tmp_path):
    """SIGKILL while products are being written; the next run goes on with the product that was not finished."""
    make_site()
    job = start(goods(60))
    script = (
        "import django; django.setup()\n"
        "from core.storages import PrivateFileSystemStorage\n"
        "from products.models import CatalogueImport\n"
        f"CatalogueImport._meta.get_field('file').storage = PrivateFileSystemStorage(location={str(tmp_path)!r})\n"
        "from products.importers.runner import run_import\n"
        f"run_import({job.pk}, batch=5)\n"
    )
    environment = {
        **os.environ,
        "DATABASE_URL": _test_database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    process = subprocess.Popen([sys.executable, "-c", script], env=environment)
    deadline = time.monotonic() + 90
    while CatalogueImport.objects.get(pk=job.pk).done < 7 and time.monotonic() < deadline:
        assert process.poll() is None, "it ended by itself"
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()

    job.refresh_from_db()
    assert 7 <= job.done < 60
    assert Product.objects.count() == job.rows.count() == job.done
    _wait_until_free(job.pk)
    ended = run_import(job.pk)
    assert (ended.state, ended.done) == (State.DONE, 60)
    assert Product.objects.count() == job.rows.count() == ListingEntry.objects.count() == 60
    assert set(job.rows.values_list("outcome", flat=True)) == {"created"}


def _test_database_url() -> str:
    settings = connection.settings_dict
    host = settings["HOST"]
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={host}&port={settings['PORT'] or 5432}"


def _wait_until_free(job_id: int) -> None:
    """The server notices a killed client when it next writes to it."""
    for _try in range(200):
        try:
            with runner._alone(job_id):
                return
        except ImportRuns:
            time.sleep(0.05)
    raise AssertionError("the lock of the killed process stays")


# --- The command ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_command_says_what_became_of_each_product(tmp_path):
    make_site()
    out, report = StringIO(), tmp_path / "report.csv"
    with pytest.raises(SystemExit) as ended:
        call_command(
            "import_products",
            DATA / "woocommerce.csv",
            format="woocommerce",
            gpsr_exempt="ръчна изработка",
            report=report,
            stdout=out,
            stderr=StringIO(),
        )
    assert ended.value.code == 1
    said = out.getvalue()
    assert all(words in said for words in ("Тениска", "Саксия", "Комплект"))
    lines = list(csv.reader(StringIO(report.read_text(encoding="utf-8-sig"))))
    assert len(lines) == 1 + ImportRow.objects.count()
    # The report is opened in a spreadsheet too.
    assert "'=Саксия" in [line[2] for line in lines]


@pytest.mark.django_db
def test_the_command_refuses_what_it_does_not_find(tmp_path):
    make_site()
    with pytest.raises(CommandError, match="no file"):
        call_command("import_products", tmp_path / "missing.csv", format="shopify")
    path = tmp_path / "goods.csv"
    path.write_bytes(goods(1))
    with pytest.raises(CommandError, match="category"):
        call_command("import_products", path, format="shopify", category="nowhere")
    with pytest.raises(CommandError, match="folder"):
        call_command("import_products", path, format="shopify", images=tmp_path / "missing")
