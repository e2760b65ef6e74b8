"""What the templates of categories and products get."""

from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page

from core.pages import provides_context
from core.paginator import ShopPaginator
from products.models import CategoryPage, ProductPage
from products.selectors import (
    NEWEST,
    PRICE_DOWN,
    PRICE_UP,
    VariantChoice,
    entries_in,
    related_entries,
    showcase,
    sorted_entries,
    variant_choices,
    with_prices,
)
from products.structured_data import product_data

ENTRIES_PER_PAGE = 24
# The root stands at depth 1, the home page at 2, a department of the shop at 3.
DEPARTMENT = 3
SORT_ORDERS = (NEWEST, PRICE_UP, PRICE_DOWN)


@provides_context(CategoryPage)
def category_page(page: CategoryPage, request: HttpRequest) -> dict[str, Any]:
    """Give subcategories (dicts of title, url, current), entries and page_obj, the sort order, and the showcase.

    `sort` is one of newest, price, -price and comes from the address; `query_string` is what page links have to keep.
    """
    sort = request.GET.get("sort", NEWEST)
    sort = sort if sort in SORT_ORDERS else NEWEST
    found = sorted_entries(entries_in(page.pk, page.language), sort)
    page_obj = ShopPaginator(found, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "subcategories": _subcategories(page, request),
        "entries": with_prices(page_obj.object_list),
        "page_obj": page_obj,
        "sort": sort,
        "query_string": "" if sort == NEWEST else f"sort={sort}",
        "showcase": showcase(page.body, page.language),
    }


@provides_context(ProductPage)
def product_page(page: ProductPage, request: HttpRequest) -> dict[str, Any]:
    """Give product, variants and the selected one (VariantChoice), gallery, related entries, add_url, the showcase and
    structured_data (for `json_ld`).

    `?variant=<public id>` selects a variant; else the first one that can be had, else the first. `selected` is None
    while there is nothing to sell.
    """
    preview = getattr(request, "is_preview", False)
    variants = variant_choices(page.product_id, page.language, preview=preview) if page.product_id else []
    prefetch_related_objects([picture.image for picture in page.pictures], "renditions")
    category = page.trail[-1] if page.trail else None
    related = (
        related_entries(category_id=category.pk, language=page.language, without=page.product_id)
        if category
        else []
    )
    return {
        "product": SimpleLazyObject(lambda: page.product),
        "variants": variants,
        "selected": _selected(variants, request.GET.get("variant", "")),
        "gallery": page.pictures,
        "related": related,
        "add_url": reverse("cart-add"),
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
    shelves = CategoryPage.objects.live().filter(below | beside).defer("body").order_by("path")
    levels: dict[int, list[dict[str, Any]]] = {page.depth: [], page.depth + 1: []}
    for shelf in shelves:
        item = {"title": shelf.title, "url": shelf.get_url(request), "current": shelf.pk == page.pk}
        levels[shelf.depth].append(item)
    return levels[page.depth + 1] or (levels[page.depth] if page.depth > DEPARTMENT else [])
