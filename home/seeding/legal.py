"""The legal pages, with the company data filled in."""

import re
from typing import Any

from core.models import ShopSettings
from home.seeding import pages
from home.seeding.blocks import stream
from home.seeding.data import SOURCE, DemoDataError, compact, legal_text, load
from home.seeding.shop import DemoShop
from legal_pages.models import LegalPage

BILINGUAL = ("company_name", "address", "register", "opening_hours")
SAME = ("shop_name", "eik", "vat_number", "phone", "email")


def add_legal_pages(shop: DemoShop) -> None:
    """Make the pages as drafts first, since their texts link to each other; then fill and publish them."""
    for texts in load("legal/legal"):
        name = f"legal:{texts['kind']}"
        if not pages.find(shop, name, LegalPage):
            fields = pages.seo(texts, SOURCE) | {"kind": texts["kind"], "body": "<p>…</p>"}
            pages.make(shop, name, LegalPage, "home", fields)
    for texts in load("legal/legal"):
        page = shop.page(f"legal:{texts['kind']}")
        if not page.live:
            for field, value in _fields(shop, texts)(SOURCE).items():
                setattr(page, field, value)
            pages.publish(shop, page)


def translate_legal_pages(shop: DemoShop) -> None:
    for texts in load("legal/legal"):
        pages.translate(shop, f"legal:{texts['kind']}", _fields(shop, texts))


def _fields(shop: DemoShop, texts: dict[str, Any]) -> pages.Fields:
    def fields(language: str) -> dict[str, Any]:
        words = _filled(legal_text(texts["kind"], language), ShopSettings.for_site(shop.site), language)
        return pages.seo(texts, language) | {
            "kind": texts["kind"],
            "effective_from": texts["effective_from"],
            "body": shop.rich_text(compact(words)),
            "more": stream(shop, f"legal/{texts['kind']}", texts.get("more", []), language),
        }

    return fields


def _filled(text: str, company: ShopSettings, language: str) -> str:
    """Put the company data into the text; raises DemoDataError for a placeholder that nothing fills."""
    values = {name: getattr(company, f"{name}_{language}") for name in BILINGUAL}
    values |= {name: getattr(company, name) for name in SAME}
    unknown = set(re.findall(r"\{(\w+)\}", text)) - values.keys()
    if unknown:
        raise DemoDataError(f"Nothing fills {', '.join(sorted(unknown))} in a legal text.")
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], text)
