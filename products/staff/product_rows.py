"""What a row of the product list shows beside the figures: a picture, and the pages in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.models import ShopImage
from core.pictures import render_picture
from products.models import ListingEntry, Product, ProductPage, ProductPageImage

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
    """Give each product its `thumbnail` and its `coverage`, in a number of queries that does not grow with the rows."""
    pages: dict[int, dict[str, ProductPage]] = {product.pk: {} for product in products}
    for page in (
        ProductPage.objects.filter(product__in=pages)
        .select_related("locale")
        .defer("summary", "description", "facts", "body")
        .order_by("pk")
    ):
        pages[page.product_id].setdefault(page.locale_code, page)
    thumbnails = _thumbnails(list(pages))
    may_translate = user.has_perm("wagtail_localize.submit_translation")
    for product in products:
        product.thumbnail = thumbnails.get(product.pk, SafeString(""))
        product.coverage = [
            _coverage(code, name, pages[product.pk], user, may_translate)
            for code, name in settings.WAGTAIL_CONTENT_LANGUAGES
        ]
    return list(products)


def _coverage(
    code: str, language: str, pages: dict[str, ProductPage], user: AbstractUser, may_translate: bool
) -> Coverage:
    page = pages.get(code)
    if page is not None:
        may_edit = page.permissions_for_user(user).can_edit()
        url = reverse("wagtailadmin_pages:edit", args=[page.pk]) if may_edit else ""
        return Coverage(code, language, "live" if page.live else "draft", url)
    source = next(iter(pages.values()), None)
    if source is None or not may_translate:
        return Coverage(code, language, "missing")
    return Coverage(
        code, language, "missing", reverse("wagtail_localize:submit_page_translation", args=[source.pk])
    )


def _thumbnails(product_ids: Sequence[int]) -> dict[int, SafeString]:
    """Return small pictures by product: the listed card's, else a rendition of the first picture that was made before."""
    found: dict[int, SafeString] = {}
    entries = (
        ListingEntry.objects.filter(product__in=product_ids).exclude(picture={}).order_by("-locale_code")
    )
    for product_id, picture in entries.values_list("product_id", "picture"):
        found[product_id] = render_picture(picture, sizes=THUMBNAIL, alt="")
    first: dict[int, int] = {}
    gallery = ProductPageImage.objects.filter(page__product__in=[pk for pk in product_ids if pk not in found])
    for product_id, image_id in gallery.order_by("page_id", "sort_order").values_list(
        "page__product_id", "image_id"
    ):
        first.setdefault(product_id, image_id)
    made: dict[int, Any] = {}
    for rendition in ShopImage.get_rendition_model().objects.filter(image__in=set(first.values())):
        known = made.get(rendition.image_id)
        if known is None or rendition.width < known.width:
            made[rendition.image_id] = rendition
    for product_id, image_id in first.items():
        if image_id in made:
            found[product_id] = format_html('<img src="{}" alt="" loading="lazy">', made[image_id].url)
    return found
