"""Texts as WordPress keeps them: line ends written out, entities in names, paragraphs that only its theme would make."""

import re
from html import unescape
from itertools import pairwise

# With its semicolon only: "R&D" and "a&lt" are no entities.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_BLOCK = (
    r"</?(?:p|div|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|caption|blockquote|pre|hr|br|figure|figcaption|"
    r"section|article|header|footer|aside|address|form|fieldset|iframe|script|style|!--)\b[^>]*>"
)
_ENDS_WITH_BLOCK = re.compile(rf"(?:{_BLOCK}|-->)\s*$", re.IGNORECASE)
_BEGINS_WITH_BLOCK = re.compile(rf"\s*(?:{_BLOCK}|<!--)", re.IGNORECASE)
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
# Brackets that a plugin fills when the page is shown: [gallery ids="1,2"], [vc_row], [/et_pb_text].
_SHORT_CODE = re.compile(
    r"\[/?(?:gallery|caption|embed|video|audio|playlist|products?|add_to_cart|[a-z]+_[a-z0-9_]+)(?:\s[^\[\]]*)?/?\]"
)


def line_ends(text: str) -> str:
    """Return a text with the line ends that the exporter wrote out as "\\n"; what was a backslash and n has two."""
    return "\\n".join(part.replace("\\n", "\n") for part in text.split("\\\\n"))


def unescaped(text: str) -> str:
    """Return a name or title without entities: WordPress stores "Cups &amp; Bowls"."""
    return _ENTITY.sub(lambda found: unescape(found[0]), text)


def without_short_codes(text: str) -> str:
    return _SHORT_CODE.sub("", text)


def paragraphs(html: str) -> str:
    """Return HTML in which empty lines part paragraphs and line ends are breaks, as WordPress shows what has no tags for them."""
    if "<" not in html:
        # Plain text: the reader of rich text knows its empty lines.
        return html
    parts = []
    for part in _BLANK.split(html.replace("\r\n", "\n").replace("\r", "\n")):
        lines = part.split("\n")
        written = lines[0]
        for before, line in pairwise(lines):
            block = _ENDS_WITH_BLOCK.search(before) or _BEGINS_WITH_BLOCK.match(line)
            written += ("\n" if block else "<br>") + line
        parts.append(written)
    return "<br><br>".join(parts)
