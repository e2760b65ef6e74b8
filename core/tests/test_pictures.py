"""Pictures come in three formats, never larger than they are, and keep their place on the page."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image as Pillow

from core.models import ShopImage
from core.pictures import card_picture, picture_data, render_picture
from core.templatetags.images import picture_tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def photograph(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    buffer = BytesIO()
    Pillow.new("RGB", (900, 600), "seagreen").save(buffer, "JPEG")
    return ShopImage.objects.create(
        title="Fern",
        alt_bg="Папрат",
        alt_en="A fern",
        file=SimpleUploadedFile("fern.jpg", buffer.getvalue(), "image/jpeg"),
    )


def test_widths_above_the_picture_are_left_out(photograph):
    data = picture_data(photograph, widths=(320, 640, 1280))

    assert [source["type"] for source in data["sources"]] == ["image/avif", "image/webp"]
    assert [part.split(" ")[1] for part in data["sources"][0]["srcset"].split(", ")] == ["320w", "640w"]
    assert (data["width"], data["height"]) == (640, 426)
    assert data["src"].endswith(".jpg")


def test_a_card_is_square_and_its_text_follows_the_language(photograph):
    with translation.override("bg"):
        bulgarian = card_picture(photograph)
    with translation.override("en"):
        english = card_picture(photograph)

    assert bulgarian["width"] == bulgarian["height"] == 600
    assert (bulgarian["alt"], english["alt"]) == ("Папрат", "A fern")
    assert card_picture(None) == {}


def test_the_tag_escapes_the_text_and_marks_decoration(photograph):
    photograph.alt_bg = '"><script>'
    with translation.override("bg"):
        shown = picture_tag(photograph, sizes="50vw", widths="320", loading="eager", priority="high")
        decoration = picture_tag(photograph, widths="320", alt="")

    assert 'alt="&quot;&gt;&lt;script&gt;"' in shown
    assert "<script>" not in shown
    assert 'loading="eager"' in shown
    assert 'fetchpriority="high"' in shown
    assert 'sizes="50vw"' in shown
    assert 'alt=""' in decoration
    assert 'loading="lazy"' in decoration


def test_no_picture_shows_nothing():
    assert picture_tag(None) == ""
    assert render_picture({}, sizes="100vw") == ""
