"""Blocks that only the home page and the journal have."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks import HeroBlock, LinkBlock
from products.blocks import PAGE_BLOCKS


class JournalRowBlock(blocks.StructBlock):
    """The newest articles of the journal."""

    heading = blocks.CharBlock(max_length=90, required=False, label=_("heading"))
    count = blocks.IntegerBlock(min_value=1, max_value=6, default=3, label=_("how many at the most"))
    link = LinkBlock(required=False, label=_("link"))

    class Meta:
        icon = "doc-full-inverse"
        label = _("Row of articles")
        template = "blocks/journal_row.html"

    def get_context(self, value, parent_context=None) -> dict[str, Any]:
        """Add `articles`, of those that the page looked up for all its rows."""
        context = super().get_context(value, parent_context)
        context["articles"] = context.get("newest_articles", [])[: value["count"]]
        return context


HOME_BLOCKS = [("hero", HeroBlock()), *PAGE_BLOCKS, ("journal_row", JournalRowBlock())]
