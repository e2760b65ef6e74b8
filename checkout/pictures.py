"""Small pictures beside the lines of a cart: one query for all of them."""

from collections.abc import Iterable
from typing import Any

from core.compiled import CompiledQuery
from core.models import ShopImage, ShopRendition

_WIDTHS = (160, 320)
_WEBP = {width: f"fill-{width}x{width}|format-webp|webpquality-78" for width in _WIDTHS}
_JPEG = "fill-320x320|format-jpeg|jpegquality-82"
_SPECS = [*_WEBP.values(), _JPEG]


_RENDITIONS = CompiledQuery(
    lambda images: ShopRendition.objects.filter(image__pk__any=images, filter_spec__in=_SPECS), images=[-1]
)


def thumbnails(image_ids: Iterable[int | None]) -> dict[int, dict[str, Any]]:
    """Return the data of a square picture (core.pictures.render_picture) by image; renditions that are missing are made.

    The pictures are decoration: the title stands beside them, so their text alternative is empty.
    """
    wanted = {image_id for image_id in image_ids if image_id}
    found: dict[int, dict[str, str]] = {image_id: {} for image_id in wanted}
    for rendition in _RENDITIONS(images=list(wanted)) if wanted else ():
        found[rendition.image_id][rendition.filter_spec] = rendition.url
    missing = [image_id for image_id, urls in found.items() if len(urls) < len(_SPECS)]
    for image in ShopImage.objects.filter(pk__in=missing) if missing else ():
        found[image.pk] = {spec: made.url for spec, made in image.get_renditions(*_SPECS).items()}
    return {image_id: _data(urls) for image_id, urls in found.items() if urls}


def _data(urls: dict[str, str]) -> dict[str, Any]:
    srcset = ", ".join(f"{urls[spec]} {width}w" for width, spec in _WEBP.items())
    return {
        "alt": "",
        "src": urls[_JPEG],
        "width": _WIDTHS[-1],
        "height": _WIDTHS[-1],
        "sources": [{"type": "image/webp", "srcset": srcset}],
    }
