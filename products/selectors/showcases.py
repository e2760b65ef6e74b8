"""What the blocks of a page show, looked up for all of them at once instead of block by block."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Value, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue

from core.models import ShopImage
from products.models import CategoryPage, ListingEntry, ProductPage
from products.prices import reduced_at
from products.selectors.listing import entries, entries_in, sorted_entries, with_prices


@dataclass(frozen=True)
class CategoryCard:
    title: str
    url: str
    text: str
    image: ShopImage | None


@dataclass(frozen=True)
class Showcase:
    """The products and categories that the blocks of a page name, in the page's language.

    Whatever is unpublished, archived or not translated is simply not in it, and its block shows less or nothing.
    """

    by_product: dict[int, ListingEntry] = field(default_factory=dict)
    by_row: dict[int, list[ListingEntry]] = field(default_factory=dict)
    categories: dict[str, CategoryPage] = field(default_factory=dict)

    def entry(self, page: ProductPage | None) -> ListingEntry | None:
        return self.by_product.get(page.product_id) if page and page.product_id else None

    def row(self, value: StructValue) -> list[ListingEntry]:
        """Return the products of a product_row, at most as many as it asks for."""
        if value["source"] != "picked":
            return self.by_row.get(id(value), [])
        picked = [self.entry(page) for page in value["products"]]
        return [entry for entry in dict.fromkeys(picked) if entry][: value["count"]]

    def cards(self, value: StructValue, request: HttpRequest | None = None) -> list[CategoryCard]:
        """Return the cards of a category_row, without the categories that nobody can open."""
        cards = []
        for card in value["categories"]:
            chosen = card["category"]
            category = self.categories.get(str(chosen.translation_key)) if chosen else None
            url = category.get_url(request) if category else None
            if category and url:
                image = card["image"] or category.hero_image
                cards.append(CategoryCard(title=category.title, url=url, text=card["text"], image=image))
        return cards


def showcase(body: StreamValue, language: str) -> Showcase:
    """Look up everything that the blocks of `body` show, in at most five queries whatever their number.

    Pictures get their renditions prefetched as well.
    """
    structs = list(_structs(body))
    rows = [struct for struct in structs if "source" in struct]
    chosen = [struct["product"] for struct in structs if isinstance(struct.get("product"), ProductPage)]
    chosen += [page for row in rows for page in row["products"] if isinstance(page, ProductPage)]
    categories = [
        struct["category"] for struct in structs if isinstance(struct.get("category"), CategoryPage)
    ]
    twins = _categories({page.translation_key for page in categories}, language)
    by_product = _entries_of({page.product_id for page in chosen if page.product_id}, language)
    by_row = _automatic_rows([row for row in rows if row["source"] != "picked"], twins, language)
    images = [value for struct in structs for value in struct.values() if isinstance(value, ShopImage)]
    images += [twin.hero_image for twin in twins.values() if twin.hero_image]
    prefetch_related_objects(images, "renditions")
    with_prices([*by_product.values(), *(entry for row in by_row.values() for entry in row)])
    return Showcase(by_product=by_product, by_row=by_row, categories=twins)


def _structs(value: Any) -> Iterator[StructValue]:
    """Yield every struct inside a stream, from the outside in."""
    if isinstance(value, StructValue):
        yield value
        for inner in value.values():
            yield from _structs(inner)
    elif isinstance(value, StreamValue):
        for child in value:
            yield from _structs(child.value)
    elif isinstance(value, ListValue):
        for inner in value:
            yield from _structs(inner)


def _entries_of(product_ids: Iterable[int], language: str) -> dict[int, ListingEntry]:
    return {entry.product_id: entry for entry in entries(language).filter(product__in=product_ids)}


def _categories(keys: Iterable[Any], language: str) -> dict[str, CategoryPage]:
    """Return the live categories with these translation keys in the language, by key."""
    found = CategoryPage.objects.filter(
        translation_key__in=keys, locale__language_code=language, live=True
    ).select_related("hero_image")
    return {str(category.translation_key): category for category in found.defer("body")}


def _automatic_rows(
    rows: list[StructValue], categories: dict[str, CategoryPage], language: str
) -> dict[int, list[ListingEntry]]:
    """Return the newest or reduced products of each row, by the identity of its value; one query for all rows."""
    now = timezone.now()
    queries = []
    for number, row in enumerate(rows):
        chosen = row["category"]
        category = categories.get(str(chosen.translation_key)) if chosen else None
        if chosen and not category:
            continue
        found = entries_in(category.pk, language) if category else entries(language)
        if row["source"] == "reduced":
            found = found.filter(reduced_at(now))
        found = sorted_entries(found.filter(in_stock=True)).annotate(row=Value(number))
        queries.append(found[: row["count"]])
    if not queries:
        return {}
    shown: dict[int, list[ListingEntry]] = {id(row): [] for row in rows}
    # A union keeps no order of its own; the sort is the one of each part.
    for entry in sorted(queries[0].union(*queries[1:], all=True), key=_newest_first):
        shown[id(rows[entry.row])].append(entry)
    return shown


def _newest_first(entry: ListingEntry) -> tuple[bool, float, int]:
    published = entry.first_published_at
    return published is None, -published.timestamp() if published else 0.0, -entry.pk
