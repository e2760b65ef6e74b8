"""Tags for pictures; every picture of the shop goes through one of them."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.images.models import AbstractImage

from core.pictures import picture_data, render_picture

register = template.Library()


@register.simple_tag
def picture_tag(
    image: AbstractImage | None,
    *,
    sizes: str = "100vw",
    alt: str | None = None,
    loading: str = "lazy",
    widths: str = "400,800,1280",
    ratio: str = "",
    priority: str = "",
) -> SafeString:
    """Show an image in AVIF and WebP with a JPEG fallback; without an image, show nothing."""
    if image is None:
        return SafeString("")
    data = picture_data(image, widths=[int(width) for width in widths.split(",")], ratio=ratio)
    return render_picture(data, sizes=sizes, alt=alt, loading=loading, priority=priority)


@register.simple_tag
def stored_picture(
    data: dict[str, Any] | None,
    *,
    sizes: str = "100vw",
    alt: str | None = None,
    loading: str = "lazy",
    priority: str = "",
) -> SafeString:
    """Show a picture from the data that `core.pictures.picture_data` returned, without any query."""
    return render_picture(data or {}, sizes=sizes, alt=alt, loading=loading, priority=priority)
