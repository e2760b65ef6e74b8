"""The category tree."""

from typing import Any

from home.seeding import pages
from home.seeding.blocks import stream
from home.seeding.data import SOURCE, categories
from home.seeding.shop import DemoShop
from products.models import CategoryPage, FeaturedProduct, PinnedProduct
from products.models.pages import CategoryProduct


def add_categories(shop: DemoShop) -> None:
    """Make the categories that are missing, without what they show: the products stand below them."""
    for texts, parent in categories():
        name = f"category:{texts['key']}"
        if not pages.find(shop, name, CategoryPage):
            pages.publish(shop, pages.make(shop, name, CategoryPage, parent, _words(shop, texts)(SOURCE)))
            shop.new_categories.add(name)


def furnish_categories(shop: DemoShop) -> None:
    """Give the categories of this run their blocks and the products in front."""
    for texts, _parent in categories():
        name = f"category:{texts['key']}"
        shows_something = texts.keys() & {"above", "body", "featured", "pinned"}
        if name not in shop.new_categories or not shows_something:
            continue
        page = CategoryPage.objects.get(pk=shop.page(name).pk)
        for field, value in _blocks(shop, texts, SOURCE).items():
            setattr(page, field, value)
        page.featured_products = _in_front(shop, FeaturedProduct, texts.get("featured", []))
        page.pinned_products = _in_front(shop, PinnedProduct, texts.get("pinned", []))
        page.save_revision(log_action=False).publish()


def translate_categories(shop: DemoShop) -> None:
    for texts, _parent in categories():
        pages.translate(shop, f"category:{texts['key']}", _fields(shop, texts))


def _in_front(shop: DemoShop, model: type[CategoryProduct], keys: list[str]) -> list[CategoryProduct]:
    return [
        model(product_page=shop.page(f"product:{key}"), sort_order=number) for number, key in enumerate(keys)
    ]


def _blocks(shop: DemoShop, texts: dict[str, Any], language: str) -> dict[str, str]:
    return {
        field: stream(shop, f"category/{texts['key']}/{field}", texts.get(field, []), language)
        for field in ("above", "body")
    }


def _fields(shop: DemoShop, texts: dict[str, Any]) -> pages.Fields:
    words = _words(shop, texts)
    return lambda language: words(language) | _blocks(shop, texts, language)


def _words(shop: DemoShop, texts: dict[str, Any]) -> pages.Fields:
    def fields(language: str) -> dict[str, Any]:
        return pages.seo(texts, language) | {
            "introduction": texts["intro"][language].strip(),
            "hero_image": shop.image(texts["image"]),
            "show_in_menus": True,
        }

    return fields
