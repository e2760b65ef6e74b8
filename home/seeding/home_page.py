"""The home page: the first page to be made and the last to be filled, because it shows all the others."""

from typing import Any

from home.seeding import pages
from home.seeding.blocks import stream
from home.seeding.data import SOURCE, load
from home.seeding.shop import DemoShop


def fill_home(shop: DemoShop) -> None:
    """Give the home page its blocks and publish it, unless it is live."""
    home = shop.home
    if home.live:
        return
    for name, value in _fields(shop)(SOURCE).items():
        setattr(home, name, value)
    pages.publish(shop, home)


def translate_home(shop: DemoShop) -> None:
    pages.translate(shop, "home", _fields(shop))


def _fields(shop: DemoShop) -> pages.Fields:
    texts = load("home")

    def fields(language: str) -> dict[str, Any]:
        return pages.seo(texts, language) | {
            "search_image": shop.image(texts["search_image"]),
            "body": stream(shop, "home", texts["body"], language),
        }

    return fields
