"""Finding articles of the journal; products are found by products.selectors.search_entries."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db.models import BooleanField, F, FloatField, Func, Value, prefetch_related_objects
from django.db.models.functions import Cast

from products.search_words import prefix_query

MAX_ARTICLES = 6


def find_articles(stems: Sequence[str], language: str) -> list[Any]:
    """Return the published articles of a language that have, for each stem, a word that begins with it; six at most.

    Reads the index that Wagtail keeps of titles and texts (WAGTAILSEARCH_BACKENDS: configuration `simple`). Two queries, the
    second one for the pictures.
    """
    if not stems:
        return []
    query = Cast(Value(prefix_query(stems)), SearchQueryField())
    text = Func(
        F("index_entries__title"),
        F("index_entries__body"),
        template="(%(expressions)s)",
        arg_joiner=" || ",
        output_field=SearchVectorField(),
    )
    matches = Func(text, query, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField())
    rank = Func(text, query, function="ts_rank", output_field=FloatField())
    # By name, as a foreign key would: the journal stands beside search, not below it.
    articles = (
        apps.get_model("home.ArticlePage").objects.live().filter(matches, locale__language_code=language)
    )
    found = list(
        articles.select_related("hero_image")
        .defer("body")
        .order_by(rank.desc(), "-first_published_at")[:MAX_ARTICLES]
    )
    prefetch_related_objects([article.hero_image for article in found if article.hero_image], "renditions")
    return found
