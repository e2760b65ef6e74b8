"""A legal page as one text: what a version keeps and a mail carries must hold every word that stood on the page."""

from collections.abc import Iterator
from html import escape
from typing import Any

from django.utils import translation
from wagtail import blocks
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.rich_text import RichText

from legal_pages.models import LegalPage

# What a marketer chooses about the look says nothing.
_LOOKS = (blocks.ChoiceBlock, blocks.IntegerBlock)


def whole_text(page: LegalPage) -> str:
    """Return the text of a legal page and, below it, the words of its blocks, as rich text.

    Links stay as they were written, pictures become their text alternatives, products and categories their names.
    """
    with translation.override(page.locale.language_code):
        return "".join([page.body, *_words(page.more)])


def _words(value: Any, block: blocks.Block | None = None) -> Iterator[str]:
    if isinstance(value, StructValue):
        yield from _of_struct(value)
    elif isinstance(value, StreamValue):
        for child in value:
            yield from _words(child.value, child.block)
    elif isinstance(value, ListValue):
        for child in value.bound_blocks:
            yield from _words(child.value, child.block)
    elif isinstance(value, RichText):
        yield value.source
    elif isinstance(value, Page):
        yield f'<p><a linktype="page" id="{value.pk}">{escape(value.title)}</a></p>'
    elif isinstance(value, AbstractImage):
        yield f"<p>{escape(value.default_alt_text)}</p>"
    elif value and isinstance(value, str) and not isinstance(block, _LOOKS):
        yield _paragraph(value, block)


def _of_struct(value: StructValue) -> Iterator[str]:
    names = value.keys()
    if {"label", "page", "url"} <= names:
        yield from _link(value)
        return
    for name, inner in value.items():
        yield from _words(inner, value.block.child_blocks[name])


def _link(value: StructValue) -> Iterator[str]:
    if value["label"] and value["page"]:
        yield f'<p><a linktype="page" id="{value["page"].pk}">{escape(value["label"])}</a></p>'
    elif value["label"] and value["url"]:
        yield f'<p><a href="{escape(value["url"])}">{escape(value["label"])}</a></p>'


def _paragraph(value: str, block: blocks.Block | None) -> str:
    words = escape(value)
    if isinstance(block, blocks.URLBlock):
        return f'<p><a href="{words}">{words}</a></p>'
    if block is not None and block.name in ("heading", "question"):
        return f"<h3>{words}</h3>"
    return f"<p>{words}</p>"
