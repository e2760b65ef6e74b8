"""Reading the listing: categories, search, rows of products. No tree is walked and no page is loaded (DESIGN §4)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    F,
    FloatField,
    Func,
    IntegerField,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.utils import timezone

from products.models import ListingEntry
from products.prices import lowest_first, price_at
from products.search_words import prefix_query

NEWEST, PRICE_UP, PRICE_DOWN, BEST_SELLING = "newest", "price", "-price", "popular"


def entries(language: str) -> QuerySet[ListingEntry]:
    """Return everything that is listed in a language, without the columns that only the database reads."""
    return ListingEntry.objects.filter(locale_code=language).defer("search_vector", "category_ids")


def entries_in(category_id: int, language: str) -> QuerySet[ListingEntry]:
    """Return what is listed in a category and all categories below it; a category's id is the id of its page."""
    return entries(language).filter(category_ids__contains=[category_id])


def sorted_entries(
    found: QuerySet[ListingEntry], order: str = NEWEST, moment: datetime | None = None
) -> QuerySet[ListingEntry]:
    """Sort by the price that holds at `moment`, by what sold lately or by first publication.

    Equal ones are sorted by page, so that no page of a list repeats one.
    """
    newest_first = (F("first_published_at").desc(nulls_last=True), "-page")
    if order == NEWEST:
        return found.order_by(*newest_first)
    if order == BEST_SELLING:
        return found.order_by("-sold", "page")
    price = price_at(moment or timezone.now())
    return found.order_by(price.desc() if order == PRICE_DOWN else price.asc(), "page")


def pinned_first(found: QuerySet[ListingEntry], product_ids: Sequence[int]) -> QuerySet[ListingEntry]:
    """Put these products, in this order, before the rest of a sorted list; one of them that is not in it changes nothing."""
    if not product_ids:
        return found
    place = Func(
        Value(list(product_ids), output_field=ArrayField(BigIntegerField())),
        F("product"),
        function="array_position",
        output_field=IntegerField(),
    )
    return found.order_by(place.asc(nulls_last=True), *found.query.order_by)


def search_entries(stems: Iterable[str], language: str) -> QuerySet[ListingEntry]:
    """Return what has, for each stem, a word that begins with it; the best match first, what is in stock before the rest.

    Takes the result of products.search_words.query_stems; without any stem nothing is found.
    """
    literal = prefix_query(stems)
    if not literal:
        return entries(language).none()
    query = Cast(Value(literal), SearchQueryField())
    matches = Func(
        F("search_vector"), query, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField()
    )
    rank = Func(F("search_vector"), query, function="ts_rank", output_field=FloatField())
    return entries(language).filter(matches).order_by(rank.desc(), "-in_stock", "page")


def with_prices(found: Iterable[ListingEntry], moment: datetime | None = None) -> list[ListingEntry]:
    """Return the entries with the exact price at `moment` in `price_now`, and whether it varies in `price_varies`.

    An entry's columns hold the variant that was the cheapest when the row was written, and what a list is sorted by. Where
    the variants differ, a reduction that begins or ends may make another one the cheapest; the row knows their prices.
    """
    moment = moment or timezone.now()
    rows = list(found)
    for entry in rows:
        prices = entry.prices_at(moment)
        entry.price_now = min(prices, key=lowest_first)
        entry.price_varies = len({price.amount for price in prices}) > 1
    return rows
