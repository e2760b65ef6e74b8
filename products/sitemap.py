"""The sitemap: products from the listing, all other pages from the tree, each with its translations."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.http import HttpRequest
from wagtail.models import Page, Site

from products.models import ListingEntry, ProductPage


@dataclass(frozen=True)
class Address:
    key: UUID
    language: str
    url: str
    changed: datetime | None


class ShopSitemap(Sitemap):
    """All addresses in two queries. Above 50,000 of them the protocol wants parts: ?p=2 and so on."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        site = Site.find_for_request(request)
        self.root_url = site.root_url if site else settings.SITE_URL

    def items(self) -> list[Address]:
        return [*self._pages(), *self._products()]

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        addresses = self.items()
        twins: dict[UUID, list[Address]] = defaultdict(list)
        for address in addresses:
            twins[address.key].append(address)
        return [
            {"location": one.url, "lastmod": one.changed, "alternates": _alternates(twins[one.key])}
            for one in Paginator(addresses, self.limit).page(page)
        ]

    def _pages(self) -> Iterator[Address]:
        product_type = ContentType.objects.get_for_model(ProductPage)
        pages = Page.objects.live().filter(depth__gt=1).exclude(content_type=product_type)
        for page in pages.select_related("locale").order_by("path"):
            url = page.get_full_url(self.request)
            if url:
                yield Address(page.translation_key, page.locale.language_code, url, page.last_published_at)

    def _products(self) -> Iterator[Address]:
        rows = ListingEntry.objects.order_by("pk").values_list(
            "page__translation_key", "locale_code", "url", "page__last_published_at"
        )
        for key, language, url, changed in rows.iterator():
            yield Address(key, language, self.root_url + url, changed)


def _alternates(twins: list[Address]) -> list[dict[str, str]]:
    if len(twins) < 2:
        return []
    default = next((one for one in twins if one.language == settings.LANGUAGE_CODE), twins[0])
    found = [{"lang_code": one.language, "location": one.url} for one in twins]
    return [*found, {"lang_code": "x-default", "location": default.url}]
