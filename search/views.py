"""Search: products of the listing and articles of the journal, in the language of the page."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.paginator import ShopPaginator
from products.search_words import query_stems
from products.selectors import entries, search_entries, sorted_entries, with_prices
from search.selectors import find_articles

ENTRIES_PER_PAGE = 24
MAX_QUERY_LENGTH = 100
SUGGESTIONS = 4


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found; with nothing found, or nothing to look for, the newest products.

    Context: query, entries, page_obj, articles, suggestions, query_string (for page links), title.
    """
    language = get_language() or ""
    # PostgreSQL takes no NUL in a text; everything else that is typed is only ever compared.
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:MAX_QUERY_LENGTH]
    stems = query_stems(query)
    page_obj = ShopPaginator(search_entries(stems, language), ENTRIES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    found = with_prices(page_obj.object_list)
    articles = find_articles(stems, language) if page_obj.number == 1 else []
    suggestions = [] if found or articles else with_prices(_newest(language))
    context = {
        "title": _("Search"),
        "query": query,
        "entries": found,
        "page_obj": page_obj,
        "articles": articles,
        "suggestions": suggestions,
        "query_string": urlencode({"q": query}),
    }
    return render(request, "search/results.html", context)


def _newest(language: str):
    return sorted_entries(entries(language).filter(in_stock=True))[:SUGGESTIONS]
