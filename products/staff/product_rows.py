"""What a row of the product list shows beside the figures: a picture, and the pages in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from core.models import ShopImage
from core.pictures import render_picture
from products.models import Product

# Room for the thumbnail in the table.
THUMBNAIL = "3rem"


@dataclass(frozen=True)
class Coverage:
    """A language, whether a page in it is live, a draft or missing, and where this person may do something about it."""

    code: str
    language: str
    state: str
    url: str = ""

    @property
    def words(self) -> str:
        told = {
            "live": gettext("%(language)s: published"),
            "draft": gettext("%(language)s: draft, not published"),
            "missing": gettext("%(language)s: no page yet"),
        }
        return told[self.state] % {"language": self.language}


def dress(products: Sequence[Product], user: AbstractUser) -> list[Product]:
    """Give each product of the list its `thumbnail` and its `coverage`; costs no query."""
    may_translate = user.has_perm("wagtail_localize.submit_translation")
    storage = ShopImage.get_rendition_model()._meta.get_field("file").storage
    for product in products:
        product.thumbnail = render_picture(product.card or {}, sizes=THUMBNAIL, alt="")
        if not product.thumbnail and product.made_picture:
            src = storage.url(product.made_picture)
            product.thumbnail = format_html('<img src="{}" alt="" loading="lazy">', src)
        product.coverage = [
            _coverage(code, name, product.windows, may_translate)
            for code, name in settings.WAGTAIL_CONTENT_LANGUAGES
        ]
    return list(products)


def _coverage(code: str, language: str, windows: list[dict[str, Any]], may_translate: bool) -> Coverage:
    window = next((window for window in windows if window["code"] == code), None)
    if window is not None:
        url = reverse("wagtailadmin_pages:edit", args=[window["id"]]) if window["editable"] else ""
        return Coverage(code, language, "live" if window["live"] else "draft", url)
    if not windows or not may_translate:
        return Coverage(code, language, "missing")
    url = reverse("wagtail_localize:submit_page_translation", args=[windows[0]["id"]])
    return Coverage(code, language, "missing", url)
