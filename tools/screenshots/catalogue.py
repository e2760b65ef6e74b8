"""Which pages there are to look at, found by following the shop's own links."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page

HREFS = "all => [...new Set(all.map((link) => link.href))]"
# What kind of product a card announces.
CARDS = """all => all.map((card) => ({
  url: card.querySelector("a").href,
  title: card.querySelector("a").textContent.trim(),
  soldOut: card.matches(".product-card--sold-out"),
  reduced: Boolean(card.querySelector(".price--reduced")),
  variants: Boolean(card.querySelector(".product-card__note")),
}))"""
KINDS = {
    "plain": lambda card: not (card["soldOut"] or card["reduced"] or card["variants"]),
    "with-variants": lambda card: card["variants"] and not card["soldOut"],
    "reduced": lambda card: card["reduced"] and not card["soldOut"],
    "sold-out": lambda card: card["soldOut"],
}


@dataclass
class Catalogue:
    """Addresses in one language; `products` has those kinds that the shop has a product of."""

    home: str
    category: str = ""
    subcategory: str = ""
    journal: str = ""
    legal: str = ""
    word: str = ""
    articles: list[str] = field(default_factory=list)
    products: dict[str, str] = field(default_factory=dict)

    @property
    def to_buy(self) -> list[str]:
        """Return products that can be put into a cart."""
        return [url for kind, url in self.products.items() if kind != "sold-out"]


def find(page: Page, home: str) -> Catalogue:
    """Walk the menu of the home page and read what the listings say."""
    found = Catalogue(home=home)
    page.goto(home)
    menu = page.locator("#site-menu")
    tops = menu.locator(".menu__list > .menu__item > .menu__link").evaluate_all(HREFS)
    categories = menu.locator(".menu__list > .menu__item:has(.menu__sub) > .menu__link").evaluate_all(HREFS)
    subcategories = menu.locator(".menu__sub .menu__link").evaluate_all(HREFS)
    legal = page.locator("nav[aria-labelledby=footer-legal] a").evaluate_all(HREFS)
    found.category = next(iter(categories or tops), "")
    found.subcategory = next(iter(subcategories), "")
    found.legal = next(iter(legal), "")
    found.journal = next((url for url in reversed(tops) if url not in categories), "")
    for category in categories or tops:
        _read_cards(page, category, found)
    if found.journal:
        page.goto(found.journal)
        inside = urlsplit(found.journal).path
        articles = page.locator(f"main a[href^='{inside}']").evaluate_all(HREFS)
        found.articles = [url for url in articles if urlsplit(url).path != inside and "#" not in url]
    return found


def _read_cards(page: Page, category: str, found: Catalogue) -> None:
    page.goto(category)
    for card in page.locator(".product-card").evaluate_all(CARDS):
        found.word = found.word or max(card["title"].split(), key=len).strip("„“”")
        for kind, fits in KINDS.items():
            if fits(card):
                found.products.setdefault(kind, card["url"])
