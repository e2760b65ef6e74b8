"""What the templates of the home page and the journal get."""

from typing import Any

from django.db.models import F, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from wagtail.blocks import StreamValue

from core.pages import provides_context
from core.paginator import ShopPaginator
from home.models import ArticleIndexPage, ArticlePage, HomePage
from products.selectors import showcase

ARTICLES_PER_PAGE = 13
MORE_ARTICLES = 2


@provides_context(HomePage)
def home_page(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Give the showcase and the newest articles, as many as the longest journal row wants."""
    return {
        "showcase": showcase(page.body, page.language),
        "newest_articles": _newest_for(page.body, page.language),
    }


@provides_context(ArticlePage)
def article_page(page: ArticlePage, request: HttpRequest) -> dict[str, Any]:
    """Give the showcase and `more`: two other articles, the newest first."""
    others = _with_pictures(_articles(page.language).exclude(pk=page.pk)[:MORE_ARTICLES])
    return {"showcase": showcase(page.body, page.language), "more": others}


@provides_context(ArticleIndexPage)
def article_index_page(page: ArticleIndexPage, request: HttpRequest) -> dict[str, Any]:
    """Give articles of this journal, the newest first, page_obj, and the showcase of what stands below them."""
    found = _articles(page.language).child_of(page)
    page_obj = ShopPaginator(found, ARTICLES_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "articles": _with_pictures(page_obj.object_list),
        "page_obj": page_obj,
        "showcase": showcase(page.body, page.language),
    }


def _articles(language: str) -> QuerySet[ArticlePage]:
    newest_first = (F("date").desc(nulls_last=True), F("first_published_at").desc(nulls_last=True), "-pk")
    found = ArticlePage.objects.live().filter(locale__language_code=language)
    return found.select_related("hero_image").defer("body").order_by(*newest_first)


def _newest_for(body: StreamValue, language: str) -> list[ArticlePage]:
    wanted = max((block.value["count"] for block in body if block.block_type == "journal_row"), default=0)
    return _with_pictures(_articles(language)[:wanted]) if wanted else []


def _with_pictures(articles: QuerySet[ArticlePage]) -> list[ArticlePage]:
    found = list(articles)
    prefetch_related_objects([article.hero_image for article in found if article.hero_image], "renditions")
    return found
