"""The category tree."""

from typing import Any

from home.seeding import pages
from home.seeding.data import categories
from home.seeding.shop import DemoShop
from products.models import CategoryPage


def add_categories(shop: DemoShop) -> None:
    for texts, parent in categories():
        name = f"category:{texts['key']}"
        pages.ensure(shop, name, CategoryPage, parent, _fields(shop, texts))


def translate_categories(shop: DemoShop) -> None:
    for texts, _parent in categories():
        pages.translate(shop, f"category:{texts['key']}", _fields(shop, texts))


def _fields(shop: DemoShop, texts: dict[str, Any]) -> pages.Fields:
    def fields(language: str) -> dict[str, Any]:
        return pages.seo(texts, language) | {
            "introduction": texts["intro"][language].strip(),
            "hero_image": shop.image(texts["image"]),
            "show_in_menus": True,
        }

    return fields
