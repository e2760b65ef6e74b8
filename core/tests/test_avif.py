import pytest
from PIL import Image as PillowImage

from core.avif import SPEED
from products.tests.factories import make_image

pytestmark = pytest.mark.django_db


def test_avif_renditions_are_made_at_the_fast_setting_and_can_be_read(monkeypatch):
    seen = {}
    save = PillowImage.Image.save

    def watched(image, fp, format=None, **options):
        seen[format] = options
        return save(image, fp, format, **options)

    monkeypatch.setattr(PillowImage.Image, "save", watched)

    rendition = make_image(width=640, height=480).get_rendition("width-320|format-avif|avifquality-60")

    assert seen["AVIF"] == {"speed": SPEED, "quality": 60}
    with rendition.file.open() as stored, PillowImage.open(stored) as picture:
        assert (picture.format, picture.size) == ("AVIF", (320, 240))
