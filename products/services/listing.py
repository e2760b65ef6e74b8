"""Keeps one ListingEntry per live product page (DESIGN §4): the one writer of that table.

A refresh locks the rows it is about to write before it reads what they are made of, so of two refreshes at the same time
the later one sees what the earlier one's transaction has committed, and no row goes back to an older state.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone, translation
from wagtail.models import Page, Site

from core.models import ShopImage
from core.pictures import card_picture, with_card_renditions
from products.models import (
    CategoryPage,
    ListingEntry,
    OptionValue,
    OtherCategory,
    ProductPage,
    ProductPageImage,
    ProductSales,
    Variant,
)
from products.price_terms import Terms
from products.prices import effective_price, lowest_first
from products.search_words import plain_text, search_vector

CHUNK = 200
_put_off: ContextVar["_PutOff | None"] = ContextVar("put_off", default=None)
_WRITTEN = [field.name for field in ListingEntry._meta.concrete_fields if not field.primary_key]


@dataclass(frozen=True)
class _Sources:
    """What the rows of a chunk of pages are made of, read in a constant number of queries."""

    variants: dict[int, list[Variant]]
    categories: dict[str, CategoryPage]
    # The paths of the categories that list a page beside its own, by the page's id.
    other_paths: dict[int, list[str]]
    sold: dict[int, int]
    # The cards' pictures that were put together so far, by image and language: pages share them, twins above all.
    pictures: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)

    def picture_of(self, page: ProductPage) -> dict[str, Any]:
        """Return what the card's picture needs, in the active language, which is the page's."""
        gallery = page.gallery.all()
        if not gallery:
            return {}
        image, key = gallery[0].image, (gallery[0].image_id, page.locale_code)
        if key not in self.pictures:
            self.pictures[key] = card_picture(image)
        return self.pictures[key]

    def categories_of(self, page: ProductPage) -> list[CategoryPage]:
        """Return all categories that list the page: those above it, and the chosen ones with those above them."""
        places = [page.path[: -Page.steplen], *self.other_paths.get(page.pk, ())]
        paths = dict.fromkeys(path for place in places for path in _paths_to(place))
        return [self.categories[path] for path in paths if path in self.categories]


@dataclass(frozen=True)
class _PutOff:
    """What is to be refreshed at the end of a block."""

    pages: set[int] = field(default_factory=set)
    products: set[int] = field(default_factory=set)


@contextmanager
def refreshed_together() -> Iterator[None]:
    """Put off the refreshing of rows to the end of the block: an import touches every product several times.

    Call it outside a transaction. What a crash keeps from being refreshed is put right by the sweep (repair_listing).
    """
    outer = _put_off.get()
    collected = _PutOff()
    token = _put_off.set(collected)
    try:
        yield
    finally:
        _put_off.reset(token)
        if outer is None:
            refresh_pages(collected.pages.union(_pages_of(collected.products)))
        else:
            outer.pages.update(collected.pages)
            outer.products.update(collected.products)


def refresh_pages(page_ids: Iterable[int]) -> None:
    """Make the rows of these product pages what they should be now: written, rewritten or removed."""
    put_off = _put_off.get()
    if put_off is not None:
        put_off.pages.update(page_ids)
        return
    ids = iter(sorted(set(page_ids)))
    while chunk := list(islice(ids, CHUNK)):
        _refresh_chunk(chunk)


def refresh_products(product_ids: Iterable[int]) -> None:
    """Refresh the rows of all pages that show these products."""
    put_off = _put_off.get()
    if put_off is not None:
        put_off.products.update(product_ids)
        return
    refresh_pages(_pages_of(product_ids))


def _pages_of(product_ids: Iterable[int]) -> QuerySet[ProductPage, int]:
    return ProductPage.objects.filter(product_id__in=list(product_ids)).values_list("pk", flat=True)


def refresh_below(page: Page) -> None:
    """Refresh the rows of every product page that stands at or below this page of the tree or is listed there besides."""
    refresh_pages(pages_listed_below(page))


def pages_listed_below(page: Page) -> list[int]:
    """Return the product pages at or below a page of the tree, and those that chose a category there in any language."""
    below = ProductPage.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)
    categories = CategoryPage.objects.descendant_of(page, inclusive=True)
    keys = categories.order_by().values("translation_key")
    besides = OtherCategory.objects.filter(category__translation_key__in=keys)
    return [*below, *besides.values_list("page_id", flat=True)]


def refresh_picture(image_id: int) -> None:
    """Refresh the rows of the pages that show this picture, because a row holds the addresses of its renditions."""
    refresh_pages(ProductPage.objects.filter(gallery__image=image_id).values_list("pk", flat=True))


def refresh_turned_availability() -> int:
    """Refresh the rows that say "in stock" of what is sold out, or the reverse; return how many there were."""
    to_sell = Variant.objects.filter(
        product=OuterRef("product"), archived_at__isnull=True, stock__on_hand__gt=F("stock__reserved")
    )
    wrong = ListingEntry.objects.annotate(to_sell=Exists(to_sell)).exclude(in_stock=F("to_sell"))
    page_ids = list(wrong.values_list("pk", flat=True))
    refresh_pages(page_ids)
    return len(page_ids)


@transaction.atomic
def refresh_sold() -> int:
    """Write the units sold lately (ProductSales) into the rows where they differ, and return how many there were."""
    units = ProductSales.objects.filter(product=OuterRef("product")).values("units")
    wrong = ListingEntry.objects.annotate(units=Coalesce(Subquery(units), 0)).exclude(sold=F("units"))
    # Locked in the order in which a refresh locks them, so that the two never wait for each other in a circle.
    ids = list(wrong.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return ListingEntry.objects.filter(pk__in=ids).update(sold=Coalesce(Subquery(units), 0))


def rebuild_listing() -> int:
    """Refresh every row, add those that are missing, and return how many there are afterwards."""
    refresh_pages(ProductPage.objects.values_list("pk", flat=True))
    return ListingEntry.objects.count()


@transaction.atomic
def _refresh_chunk(page_ids: Sequence[int]) -> None:
    list(ListingEntry.objects.select_for_update().filter(pk__in=page_ids).order_by("pk").values_list("pk"))
    pages = _listable_pages(page_ids)
    sources = _sources(pages)
    entries = [entry for entry in (_entry(page, sources) for page in pages) if entry]
    ListingEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["page"], update_fields=_WRITTEN
    )
    kept = {entry.pk for entry in entries}
    ListingEntry.objects.filter(pk__in=[pk for pk in page_ids if pk not in kept]).delete()


def _listable_pages(page_ids: Sequence[int]) -> list[ProductPage]:
    image = Prefetch("image", with_card_renditions(ShopImage.objects.all()))
    gallery = Prefetch(
        "gallery", ProductPageImage.objects.prefetch_related(image).order_by("sort_order", "pk")
    )
    pages = ProductPage.objects.filter(pk__in=page_ids, live=True, product__archived_at__isnull=True)
    found = list(
        pages.exclude(product=None)
        .select_related("product", "locale")
        .prefetch_related(gallery)
        .order_by("pk")
    )
    # Every page would ask the cache for itself before it knows its address.
    roots = Site.get_site_root_paths() if found else []
    for page in found:
        page._wagtail_cached_site_root_paths = roots
    return found


def _sources(pages: Sequence[ProductPage]) -> _Sources:
    values = Prefetch("values", OptionValue.objects.select_related("option"))
    variants: dict[int, list[Variant]] = {}
    for variant in (
        Variant.objects.filter(product__in={page.product_id for page in pages}, archived_at__isnull=True)
        .select_related("stock")
        .prefetch_related(values)
        .order_by("position", "pk")
    ):
        variants.setdefault(variant.product_id, []).append(variant)
    other_paths = _other_paths(pages)
    places = [page.path[: -Page.steplen] for page in pages]
    places += [path for paths in other_paths.values() for path in paths]
    wanted = {path for place in places for path in _paths_to(place)}
    categories = CategoryPage.objects.filter(path__in=wanted).only("path", "title")
    sold = ProductSales.objects.filter(product__in={page.product_id for page in pages})
    return _Sources(
        variants=variants,
        categories={category.path: category for category in categories},
        other_paths=other_paths,
        sold=dict(sold.values_list("product_id", "units")),
    )


def _other_paths(pages: Sequence[ProductPage]) -> dict[int, list[str]]:
    """Return where else each page is listed: the chosen categories' paths in the page's own language."""
    chosen = OtherCategory.objects.filter(page__in=[page.pk for page in pages])
    keys: dict[int, list[uuid.UUID]] = {}
    for page_id, key in chosen.values_list("page_id", "category__translation_key").order_by("sort_order"):
        keys.setdefault(page_id, []).append(key)
    twins = CategoryPage.objects.filter(
        translation_key__in={key for found in keys.values() for key in found}, live=True
    )
    by_language = {
        (key, locale_id): path
        for key, locale_id, path in twins.values_list("translation_key", "locale_id", "path")
    }
    return {
        page.pk: [
            by_language[key, page.locale_id]
            for key in keys.get(page.pk, ())
            if (key, page.locale_id) in by_language
        ]
        for page in pages
    }


def _paths_to(place: str) -> list[str]:
    """Return the paths of a page and of all pages above it."""
    return [place[:end] for end in range(Page.steplen, len(place) + 1, Page.steplen)]


def _entry(page: ProductPage, sources: _Sources) -> ListingEntry | None:
    """Return the row of a page, or None while the page has nothing to sell or no address."""
    product, url = page.product, page.get_url()
    variants = sources.variants.get(page.product_id, [])
    if product is None or not variants or not url:
        return None
    categories = sources.categories_of(page)
    with translation.override(page.locale.language_code):
        return ListingEntry(
            page=page,
            product=product,
            locale_code=page.locale.language_code,
            category_ids=[category.pk for category in categories],
            title=page.title,
            url=url,
            summary=page.summary,
            brand=product.brand,
            variant_count=len(variants),
            in_stock=any(_available(variant) > 0 for variant in variants),
            sold=sources.sold.get(page.product_id, 0),
            picture=sources.picture_of(page),
            search_vector=_search_vector(page, product.brand, variants, categories),
            first_published_at=page.first_published_at,
            **_price_columns(variants),
        )


def _price_columns(variants: Sequence[Variant]) -> dict[str, Any]:
    """Return the price and reduction of the variant that is the cheapest now.

    Where the variants differ, another one may be the cheapest once a reduction has begun or ended. The row therefore keeps
    the terms of all of them, and lists read the price of the moment (ListingEntry.prices_at); the columns are what they
    are sorted by.
    """
    now = timezone.now()
    lowest = min(variants, key=lambda variant: lowest_first(effective_price(variant, now)))
    terms = dict.fromkeys(Terms.of(variant) for variant in variants)
    return {
        "price": lowest.price,
        "reduced_price": lowest.reduced_price,
        "reduced_from": lowest.reduced_from,
        "reduced_until": lowest.reduced_until,
        "prior_price": lowest.prior_price,
        "content_quantity": lowest.content_quantity,
        "content_unit": lowest.content_unit,
        "price_varies": len({term.asked for term in terms}) > 1,
        "price_terms": [term.as_json() for term in terms] if len(terms) > 1 else [],
    }


def _available(variant: Variant) -> int:
    stock = getattr(variant, "stock", None)
    return stock.available if stock else 0


def _search_vector(
    page: ProductPage, brand: str, variants: Sequence[Variant], categories: Sequence[CategoryPage]
) -> Cast:
    labels = {value.label: None for variant in variants for value in variant.values.all()}
    facts = " ".join(f"{fact.value['name']} {fact.value['value']}" for fact in page.facts)
    literal = search_vector(
        [
            ("A", page.title),
            ("A", " ".join(variant.sku or "" for variant in variants)),
            ("B", brand),
            ("B", " ".join(category.title for category in categories)),
            ("B", " ".join(labels)),
            ("C", page.summary),
            ("D", f"{facts} {plain_text(page.description)}"),
        ]
    )
    return Cast(Value(literal), SearchVectorField())
