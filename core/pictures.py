"""Pictures for the shop's pages: a few widths in AVIF and WebP, one JPEG for the rest, and the space they take."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.images.models import AbstractImage, Filter

# At these qualities the three formats look alike on photographs; AVIF needs about half the bytes of JPEG.
FORMATS = {
    "avif": "format-avif|avifquality-60",
    "webp": "format-webp|webpquality-78",
    "jpeg": "format-jpeg|jpegquality-82",
}
# Few widths on purpose: every one is made in three formats when a picture is first shown.
WIDTHS = (400, 800, 1280)
CARD_WIDTHS = (320, 640)
SQUARE = "1:1"


def _resize(width: int, ratio: str) -> str:
    """Return the filter that scales to `width`, cropped around the focal point to `ratio` ("4:5") where one is given."""
    if not ratio:
        return f"width-{width}"
    across, down = (int(part) for part in ratio.split(":"))
    return f"fill-{width}x{round(width * down / across)}"


@cache
def _filter(spec: str) -> Filter:
    """Return the filter of a spec; reading the spec costs more than finding the rendition."""
    return Filter(spec=spec)


def picture_data(image: AbstractImage, *, widths: Sequence[int] = WIDTHS, ratio: str = "") -> dict[str, Any]:
    """Return what `render_picture` needs, as plain data that can be stored: addresses, sizes, text alternative.

    Renditions that are missing are made. Widths above the picture's own are left out, so nothing is blown up; the text
    alternative is the one of the active language.
    """
    kept = [width for width in sorted(widths) if width <= image.width] or [image.width]
    resizes = [_resize(width, ratio) for width in kept]
    specs = {name: [f"{resize}|{encoding}" for resize in resizes] for name, encoding in FORMATS.items()}
    # The fallback is for old browsers only: one size in the middle is enough.
    specs["jpeg"] = [specs["jpeg"][len(resizes) // 2]]
    renditions = image.get_renditions(*(_filter(spec) for group in specs.values() for spec in group))
    fallback = renditions[specs["jpeg"][0]]
    return {
        "alt": image.default_alt_text,
        "src": fallback.url,
        "width": fallback.width,
        "height": fallback.height,
        "sources": [
            {
                "type": f"image/{name}",
                "srcset": ", ".join(
                    f"{renditions[spec].url} {renditions[spec].width}w" for spec in specs[name]
                ),
            }
            for name in ("avif", "webp")
        ],
    }


def card_picture(image: AbstractImage | None) -> dict[str, Any]:
    """Return the square picture of a product card as plain data, or an empty dict without an image."""
    return picture_data(image, widths=CARD_WIDTHS, ratio=SQUARE) if image else {}


def with_card_renditions(images: QuerySet[AbstractImage]) -> QuerySet[AbstractImage]:
    """Return the images with what `card_picture` looks up, in one query for all of them."""
    # Cards are cropped; the prefix also finds those of pictures that are smaller than a card.
    cropped = images.model.get_rendition_model().objects.filter(filter_spec__startswith="fill-")
    # The name of the attribute is Wagtail's own (ImageQuerySet.prefetch_renditions).
    return images.prefetch_related(Prefetch("renditions", cropped, to_attr="prefetched_renditions"))


def render_picture(
    data: dict[str, Any], *, sizes: str, alt: str | None = None, loading: str = "lazy", priority: str = ""
) -> SafeString:
    """Return the <picture> element for stored data, or nothing for empty data.

    `alt` replaces the stored text; an empty string marks the picture as decoration. `priority` is the fetch priority
    of the one large picture above the fold.
    """
    if not data:
        return SafeString("")
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((source["type"], source["srcset"], sizes) for source in data["sources"]),
    )
    return format_html(
        '<picture>{}<img src="{}" alt="{}" width="{}" height="{}" loading="{}" decoding="async"{}></picture>',
        sources,
        data["src"],
        data["alt"] if alt is None else alt,
        data["width"],
        data["height"],
        loading,
        format_html(' fetchpriority="{}"', priority) if priority else "",
    )
