"""Showing the blocks of a StreamField."""

from django import template
from django.utils.safestring import SafeString
from wagtail.blocks import BoundBlock

register = template.Library()


@register.simple_tag(takes_context=True)
def block_html(context: template.Context, block: BoundBlock) -> SafeString:
    """Return a block as HTML, empty for one that has nothing to show, so that no empty section is left around it."""
    # What a block's template writes is escaped by that template.
    return SafeString(block.render_as_block(context=context.flatten()).strip())
