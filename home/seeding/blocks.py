"""From the blocks of home.yaml and the journal to the raw data of a StreamField, in one language.

Block ids are made from names, so that the Bulgarian and the English data of a page have the same ids and the translation
can be read off block by block.
"""

import json
from collections.abc import Callable
from typing import Any

from home.seeding.data import compact, stable_id
from home.seeding.shop import DemoShop

Words = dict[str, Any]


def stream(shop: DemoShop, name: str, blocks: list[Words], language: str) -> str:
    """Return the JSON of a StreamField with these blocks; `name` tells the pages apart."""
    writer = _Writer(shop, language)
    data = []
    for number, block in enumerate(blocks):
        block_id = f"{name}/{number}"
        value = getattr(writer, block["type"])(block, block_id)
        data.append({"type": block["type"], "value": value, "id": str(stable_id(block_id))})
    return json.dumps(data)


def facts_stream(name: str, facts: list[Words], language: str) -> str:
    """Return the JSON of the facts of a product."""
    return json.dumps(
        [
            {
                "type": "fact",
                "value": {"name": fact["label"][language], "value": fact["value"][language]},
                "id": str(stable_id(f"{name}/fact/{number}")),
            }
            for number, fact in enumerate(facts)
        ]
    )


class _Writer:
    """One method per type of block."""

    def __init__(self, shop: DemoShop, language: str) -> None:
        self.shop = shop
        self.language = language

    def paragraph(self, block: Words, block_id: str) -> str:
        return self.shop.rich_text(compact(self._words(block, "text")))

    def image(self, block: Words, block_id: str) -> Words:
        return {
            "image": self.shop.image(block["image"]).pk,
            "caption": self._words(block, "caption"),
            "width": block.get("width", "text"),
        }

    def quote(self, block: Words, block_id: str) -> Words:
        return {"text": self._words(block, "text"), "author": self._words(block, "author")}

    def gallery(self, block: Words, block_id: str) -> Words:
        return {
            "heading": self._words(block, "heading"),
            "pictures": self._items(block_id, block["pictures"], self._picture),
            "layout": block["layout"],
        }

    def video(self, block: Words, block_id: str) -> Words:
        return {
            "title": self._words(block, "title"),
            "url": block["url"],
            "poster": self.shop.image(block["poster"]).pk,
            "caption": self._words(block, "caption"),
        }

    def faq(self, block: Words, block_id: str) -> Words:
        return {
            "heading": self._words(block, "heading"),
            "questions": self._items(block_id, block["questions"], self._question),
        }

    def call_to_action(self, block: Words, block_id: str) -> Words:
        return {
            "heading": self._words(block, "heading"),
            "text": self._words(block, "text"),
            "link": self._link(block),
        }

    def shoppable_picture(self, block: Words, block_id: str) -> Words:
        return {
            "heading": self._words(block, "heading"),
            "image": self.shop.image(block["image"]).pk,
            "spots": self._items(block_id, block["spots"], self._spot),
            "caption": self._words(block, "caption"),
        }

    def hero(self, block: Words, block_id: str) -> Words:
        return {
            "image": self.shop.image(block["image"]).pk,
            "eyebrow": self._words(block, "eyebrow"),
            "heading": self._words(block, "heading"),
            "text": self._words(block, "text"),
            "link": self._link(block),
        }

    def image_text(self, block: Words, block_id: str) -> Words:
        return {
            "image": self.shop.image(block["image"]).pk,
            "heading": self._words(block, "heading"),
            "text": self.shop.rich_text(compact(self._words(block, "text"))),
            "link": self._link(block),
            "image_side": block["image_side"],
        }

    def product(self, block: Words, block_id: str) -> Words:
        return {
            "product": self.shop.page(f"product:{block['product']}").pk,
            "text": self._words(block, "text"),
        }

    def product_row(self, block: Words, block_id: str) -> Words:
        category = block.get("category")
        return {
            "heading": self._words(block, "heading"),
            "text": self._words(block, "text"),
            "source": block["source"],
            "products": self._items(
                block_id, block.get("products", []), lambda key: self.shop.page(f"product:{key}").pk
            ),
            "category": self.shop.page(f"category:{category}").pk if category else None,
            "count": block["count"],
            "link": self._link(block),
        }

    def category_row(self, block: Words, block_id: str) -> Words:
        return {
            "heading": self._words(block, "heading"),
            "categories": self._items(block_id, block["categories"], self._category_card),
        }

    def journal_row(self, block: Words, block_id: str) -> Words:
        return {"heading": self._words(block, "heading"), "count": block["count"], "link": self._link(block)}

    def _picture(self, item: Words) -> Words:
        return {"image": self.shop.image(item["image"]).pk, "caption": self._words(item, "caption")}

    def _question(self, item: Words) -> Words:
        return {
            "question": self._words(item, "question"),
            "answer": self.shop.rich_text(compact(self._words(item, "answer"))),
        }

    def _spot(self, spot: Words) -> Words:
        return {
            "product": self.shop.page(f"product:{spot['product']}").pk,
            "x": spot["x"],
            "y": spot["y"],
        }

    def _category_card(self, card: Words) -> Words:
        return {
            "category": self.shop.page(f"category:{card['category']}").pk,
            "image": self.shop.image(card["image"]).pk,
            "text": self._words(card, "text"),
        }

    def _items(self, block_id: str, entries: list, value_of: Callable[[Any], Any]) -> list[Words]:
        return [
            {"type": "item", "value": value_of(entry), "id": str(stable_id(f"{block_id}/{number}"))}
            for number, entry in enumerate(entries)
        ]

    def _words(self, block: Words, name: str) -> str:
        return block[name][self.language].strip() if name in block else ""

    def _link(self, block: Words) -> Words:
        if "link" not in block:
            return {"label": "", "page": None, "url": ""}
        link = block["link"]
        return {"label": link["label"][self.language], "page": self.shop.page(link["to"]).pk, "url": ""}
