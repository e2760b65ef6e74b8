"""Pictures from the web and from a folder: checked, stored once, hung where they belong."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone, translation
from PIL import Image

from core.models import ShopImage
from products.importers import picture_run
from products.importers.fetching import CannotFetch
from products.importers.options import ImportOptions
from products.importers.picture_run import MOST_ATTEMPTS, claim_pictures, fetch_picture
from products.importers.records import OperatorRecord, PictureRecord
from products.importers.service import apply_record
from products.models import (
    CatalogueImport,
    ImportRow,
    ListingEntry,
    Product,
    ProductPage,
    ProductPicture,
    Variant,
)
from products.services.gallery import NotAPicture, take_picture
from products.tests.factories import make_site
from products.tests.test_import_service import ACTOR, mug

pytestmark = pytest.mark.django_db
MAKER = OperatorRecord("Лозен ООД", "ул. Роза 1, Карлово", "BG", email="lozen@example.com")
A, B = "https://pictures.example/a.jpg", "https://pictures.example/b.png?size=2"


@pytest.fixture(autouse=True)
def shop(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_site()


def picture(colour="red", kind="JPEG") -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Elena Petrova"
    Image.new("RGB", (60, 40), colour).save(out, kind, exif=exif)
    return out.getvalue()


def record(**changes):
    pictures = (PictureRecord(A, "Синя чаша", 1), PictureRecord(B, "", 2))
    small, large = mug().variants
    return mug(
        manufacturer=MAKER,
        no_warnings=True,
        pictures=pictures,
        variants=(replace(small, picture=PictureRecord(B)), large),
        **changes,
    )


def take(row: ProductPicture, content: bytes, *, publish=True):
    return take_picture(picture_id=row.pk, content=content, actor=ACTOR, language="bg", publish=publish)


@pytest.fixture
def waiting():
    """A product that lacks nothing but its two pictures."""
    apply_record(record(), options=ImportOptions(), actor=ACTOR)
    assert not ProductPage.objects.get().live
    return list(ProductPicture.objects.order_by("position"))


def test_with_its_first_picture_the_page_is_published(waiting):
    assert take(waiting[0], picture()) == []
    page = ProductPage.objects.get()
    assert (page.live, page.product.is_archived) == (True, False)
    (image,) = [row.image for row in page.gallery.all()]
    assert (image.title, image.alt_bg, image.alt_en) == ("Синя чаша", "Синя чаша", "")
    assert image.file_hash
    with image.file.open("rb") as file:
        assert b"Elena" not in file.read()
    assert ListingEntry.objects.get().picture


def test_the_gallery_has_the_order_of_the_file_whatever_comes_first(waiting):
    take(waiting[1], picture("blue", "PNG"))
    take(waiting[0], picture("red"))
    page = ProductPage.objects.get()
    images = [row.image_id for row in page.gallery.order_by("sort_order")]
    assert images == [ProductPicture.objects.get(source=source).image_id for source in (A, B)]
    # And the picture of the small mug is the second one
    assert Variant.objects.get(sku="MUG-S").image_id == images[1]
    assert Variant.objects.get(sku="MUG-L").image_id is None


def test_the_same_bytes_are_one_picture(waiting):
    content = picture()
    for row in waiting:
        take(row, content)
    assert ShopImage.objects.count() == 1
    assert ProductPage.objects.get().gallery.count() == 1


def test_taken_twice_it_hangs_once(waiting):
    for _time in range(2):
        take(waiting[0], picture())
    assert ProductPage.objects.get().gallery.count() == 1


@pytest.mark.parametrize("content", [b"<html>", b"", b"\xff\xd8\xff", picture()[:200]])
def test_what_is_no_picture_is_refused_and_nothing_is_changed(waiting, content):
    with pytest.raises(NotAPicture):
        take(waiting[0], content)
    assert not ShopImage.objects.exists()
    assert ProductPicture.objects.get(source=A).state == "waiting"


def test_a_draft_that_somebody_works_on_gets_it_and_is_not_published(waiting):
    take(waiting[0], picture())
    page = ProductPage.objects.get()
    page.summary = "Още се пише"
    page.save_revision()
    take(waiting[1], picture("blue", "PNG"))
    page = ProductPage.objects.get()
    assert (page.summary, page.gallery.count()) == ("За чай.", 2)
    draft = page.get_latest_revision_as_object()
    assert (draft.summary, len(draft.gallery.all())) == ("Още се пише", 2)
    assert page.has_unpublished_changes


def test_without_the_wish_to_publish_it_stays_a_draft(waiting):
    take(waiting[0], picture(), publish=False)
    assert not ProductPage.objects.get().live


# --- A folder ------------------------------------------------------------------------------------------------


def from_folder(folder, *names):
    pictures = tuple(PictureRecord(name, "", place) for place, name in enumerate(names))
    options = ImportOptions(images_dir=str(folder))
    return apply_record(
        mug(manufacturer=MAKER, no_warnings=True, pictures=pictures), options=options, actor=ACTOR
    )


def test_pictures_of_a_folder_are_there_at_once(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "чаша 1.jpg").write_bytes(picture())
    result = from_folder(folder, "чаша 1.jpg")
    assert result.messages == ()
    page = ProductPage.objects.get()
    assert (page.live, page.gallery.count()) == (True, 1)


def test_nothing_outside_the_folder_is_read(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(picture())
    (folder / "link.jpg").symlink_to(secret)
    (folder / "page.jpg").write_bytes(b"<html>")
    result = from_folder(folder, "../secret.jpg", str(secret), "link.jpg", "page.jpg", "missing.jpg")
    assert not ShopImage.objects.exists()
    assert set(ProductPicture.objects.values_list("state", flat=True)) == {"failed"}
    # One for each, and that the page is a draft without them
    assert len(result.messages) == 6


def test_files_without_a_folder_are_given_up_with_a_word_until_a_folder_comes(tmp_path):
    pictures = (PictureRecord("cup.jpg", "", 1), PictureRecord("https://pictures.example/a.jpg", "", 2))
    record = mug(manufacturer=MAKER, no_warnings=True, pictures=pictures)

    with translation.override("en"):
        checked = apply_record(record, options=ImportOptions(dry_run=True), actor=ACTOR)
        without = apply_record(record, options=ImportOptions(), actor=ACTOR)
        again = apply_record(record, options=ImportOptions(), actor=ACTOR)

    words = "The picture “cup.jpg” is not to be had: no pictures were sent along."
    assert words in checked.messages
    assert words in without.messages
    assert words in again.messages
    assert dict(ProductPicture.objects.values_list("source", "state")) == {
        "cup.jpg": "failed",
        "https://pictures.example/a.jpg": "waiting",
    }
    (tmp_path / "cup.jpg").write_bytes(picture())
    apply_record(record, options=ImportOptions(images_dir=str(tmp_path)), actor=ACTOR)
    row = ProductPicture.objects.get(source="cup.jpg")
    assert (row.state, row.problem) == ("had", "")
    assert ProductPage.objects.get().gallery.count() == 1


# --- The web -------------------------------------------------------------------------------------------------


@pytest.fixture
def job(waiting):
    job = CatalogueImport.objects.create(
        file_name="a.csv", format="shopify", options=ImportOptions().to_json()
    )
    product = Product.objects.get()
    ImportRow.objects.create(job=job, position=0, line=2, outcome="created", product=product)
    ProductPicture.objects.update(job=job)
    return job


def answers(monkeypatch, answer):
    def fetch(url, *, policy=None):
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(picture_run, "fetch", fetch)


def test_a_claimed_picture_belongs_to_nobody_else(job):
    assert len(claim_pictures(1)) == 1
    assert len(claim_pictures(5)) == 1
    assert claim_pictures(5) == []
    # Until its time is over: whoever had it was killed
    ProductPicture.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    assert len(claim_pictures(5)) == 2


def test_a_picture_is_fetched_and_hung(job, monkeypatch):
    answers(monkeypatch, picture())
    (first, *_others) = claim_pictures(5)
    assert fetch_picture(first)
    assert ProductPage.objects.get().live


def test_what_cannot_be_had_is_given_up_with_its_reason(job, monkeypatch):
    answers(monkeypatch, CannotFetch("The server answers 404."))
    (first, *_others) = claim_pictures(5)
    assert not fetch_picture(first)
    row = ProductPicture.objects.get(pk=first)
    assert (row.state, row.problem) == ("failed", "The server answers 404.")


def test_a_server_that_is_down_is_asked_again_and_not_for_ever(job, monkeypatch):
    answers(monkeypatch, CannotFetch("Down.", again=True))
    (first, *_others) = claim_pictures(5)
    for attempt in range(1, MOST_ATTEMPTS):
        fetch_picture(first)
        row = ProductPicture.objects.get(pk=first)
        assert (row.state, row.attempts) == ("waiting", attempt)
        assert row.next_attempt_at > timezone.now()
    fetch_picture(first)
    assert ProductPicture.objects.get(pk=first).state == "failed"


def test_a_picture_that_kills_its_worker_is_not_tried_for_ever(job, monkeypatch):
    answers(monkeypatch, MemoryError())
    (first, *_others) = claim_pictures(5)
    for _attempt in range(MOST_ATTEMPTS):
        assert not fetch_picture(first)
        assert ProductPicture.objects.get(pk=first).state == "waiting"
    fetch_picture(first)
    assert ProductPicture.objects.get(pk=first).state == "failed"
    assert ProductPicture.objects.get(pk=first).problem


def test_what_is_fetched_and_no_picture_is_given_up(job, monkeypatch):
    answers(monkeypatch, b"<html>")
    (first, *_others) = claim_pictures(5)
    fetch_picture(first)
    assert ProductPicture.objects.get(pk=first).state == "failed"


def test_by_default_nothing_on_this_machine_is_asked(job):
    row = ProductPicture.objects.first()
    ProductPicture.objects.filter(pk=row.pk).update(source="http://127.0.0.1/a.jpg")
    fetch_picture(row.pk)
    assert ProductPicture.objects.get(pk=row.pk).state == "failed"
