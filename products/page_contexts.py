"""What the templates of categories and products get."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, Value, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page

from core.pages import provides_context
from core.paginator import ShopPaginator
from products.models import CategoryPage, FeaturedProduct, PinnedProduct, ProductPage
from products.restock_forms import restock_form
from products.selectors import (
    NEWEST,
    PRICE_DOWN,
    PRICE_UP,
    VariantChoice,
    entries_in,
    pinned_first,
    related,
    showcase,
    sorted_entries,
    variant_choices,
    with_prices,
)
from products.structured_data import product_data

ENTRIES_PER_PAGE = 24
# The root stands at depth 1, the home page at 2, a department of the shop at 3.
DEPARTMENT = 3
# What a list is sorted by while nobody asked for an order and a marketer pinned products.
OUR_CHOICE = "choice"
SORT_ORDERS = (NEWEST, PRICE_UP, PRICE_DOWN)


@provides_context(CategoryPage)
def category_page(page: CategoryPage, request: HttpRequest) -> dict[str, Any]:
    """Give subcategories (dicts of title, url, current), featured, entries and page_obj, the sort orders, and the showcase.

    `sort` is one of `sort_orders` and comes from the address; without one there, the pinned products come first.
    `query_string` is what page links have to keep. `featured` is for the first page of the plain address only.
    """
    featured, pinned = _in_front(page, request)
    default = OUR_CHOICE if pinned else NEWEST
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORT_ORDERS else default
    found = sorted_entries(entries_in(page.pk, page.language), NEWEST if sort == OUR_CHOICE else sort)
    if sort == OUR_CHOICE:
        found = pinned_first(found, pinned)
    page_obj = ShopPaginator(found, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    plain = page_obj.number == 1 and sort == default
    featured = featured if plain else []
    shown = showcase([page.above, page.body], page.language, products=featured)
    return {
        "subcategories": _subcategories(page, request),
        "featured": shown.of_products(featured),
        "entries": with_prices(page_obj.object_list),
        "page_obj": page_obj,
        "sort": sort,
        "default_sort": default,
        "query_string": "" if sort == default else f"sort={sort}",
        "showcase": shown,
    }


def _in_front(page: CategoryPage, request: HttpRequest) -> tuple[list[int], list[int]]:
    """Return the products that a marketer featured and those pinned, in their order; in a preview those of the draft.

    Products and not pages: a category that was translated still names the pages of the language it was translated from.
    """
    columns = ("sort_order", "id", "product_page__product")
    if getattr(request, "is_preview", False):
        drafts = (page.featured_products, page.pinned_products)
        featured, pinned = (rows.order_by("sort_order").values_list(*columns) for rows in drafts)
        return _products(featured), _products(pinned)
    saved = [
        model.objects.filter(page=page.pk).order_by().annotate(kind=Value(kind)).values_list("kind", *columns)
        for kind, model in enumerate((FeaturedProduct, PinnedProduct))
    ]
    both = sorted(saved[0].union(saved[1], all=True), key=lambda row: (row[1] or 0, row[2]))
    featured, pinned = ([row[1:] for row in both if row[0] == kind] for kind in (0, 1))
    return _products(featured), _products(pinned)


def _products(rows: Iterable[tuple[int | None, int | None, int | None]]) -> list[int]:
    return [product for product in dict.fromkeys(row[2] for row in rows) if product is not None]


@provides_context(ProductPage)
def product_page(page: ProductPage, request: HttpRequest) -> dict[str, Any]:
    """Give product, variants and the selected one (VariantChoice), gallery, related (Related), add_url, in_stock (whether any
    variant is), restock_form (None while nothing is sold out) and restock_url, the showcase and structured_data (for `json_ld`).

    `?variant=<public id>` selects a variant; else the first one that can be had, else the first. `selected` is None
    while there is nothing to sell.
    """
    preview = getattr(request, "is_preview", False)
    variants = variant_choices(page.product_id, page.language, preview=preview) if page.product_id else []
    selected = _selected(variants, request.GET.get("variant", ""))
    prefetch_related_objects([picture.image for picture in page.pictures], "renditions")
    return {
        # The one that came with the variants knows its manufacturer.
        "product": variants[0].product if variants else SimpleLazyObject(lambda: page.product),
        "variants": variants,
        "selected": selected,
        "gallery": page.pictures,
        "related": related(
            product_id=page.product_id,
            language=page.language,
            category_ids=[above.pk for above in page.trail if above.depth >= DEPARTMENT],
        )
        if page.product_id
        else None,
        "add_url": reverse("cart-add"),
        "in_stock": any(variant.in_stock for variant in variants),
        "restock_form": restock_form(variants, chosen=selected),
        "restock_url": reverse("restock"),
        "showcase": showcase(page.body, page.language),
        "structured_data": product_data(page, variants, request),
    }


def _selected(variants: list[VariantChoice], wanted: str) -> VariantChoice | None:
    asked_for = [variant for variant in variants if str(variant.public_id) == wanted]
    at_hand = [variant for variant in variants if variant.in_stock]
    return next(iter([*asked_for, *at_hand, *variants]), None)


def _subcategories(page: CategoryPage, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the shelves of this part of the shop: those below the page, or for the lowest level those beside it.

    What stands beside a department, right below the home page, is in the menu.
    """
    below = Q(path__startswith=page.path, depth=page.depth + 1)
    beside = Q(path__startswith=page.path[: -Page.steplen], depth=page.depth)
    shelves = CategoryPage.objects.live().filter(below | beside).defer("above", "body").order_by("path")
    levels: dict[int, list[dict[str, Any]]] = {page.depth: [], page.depth + 1: []}
    for shelf in shelves:
        item = {"title": shelf.title, "url": shelf.get_url(request), "current": shelf.pk == page.pk}
        levels[shelf.depth].append(item)
    return levels[page.depth + 1] or (levels[page.depth] if page.depth > DEPARTMENT else [])
