"""Facts about a page for search engines (schema.org in JSON-LD)."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# Within a script element only these could end it or begin a comment.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(data: list[dict[str, Any]] | None) -> SafeString:
    """Show the facts as a data block, or nothing. A block of data is never run, so the content policy lets it be."""
    if not data:
        return SafeString("")
    text = json.dumps({"@context": "https://schema.org", "@graph": data}, ensure_ascii=False).translate(
        _ESCAPES
    )
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
