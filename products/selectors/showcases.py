"""What the blocks of a page show, looked up for all of them at once instead of block by block."""

from collections.abc import Collection, Iterable, Iterator, Sequence
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
from products.selectors.listing import BEST_SELLING, NEWEST, entries, entries_in, sorted_entries, with_prices


@dataclass(frozen=True)
class CategoryCard:
    title: str
    url: str
    text: str
    image: ShopImage | None


@dataclass(frozen=True)
class Spot:
    """A product and where it stands in a picture, in percent of its width and height."""

    number: int
    entry: ListingEntry
    x: int
    y: int


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

    def entries(self, pages: Iterable[ProductPage | None]) -> list[ListingEntry]:
        """Return the entries of those of the pages that can be opened, in their order."""
        return [entry for entry in map(self.entry, pages) if entry]

    def of_products(self, product_ids: Iterable[int]) -> list[ListingEntry]:
        """Return the entries of those of the products that can be opened, in their order."""
        return [self.by_product[pk] for pk in product_ids if pk in self.by_product]

    def row(self, value: StructValue) -> list[ListingEntry]:
        """Return the products of a product_row, at most as many as it asks for.

        Those picked by hand come first, each once; a category fills up what they leave free.
        """
        picked = self.entries(value["products"]) if value["source"] == "picked" else []
        return list(dict.fromkeys([*picked, *self.by_row.get(id(value), ())]))[: value["count"]]

    def spots(self, value: StructValue) -> list[Spot]:
        """Return the spots of a shoppable_picture, numbered from 1, without products that nobody can open."""
        found = [(self.entry(spot["product"]), spot["x"], spot["y"]) for spot in value["spots"]]
        shown = ((entry, x, y) for entry, x, y in found if entry)
        return [Spot(number, entry, x, y) for number, (entry, x, y) in enumerate(shown, start=1)]

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


def showcase(
    body: StreamValue | Sequence[StreamValue], language: str, products: Iterable[int] = ()
) -> Showcase:
    """Look up everything that the blocks of one or more streams show, in at most five queries whatever their number.

    `products` are further products by id, which the page shows besides. Pictures get their renditions prefetched as well.
    """
    structs = list(_structs(body))
    rows = [struct for struct in structs if "source" in struct]
    chosen = [struct["product"] for struct in structs if isinstance(struct.get("product"), ProductPage)]
    chosen += [page for row in rows for page in row["products"] if isinstance(page, ProductPage)]
    categories = [
        struct["category"] for struct in structs if isinstance(struct.get("category"), CategoryPage)
    ]
    twins = _categories({page.translation_key for page in categories}, language)
    wanted = {page.product_id for page in chosen if page.product_id} | set(products)
    by_product = _entries_of(wanted, language)
    by_row = _automatic_rows(
        [row for row in rows if row["source"] != "picked" or row["category"]], twins, language
    )
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
    elif isinstance(value, ListValue | list | tuple):
        for inner in value:
            yield from _structs(inner)


def _entries_of(product_ids: set[int], language: str) -> dict[int, ListingEntry]:
    if not product_ids:
        return {}
    return {entry.product_id: entry for entry in entries(language).filter(product__in=product_ids)}


def _categories(keys: Collection[Any], language: str) -> dict[str, CategoryPage]:
    """Return the live categories with these translation keys in the language, by key."""
    if not keys:
        return {}
    found = CategoryPage.objects.filter(
        translation_key__in=keys, locale__language_code=language, live=True
    ).select_related("hero_image")
    return {str(category.translation_key): category for category in found.defer("above", "body")}


def _automatic_rows(
    rows: list[StructValue], categories: dict[str, CategoryPage], language: str
) -> dict[int, list[ListingEntry]]:
    """Return the newest, reduced or best selling products of each row, by the identity of its value; one query for all.

    Of a row picked by hand: the best selling ones of its category, to fill it up with. Nothing sold out is among them.
    """
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
        found = sorted_entries(found.filter(in_stock=True), _order(row)).annotate(row=Value(number))
        # A row that is filled up may find all of its own products here first.
        queries.append(found[: row["count"] + len(row["products"])])
    if not queries:
        return {}
    shown: dict[int, list[ListingEntry]] = {id(row): [] for row in rows}
    # A union keeps no order of its own; the sort is the one of each part.
    for entry in sorted(queries[0].union(*queries[1:], all=True), key=_newest_first):
        shown[id(rows[entry.row])].append(entry)
    for row in rows:
        if _order(row) == BEST_SELLING:
            shown[id(row)].sort(key=lambda entry: -entry.sold)
    return shown


def _order(row: StructValue) -> str:
    return BEST_SELLING if row["source"] in ("best", "picked") else NEWEST


def _newest_first(entry: ListingEntry) -> tuple[bool, float, int]:
    published = entry.first_published_at
    return published is None, -published.timestamp() if published else 0.0, -entry.pk
