"""The journal and its articles."""

from functools import partial
from typing import Any

from home.models import ArticleIndexPage, ArticlePage
from home.seeding import pages
from home.seeding.blocks import stream
from home.seeding.data import articles, load
from home.seeding.shop import DemoShop


def add_journal(shop: DemoShop) -> None:
    pages.ensure(shop, "journal", ArticleIndexPage, "home", partial(_index_fields, shop))
    for article in articles():
        pages.ensure(
            shop, f"article:{article['key']}", ArticlePage, "journal", _article_fields(shop, article)
        )


def translate_journal(shop: DemoShop) -> None:
    pages.translate(shop, "journal", partial(_index_fields, shop))
    for article in articles():
        pages.translate(shop, f"article:{article['key']}", _article_fields(shop, article))


def _index_fields(shop: DemoShop, language: str) -> dict[str, Any]:
    texts = load("journal/index")
    return pages.seo(texts, language) | {
        "introduction": texts["introduction"][language],
        "body": stream(shop, "journal", texts["body"], language),
        "show_in_menus": True,
    }


def _article_fields(shop: DemoShop, article: dict[str, Any]) -> pages.Fields:
    def fields(language: str) -> dict[str, Any]:
        return pages.seo(article, language) | {
            "lead": article["lead"][language].strip(),
            "hero_image": shop.image(article["hero_image"]),
            "author": article["author"][language],
            "date": article["date"],
            "body": stream(shop, f"article/{article['key']}", article["body"], language),
        }

    return fields
