"""Moving a catalogue in and out through the admin's own views."""

import csv
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from accounts.tests.people import client_of
from core.models import AuditEntry
from core.storages import PrivateFileSystemStorage
from products.importers import runner, unpacking
from products.importers.tasks import remove_old_files, run_import_slice
from products.models import CatalogueImport, ImportRow, Product, ProductPage, ProductPicture, Variant
from products.tests.factories import make_category_tree, make_product, make_site

pytestmark = pytest.mark.django_db
State = CatalogueImport.State

HEAD = "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Published"
POT = "pot,Саксия,Лозен,Title,Default Title,POT-1,900,4,12.90,true"
BAD = "bad,Счупена,Лозен,Title,Default Title,BAD-1,900,4,none,true"


@pytest.fixture(autouse=True)
def private_folder(settings, monkeypatch, tmp_path) -> Path:
    """What is uploaded goes to a folder of the test; the field asked for its storage when it was made."""
    settings.PRIVATE_MEDIA_ROOT = settings.MEDIA_ROOT = tmp_path
    storage = PrivateFileSystemStorage(location=str(tmp_path))
    monkeypatch.setattr(CatalogueImport._meta.get_field("file"), "storage", storage)
    return tmp_path


@pytest.fixture
def queued(monkeypatch) -> list[int]:
    """The imports that were handed to the worker."""
    handed: list[int] = []
    monkeypatch.setattr(run_import_slice, "apply_async", lambda args: handed.append(args[0]))
    return handed


@pytest.fixture
def marketer():
    make_site()
    return client_of("Marketer")


def upload(*lines: str, name: str = "products.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(lines).encode(encoding), "text/csv")


def send(client, file, **typed):
    data = {"file": file, "language": "bg", "publish": "yes", **typed}
    return client.post(reverse("imports:new"), {k: v for k, v in data.items() if v is not None})


def checked(client, *lines: str, **typed) -> CatalogueImport:
    """Return an import whose file a worker has checked."""
    assert send(client, upload(*lines), **typed).status_code == 302
    job = CatalogueImport.objects.get()
    run_import_slice(job.pk)
    job.refresh_from_db()
    return job


def act(client, job: CatalogueImport, name: str):
    return client.post(reverse(f"imports:{name}", args=[job.public_id]))


def look(client, job: CatalogueImport, **query):
    return client.get(reverse("imports:detail", args=[job.public_id]), query)


def picture(color: str = "red") -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 900), color).save(out, "JPEG")
    return out.getvalue()


def packed(**files: bytes) -> SimpleUploadedFile:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return SimpleUploadedFile("pictures.zip", out.getvalue())


def test_an_uploaded_file_is_checked_by_the_worker_and_changes_nothing(
    marketer, queued, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(marketer, upload(HEAD, POT, BAD))

    job = CatalogueImport.objects.get()
    assert answer.url == reverse("imports:detail", args=[job.public_id])
    assert (job.state, job.format, job.total, job.actor_label) == (State.QUEUED, "shopify", 2, "Marketer")
    assert queued == [job.pk]
    page = look(marketer, job)
    assert page.context["progress"]["under_way"] is True
    assert "import-progress.js" in page.content.decode()

    run_import_slice(job.pk)

    job.refresh_from_db()
    assert job.state == State.DONE
    page = look(marketer, job)
    counts = {each.value: each.count for each in page.context["counts"]}
    assert counts == {"created": 1, "updated": 0, "unchanged": 0, "skipped": 0, "wrong": 1}
    assert "import-progress.js" not in page.content.decode()
    assert Product.objects.count() == 0


def test_what_was_checked_is_imported_once_however_often_one_asks(
    marketer, queued, django_capture_on_commit_callbacks
):
    check = checked(marketer, HEAD, POT, BAD)

    with django_capture_on_commit_callbacks(execute=True):
        first = act(marketer, check, "start")
        second = act(marketer, check, "start")

    job = CatalogueImport.objects.exclude(pk=check.pk).get()
    assert first.url == second.url == reverse("imports:detail", args=[job.public_id])
    assert queued == [job.pk]
    run_import_slice(job.pk)
    assert Variant.objects.get().sku == "POT-1"
    page = look(marketer, job)
    rows = [(each["row"].line, each["row"].outcome) for each in page.context["rows"]]
    assert rows == [(2, "created"), (3, "wrong")]
    assert reverse("products:detail", args=[Product.objects.get().pk]) in page.content.decode()
    assert AuditEntry.objects.get(action="import-started").actor_label == "Marketer"
    assert reverse("imports:detail", args=[job.public_id]) in look(marketer, check).content.decode()


def test_the_report_is_filtered_by_outcome_and_says_why(marketer):
    job = checked(marketer, HEAD, POT, BAD)

    page = look(marketer, job, outcome="wrong")

    (each,) = page.context["rows"]
    assert (each["row"].title, each["tone"]) == ("Счупена", "alarm")
    assert each["row"].messages[0] in page.content.decode()
    assert len(look(marketer, job, outcome="<script>").context["rows"]) == 2


def test_unknown_columns_and_encoding_are_named(marketer):
    file = upload(f"{HEAD},Our column", f"{POT},x", encoding="cp1251")

    send(marketer, file)

    page = look(marketer, CatalogueImport.objects.get()).content.decode()
    assert "Our column" in page
    assert "1251" in page


def test_the_report_as_csv_carries_no_formulas_and_every_missing_picture(marketer):
    product = make_product(name="Pot")
    job = CatalogueImport.objects.create(file_name="Наши стоки.csv", format="shopify", total=1, done=1)
    ImportRow.objects.create(
        job=job,
        position=0,
        line=2,
        key="shopify:pot",
        title='=HYPERLINK("x")',
        outcome="skipped",
        messages=["A.", "B."],
    )
    ProductPicture.objects.create(
        product=product,
        job=job,
        source="https://a.example/1.jpg",
        state="failed",
        problem="The server answers 404.",
    )

    answer = marketer.get(reverse("imports:report", args=[job.public_id]))

    lines = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert lines[1][:3] == ["2", "shopify:pot", '\'=HYPERLINK("x")']
    assert lines[1][4] == "A. B."
    assert (lines[2][1], lines[2][2], lines[2][4]) == (
        "https://a.example/1.jpg",
        "Pot",
        "The server answers 404.",
    )
    page = look(marketer, job)
    assert page.context["pictures"] == {"waiting": 0, "had": 0, "failed": 1}
    assert "The server answers 404." in page.content.decode()


def test_progress_is_told_from_the_row(marketer):
    job = CatalogueImport.objects.create(
        file_name="a.csv", format="shopify", state=State.RUNNING, total=2400, done=600
    )

    told = marketer.get(reverse("imports:progress", args=[job.public_id])).json()

    assert (told["state"], told["done"], told["total"], told["under_way"]) == ("running", 600, 2400, True)


def test_an_import_is_stopped_and_what_is_imported_stays(marketer):
    check = checked(marketer, HEAD, POT)
    act(marketer, check, "start")
    job = CatalogueImport.objects.exclude(pk=check.pk).get()

    act(marketer, job, "cancel")
    run_import_slice(job.pk)

    job.refresh_from_db()
    assert (job.state, job.done, Product.objects.count()) == (State.CANCELED, 0, 0)
    assert AuditEntry.objects.filter(action="import-canceled").count() == 1
    act(marketer, job, "cancel")
    assert AuditEntry.objects.filter(action="import-canceled").count() == 1


def test_an_import_that_is_stopped_while_its_file_is_read_does_not_begin(marketer, monkeypatch):
    check = checked(marketer, HEAD, POT)
    act(marketer, check, "start")
    job = CatalogueImport.objects.exclude(pk=check.pk).get()
    CatalogueImport.objects.filter(pk=job.pk).update(state=State.QUEUED, done=0)
    real = runner.read

    def read_and_be_stopped(*arguments, **options):
        reading = real(*arguments, **options)
        act(marketer, job, "cancel")
        return reading

    monkeypatch.setattr(runner, "read", read_and_be_stopped)
    run_import_slice(job.pk)

    job.refresh_from_db()
    assert (job.state, job.done, Product.objects.count()) == (State.CANCELED, 0, 0)


def test_after_90_days_file_and_pictures_are_deleted_and_the_report_stays(marketer):
    job = checked(marketer, HEAD, POT, pictures=packed(**{"pot.jpg": picture()}))
    folder = Path(job.options["images_dir"])
    CatalogueImport.objects.update(created_at=timezone.now() - timedelta(days=89))
    assert remove_old_files() == 0
    assert folder.is_dir()

    CatalogueImport.objects.update(created_at=timezone.now() - timedelta(days=91))
    assert remove_old_files() == 1

    job.refresh_from_db()
    assert (folder.exists(), bool(job.file), job.rows.count()) == (False, False, 1)
    assert "Саксия" in look(marketer, job).content.decode()
    act(marketer, job, "start")
    assert CatalogueImport.objects.count() == 1


def test_an_unfinished_check_is_not_imported(marketer):
    send(marketer, upload(HEAD, POT))

    act(marketer, CatalogueImport.objects.get(), "start")

    assert CatalogueImport.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"file": None}, "file"),
        ({"file": upload(HEAD, POT, name="products.pdf")}, "file"),
        ({"file": upload("a,b", "1,2")}, "format"),
        ({"prices_since": "2999-01-01"}, "prices_since"),
        ({"gpsr_exempt_reason": "x" * 201}, "gpsr_exempt_reason"),
        ({"language": "de"}, "language"),
        ({"pictures": SimpleUploadedFile("p.zip", b"no archive")}, "pictures"),
    ],
)
def test_bad_input_gets_a_message_beside_its_field_and_nothing_typed_is_lost(marketer, typed, field):
    data = {"file": upload(HEAD, POT), "gpsr_exempt_reason": "Старинни вещи", **typed}

    answer = send(marketer, data.pop("file"), **data)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert data["gpsr_exempt_reason"] in answer.content.decode()
    assert CatalogueImport.objects.count() == 0


def test_a_file_above_20_mb_is_refused(marketer, monkeypatch):
    monkeypatch.setattr("products.staff.import_forms.MOST_BYTES", 100)
    answer = send(marketer, upload(HEAD, POT))
    assert list(answer.context["form"].errors) == ["file"]


def test_a_category_in_another_language_is_refused(marketer):
    tree = make_category_tree()
    answer = send(marketer, upload(HEAD, POT), category=tree.plants_en.pk)
    assert list(answer.context["form"].errors) == ["category"]
    assert send(marketer, upload(HEAD, POT), category=tree.plants.pk).status_code == 302
    assert CatalogueImport.objects.get().options["category_id"] == tree.plants.pk


def test_a_file_that_cannot_be_read_says_so_on_its_page(marketer):
    send(marketer, upload(HEAD), format="shopify")

    job = CatalogueImport.objects.get()

    assert job.state == State.FAILED
    assert job.notices[0] in look(marketer, job).content.decode()


def test_pictures_come_out_of_an_archive_by_path_and_by_name(marketer, private_folder):
    archive = packed(**{"photos/pot.jpg": picture(), "photos/readme.txt": b"x"})

    send(marketer, upload(HEAD, POT), pictures=archive)

    folder = Path(CatalogueImport.objects.get().options["images_dir"])
    assert folder.parent == private_folder / "imports" / "pictures"
    found = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert found == ["photos/pot.jpg", "pot.jpg"]


def test_pictures_of_an_archive_hang_on_the_imported_page(marketer):
    lines = (f"{HEAD},Image Src", f"{POT},photos/pot.jpg")
    check = checked(marketer, *lines, pictures=packed(**{"photos/pot.jpg": picture()}))

    act(marketer, check, "start")
    run_import_slice(CatalogueImport.objects.exclude(pk=check.pk).get().pk)

    had = ProductPicture.objects.get()
    page = ProductPage.objects.get().get_latest_revision_as_object()
    assert (had.source, had.state) == ("photos/pot.jpg", "had")
    assert [row.image_id for row in page.gallery.all()] == [had.image_id]


def _link() -> zipfile.ZipInfo:
    part = zipfile.ZipInfo("link.jpg")
    part.external_attr = 0o120777 << 16
    return part


@pytest.mark.parametrize(
    "name", ["../pot.jpg", "/etc/pot.jpg", "a/../../pot.jpg", "..\\pot.jpg", "C:\\pot.jpg", _link()]
)
def test_an_archive_whose_names_lead_out_of_it_is_refused_and_leaves_nothing(marketer, private_folder, name):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("good.jpg", picture())
        archive.writestr(name, b"/etc/passwd")

    answer = send(marketer, upload(HEAD, POT), pictures=SimpleUploadedFile("p.zip", out.getvalue()))

    assert list(answer.context["form"].errors) == ["pictures"]
    assert list((private_folder / "imports" / "pictures").iterdir()) == []
    assert not list(private_folder.rglob("*.jpg"))


def test_an_archive_that_unpacks_to_too_much_is_refused(marketer, private_folder, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 1000)

    answer = send(marketer, upload(HEAD, POT), pictures=packed(**{"bomb.jpg": b"0" * 100_000}))

    assert list(answer.context["form"].errors) == ["pictures"]
    assert list((private_folder / "imports" / "pictures").iterdir()) == []


def test_only_folders_of_uploads_are_ever_deleted(private_folder, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    made = unpacking.pictures_root() / "a"
    made.mkdir(parents=True)

    for folder in ("", str(own), str(made), str(made / "..")):
        unpacking.remove_pictures(folder)

    assert own.is_dir()
    assert not made.exists()
    assert unpacking.pictures_root().is_dir()


def test_the_catalogue_leaves_as_csv_and_as_workbook(marketer):
    make_product(name="Pot", variants=[{"sku": "POT-1", "price": "12.90"}])

    text = b"".join(marketer.get(reverse("imports:export_csv")).streaming_content).decode("utf-8-sig")
    book = load_workbook(BytesIO(b"".join(marketer.get(reverse("imports:export_xlsx")).streaming_content)))

    (row,) = csv.DictReader(text.splitlines())
    assert (row["sku"], row["price"]) == ("POT-1", "12.90")
    head, cells = book.active.iter_rows(values_only=True)
    assert dict(zip(head, cells, strict=True))["sku"] == "POT-1"


@pytest.mark.parametrize("group", ["", "Order staff"])
def test_strangers_neither_see_nor_begin_anything(group):
    job = CatalogueImport.objects.create(file_name="a.csv", format="shopify", total=1)
    stranger = client_of(group)
    for name in ("detail", "progress", "report"):
        assert stranger.get(reverse(f"imports:{name}", args=[job.public_id])).status_code == 302
    assert stranger.get(reverse("imports:new")).status_code == 302
    assert send(stranger, upload(HEAD, POT)).status_code == 302
    for name in ("start", "cancel"):
        assert act(stranger, job, name).status_code == 302
    assert CatalogueImport.objects.get().state == State.UPLOADED


def test_a_stranger_gets_no_catalogue():
    stranger = client_of()
    for name in ("index", "export_csv", "export_xlsx"):
        assert stranger.get(reverse(f"imports:{name}")).status_code == 302


def test_the_list_names_every_import_and_the_menu_leads_there(marketer):
    CatalogueImport.objects.create(file_name="spring.csv", format="shopify", state=State.DONE)
    assert "spring.csv" in marketer.get(reverse("imports:index")).content.decode()
    assert reverse("imports:index") in marketer.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("count", [1, 40])
def test_the_report_asks_the_same_number_of_questions_whatever_its_length(
    marketer, count, django_assert_max_num_queries
):
    product = make_product()
    job = CatalogueImport.objects.create(file_name="a.csv", format="shopify", total=count, done=count)
    for place in range(count):
        ImportRow.objects.create(job=job, position=place, line=place, outcome="created", product=product)
        ProductPicture.objects.create(
            product=product, job=job, source=f"{place}.jpg", state="failed", problem="No."
        )
    look(marketer, job)
    with django_assert_max_num_queries(20):
        look(marketer, job)
