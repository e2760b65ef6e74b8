"""The photographs, with text alternatives, focal points and credits."""

import re

from django.core.files.images import ImageFile
from wagtail.models import Collection

from core.models import ShopImage
from home.seeding.data import DEMO_DIR, SOURCE, TARGET, DemoDataError, load
from home.seeding.shop import DemoShop

COLLECTION = "Demo"
_CREDIT = re.compile(r"^\| (?P<key>[a-z0-9-]+)\.jpg \| (?P<name>.+?) \| (?P<number>\d+) \|$", re.MULTILINE)


def add_images(shop: DemoShop) -> None:
    """Import the photographs that are not there yet; one is known by the name of its file."""
    collection = Collection.objects.filter(name=COLLECTION, depth=2).first()
    collection = collection or Collection.get_first_root_node().add_child(name=COLLECTION)
    credits = _credits()
    there = {image.title: image for image in ShopImage.objects.filter(collection=collection)}
    for key, texts in load("images").items():
        image = there.get(texts["title"][SOURCE])
        if image is None:
            image = _import(key, texts, credits[key], collection)
            shop.made["pictures"] += 1
        shop.images[key] = image


def _credits() -> dict[str, str]:
    """Read photographer and number from CREDITS.md, so that they are written down once."""
    text = (DEMO_DIR / "CREDITS.md").read_text(encoding="utf-8")
    found = {m["key"]: f"{m['name']}, Unsplash {m['number']}" for m in _CREDIT.finditer(text)}
    if found.keys() != load("images").keys():
        raise DemoDataError("CREDITS.md and images.yaml do not name the same pictures.")
    return found


def _import(key: str, texts: dict, credit: str, collection: Collection) -> ShopImage:
    image = ShopImage(
        title=texts["title"][SOURCE],
        alt_bg=texts["alt"][SOURCE],
        alt_en=texts["alt"][TARGET],
        credit=credit,
        collection=collection,
    )
    with (DEMO_DIR / "images" / f"{key}.jpg").open("rb") as file:
        image.file = ImageFile(file, name=f"{key}.jpg")
        image.file_size = image.file.size
        image.width, image.height = image.file.width, image.file.height
        focus = texts["focus"]
        image.focal_point_x = round(focus["x"] * image.width)
        image.focal_point_y = round(focus["y"] * image.height)
        image.focal_point_width = round(focus["width"] * image.width)
        image.focal_point_height = round(focus["height"] * image.height)
        image.save()
    return image
