"""Uploads through Wagtail's own admin views: what is in the file counts, not what it is called."""

import io
import json
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection, UploadedFile
from wagtail.users.models import UserProfile

from accounts.tests.people import sign_in
from core.alt_texts import validate_alt_text
from core.models import ShopDocument, ShopImage

pytestmark = pytest.mark.django_db

TEXTS = {"alt_bg": "Зелен лист", "alt_en": "A green leaf"}
HTML = b"<html><script>alert(1)</script></html>"


def picture(kind: str = "JPEG", size=(40, 30), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (31, 77, 56)).save(out, kind, **options)
    return out.getvalue()


def with_exif(orientation: int = 6) -> bytes:
    """A JPEG of 40 × 30 as a phone writes it: lying on its side, with place and owner."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "Elena Petrova"
    exif.get_ifd(0x8825)[2] = (42.0, 41.0, 51.0)
    return picture(exif=exif)


def bomb(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes that says it is this large and holds almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def animated() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "green", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.fixture
def staff(client, manager):
    """A signed-in manager who reads the admin in English."""
    profile = UserProfile.get_for_user(manager)
    profile.preferred_language = "en"
    profile.save()
    sign_in(client, manager)
    return client


def upload_image(staff, name: str, content: bytes):
    """Upload through the plain form; returns the errors beside the file's field."""
    data = {
        "title": "Picture",
        "file": SimpleUploadedFile(name, content),
        "collection": Collection.get_first_root_node().pk,
        **TEXTS,
    }
    response = staff.post(reverse("wagtailimages:add"), data)
    return [] if response.status_code == 302 else response.context["form"].errors.get("file", [])


@pytest.mark.parametrize(
    "name,content",
    [
        ("leaf.jpg", picture("JPEG")),
        ("leaf.jpeg", picture("JPEG")),
        ("leaf.png", picture("PNG")),
        ("leaf.webp", picture("WEBP")),
        ("leaf.avif", picture("AVIF")),
        ("leaf.gif", picture("GIF")),
        ("Фикус лирата.JPG", picture("JPEG")),
    ],
)
def test_a_picture_of_each_kind_is_accepted(staff, name, content):
    assert upload_image(staff, name, content) == []

    stored = ShopImage.objects.get()
    assert (stored.width, stored.height) == (40, 30)
    assert stored.file_size == stored.file.size


@pytest.mark.parametrize(
    "name,content,words",
    [
        pytest.param("page.jpg", HTML, "cannot be read as a picture", id="a-web-page"),
        pytest.param("leaf.jpg", picture("PNG"), "called .jpg, but inside it is PNG", id="a-png-called-jpg"),
        pytest.param(
            "leaf.png", picture("PNG")[:60], "cannot be read as a picture", id="truncated-in-its-data"
        ),
        pytest.param(
            "leaf.jpg",
            picture("JPEG", size=(400, 300))[:700],
            "cannot be read as a picture",
            id="truncated-jpeg",
        ),
        pytest.param("large.png", bomb(20_000, 20_000), "at most 50 million pixels", id="a-bomb"),
        pytest.param("large.png", bomb(7_100, 7_100), "at most 50 million pixels", id="just-too-many-pixels"),
        pytest.param("moving.gif", animated(), "Moving pictures are not supported", id="animated"),
        pytest.param(
            "drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Pictures may be", id="svg"
        ),
        pytest.param(
            "drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "cannot be read", id="svg-called-png"
        ),
        pytest.param("leaf.php", picture("JPEG"), "Pictures may be", id="another-extension"),
        pytest.param("leaf", picture("JPEG"), "Pictures may be", id="no-extension"),
        pytest.param("leaf.jpg", b"", "cannot be read", id="empty"),
    ],
)
def test_what_is_not_a_picture_gets_a_message_beside_its_field(staff, name, content, words):
    errors = upload_image(staff, name, content)

    assert len(errors) >= 1
    assert words in " ".join(errors)
    assert ShopImage.objects.count() == 0


def test_a_picture_that_is_too_big_is_refused(staff, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100

    assert "too big" in upload_image(staff, "leaf.jpg", picture())[0]
    assert ShopImage.objects.count() == 0


def test_a_photo_is_stored_upright_and_without_place_and_owner(staff):
    assert upload_image(staff, "phone.jpg", with_exif()) == []

    stored = ShopImage.objects.get()
    assert (stored.width, stored.height) == (30, 40)
    with stored.file.open("rb") as file:
        content = file.read()
    assert b"Elena" not in content
    assert b"Exif" not in content
    image = Image.open(io.BytesIO(content))
    assert len(image.getexif()) == 0
    assert image.size == (30, 40)
    assert image.getpixel((5, 5)) == pytest.approx((31, 77, 56), abs=3)
    assert stored.file_size == len(content)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_metadata_is_removed_from_every_kind_of_picture(staff, kind):
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "Elena Petrova"

    assert upload_image(staff, f"phone.{kind.lower()}", picture(kind, exif=exif)) == []

    with ShopImage.objects.get().file.open("rb") as file:
        content = file.read()
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size, len(image.getexif())) == (kind, (30, 40), 0)
    assert b"Elena" not in content


def test_a_picture_without_metadata_is_stored_as_it_came(staff):
    content = picture("PNG")
    upload_image(staff, "leaf.png", content)

    with ShopImage.objects.get().file.open("rb") as file:
        assert file.read() == content


def test_the_view_for_many_at_once_has_the_same_rules(staff):
    add = reverse("wagtailimages:add_multiple")

    def send(name, content):
        data = {
            "title": name,
            "files[]": SimpleUploadedFile(name, content),
            "collection": Collection.get_first_root_node().pk,
        }
        return json.loads(staff.post(add, data).content)

    refused, accepted = send("moving.gif", animated()), send("phone.jpg", with_exif())

    assert refused["success"] is False
    assert "Moving pictures are not supported" in refused["error_message"]
    assert accepted["success"] is True
    # The picture waits for its texts; what waits is clean already
    waiting = UploadedFile.objects.get()
    with waiting.file.open("rb") as file:
        assert b"Elena" not in file.read()
    assert ShopImage.objects.count() == 0

    finish = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk])
    prefix = f"uploaded-image-{waiting.pk}-"

    def complete(**texts):
        typed = {"title": "Leaf", "collection": Collection.get_first_root_node().pk, "tags": "", **texts}
        data = {f"{prefix}{name}": text for name, text in typed.items()}
        return json.loads(staff.post(finish, data).content)

    assert "This field is required" in complete(alt_bg="Лист", alt_en="")["form"]
    assert complete(**TEXTS)["success"] is True
    stored = ShopImage.objects.get()
    assert (stored.width, stored.height, stored.alt_en) == (30, 40, "A green leaf")
    with stored.file.open("rb") as file:
        assert b"Elena" not in file.read()


@pytest.mark.parametrize(
    "text", ["IMG_2041", "leaf.jpg", "Снимка", "photo", "2026-11-24 10:15", "ab", "Screenshot 2026-11-24"]
)
def test_a_text_that_says_nothing_is_refused_beside_its_field(staff, text):
    data = {
        "title": "Leaf",
        "file": SimpleUploadedFile("leaf.jpg", picture()),
        "collection": Collection.get_first_root_node().pk,
        "alt_bg": text,
        "alt_en": "A green leaf",
    }
    form = staff.post(reverse("wagtailimages:add"), data).context["form"]

    assert list(form.errors) == ["alt_bg"]
    assert form["alt_en"].value() == "A green leaf"
    assert ShopImage.objects.count() == 0


@pytest.mark.parametrize("text", ["Фикус", "A chair, 1950", "Camera DSC"])
def test_a_text_that_says_something_is_taken(text):
    assert validate_alt_text(text) is None


def test_the_chooser_has_the_same_rules(staff):
    create = reverse("wagtailimages_chooser:create")
    root = Collection.get_first_root_node().pk

    def send(name, content):
        data = {
            "image-chooser-upload-title": name,
            "image-chooser-upload-file": SimpleUploadedFile(name, content),
            "image-chooser-upload-collection": root,
            **{f"image-chooser-upload-{field}": text for field, text in TEXTS.items()},
        }
        return json.loads(staff.post(create, data).content)

    refused = send("leaf.jpg", picture("JPEG", size=(400, 300))[:700])
    assert "cannot be read as a picture" in refused["htmlFragment"]
    assert ShopImage.objects.count() == 0

    assert send("leaf.jpg", picture())["step"] == "chosen"
    assert ShopImage.objects.count() == 1


def test_the_title_is_changed_without_a_new_file(staff):
    upload_image(staff, "leaf.jpg", picture())
    stored = ShopImage.objects.get()
    root = Collection.get_first_root_node().pk

    response = staff.post(
        reverse("wagtailimages:edit", args=[stored.pk]),
        {"title": "Leaf", "collection": root, "alt_bg": "Листо", "alt_en": "Leaf"},
    )

    assert response.status_code == 302
    changed = ShopImage.objects.get()
    assert (changed.title, changed.alt_bg, changed.file.name) == ("Leaf", "Листо", stored.file.name)


# --- Documents -------------------------------------------------------------------------------------------------


def office(*names: str, mimetype: bytes | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


ODT = b"application/vnd.oasis.opendocument.text"


def upload_document(staff, name: str, content: bytes):
    data = {
        "title": "Paper",
        "file": SimpleUploadedFile(name, content),
        "collection": Collection.get_first_root_node().pk,
    }
    response = staff.post(reverse("wagtaildocs:add"), data)
    return [] if response.status_code == 302 else response.context["form"].errors.get("file", [])


@pytest.mark.parametrize(
    "name,content",
    [
        ("guide.pdf", b"%PDF-1.7\n..."),
        ("guide.docx", office("[Content_Types].xml", "word/document.xml")),
        ("sizes.xlsx", office("[Content_Types].xml", "xl/workbook.xml")),
        ("guide.odt", office("content.xml", mimetype=ODT)),
        ("sizes.csv", "размер;см\nM;40\n".encode()),
        ("sizes.csv", "размер;см\nM;40\n".encode("cp1251")),
        ("Упътване.txt", "\ufeffПоливайте рядко.".encode()),
    ],
)
def test_a_document_of_each_kind_is_accepted(staff, name, content):
    assert upload_document(staff, name, content) == []
    assert ShopDocument.objects.get().file_size == len(content)


@pytest.mark.parametrize(
    "name,content",
    [
        pytest.param("guide.pdf", HTML, id="a-web-page-called-pdf"),
        pytest.param("guide.pdf", b"MZ\x90\0", id="a-program-called-pdf"),
        pytest.param("guide.docx", office("xl/workbook.xml"), id="a-table-called-docx"),
        pytest.param("guide.docx", b"PK\x03\x04 broken", id="a-broken-archive"),
        pytest.param("guide.docx", office("word/document.xml", "word/vbaProject.bin"), id="with-macros"),
        pytest.param("guide.odt", office("content.xml"), id="an-archive-called-odt"),
        pytest.param("notes.txt", HTML, id="a-web-page-called-txt"),
        pytest.param("notes.txt", b"text\0binary", id="binary-called-txt"),
    ],
)
def test_a_document_that_is_something_else_gets_a_message_beside_its_field(staff, name, content):
    errors = upload_document(staff, name, content)

    assert [f"called .{name.rsplit('.', 1)[1]}" in error for error in errors] == [True]
    assert ShopDocument.objects.count() == 0


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "program.exe", "script.js", "none"])
def test_other_kinds_of_files_are_refused(staff, name):
    assert len(upload_document(staff, name, b"text")) >= 1
    assert ShopDocument.objects.count() == 0


def test_a_document_that_is_too_big_is_refused(staff, settings):
    settings.DOCUMENT_MAX_UPLOAD_SIZE = 1024 * 1024

    errors = upload_document(staff, "guide.pdf", b"%PDF-1.7" + b"0" * 1024 * 1024)

    assert "The largest that can be uploaded is 1 MB" in errors[0]
    assert ShopDocument.objects.count() == 0


def test_many_documents_at_once_have_the_same_rules(staff):
    data = {
        "title": "x",
        "files[]": SimpleUploadedFile("guide.pdf", HTML),
        "collection": Collection.get_first_root_node().pk,
    }
    answer = json.loads(staff.post(reverse("wagtaildocs:add_multiple"), data).content)

    assert answer["success"] is False
    assert "its content is something else" in answer["error_message"]
    assert ShopDocument.objects.count() == 0
