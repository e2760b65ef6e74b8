"""Descriptions from elsewhere as Wagtail keeps rich text, with what its editor here can write and nothing else.

nh3 (ammonia) takes away whatever could act: scripts, frames, handlers, addresses that are none. What is left is given the
few elements that core.blocks.RICH_TEXT has, so that an editor finds a text that it can open and save unchanged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape

import nh3
from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.translation import gettext as _

_RENAMED = {
    "h1": "h2",
    "h4": "h3",
    "h5": "h3",
    "h6": "h3",
    "strong": "b",
    "em": "i",
    "menu": "ul",
    "dir": "ul",
}
_INLINE = {"b", "i", "a"}
_BLOCKS = {"p", "h2", "h3", "ul", "ol", "hr"}
# What holds other blocks and is nothing by itself.
_WRAPPERS = {
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "center",
    "blockquote",
    "figure",
    "figcaption",
    "address",
    "details",
    "summary",
    "dl",
    "dt",
    "dd",
    "pre",
    "form",
    "fieldset",
    "nav",
    "aside",
    "html",
    "body",
}
_TABLE = {"table"}
_KEPT = {
    *_RENAMED,
    *_INLINE,
    *_BLOCKS,
    *_WRAPPERS,
    "li",
    "br",
    "img",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "caption",
} - {"form", "fieldset", "html", "body"}


# No description has so many; parsers take time by the square of what is nested in each other.
_MOST_TAGS = 20_000
# A hundred pages. PostgreSQL's index of words takes no text that is much longer.
LONGEST = 200_000
_ANY_TAG = re.compile(r"<[^<>]*>")
_TAG_OR_ITS_START = re.compile(r"<[^<>]*(?:>|$)")
_PARTS = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|hr)\b", re.IGNORECASE)
_EDGE = re.compile(r"(?:\s|<br/>)*")


@dataclass(frozen=True)
class Cleaned:
    html: str
    # Sentences for the report: what could not be kept.
    notices: tuple[str, ...] = ()


def rich_text(source: str, *, own: bool = False) -> Cleaned:
    """Return the text in Wagtail's database format; what is plain text becomes paragraphs at its empty lines.

    `own` keeps links to pages and documents of this shop, which only our own export can know.
    """
    if not source.strip():
        return Cleaned("")
    if "<" not in source:
        return _fitting(_paragraphs(unescape(source)))
    if source.count("<") > _MOST_TAGS:
        return _words_only(unescape(_ANY_TAG.sub(" ", source)))
    safe = nh3.clean(
        source,
        tags=_KEPT,
        clean_content_tags={"script", "style", "noscript", "template", "title"},
        attributes={"a": {"href", "linktype", "id"} if own else {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    soup = BeautifulSoup(safe, "html.parser")
    pictures = len(soup.find_all("img"))
    for picture in soup.find_all("img"):
        picture.decompose()
    try:
        written = _Writer().blocks(soup)
    except RecursionError:
        return _words_only(soup.get_text(" "))
    notices = (_("Pictures inside the description were left out."),) if pictures else ()
    return _fitting(written, *notices)


def plain(source: str) -> str:
    """Return a text without any tags, its white space folded: for summaries."""
    if "<" not in source:
        return " ".join(unescape(source).split())
    if source.count("<") > _MOST_TAGS:
        return " ".join(unescape(_ANY_TAG.sub(" ", source)).split())
    spaced = _PARTS.sub(r" \g<0>", source)
    return " ".join(BeautifulSoup(nh3.clean(spaced, tags=set()), "html.parser").get_text(" ").split())


def _words_only(text: str) -> Cleaned:
    words = _("The description is nested too deeply: its words were kept, without headings and lists.")
    return _fitting(_paragraphs(" ".join(text.split())), words)


def _fitting(blocks: Sequence[str], *notices: str) -> Cleaned:
    """Return blocks as one text, without those at its end that are too many; what is cut inside a block loses its form."""
    if sum(map(len, blocks)) <= LONGEST:
        return Cleaned("".join(blocks), notices)
    kept, room = [], LONGEST
    for block in blocks:
        if len(block) > room:
            words = unescape(_TAG_OR_ITS_START.sub(" ", block[:room].rpartition(" ")[0]))
            kept += _paragraphs(" ".join(words.split()))
            break
        kept.append(block)
        room -= len(block)
    said = _("The description is longer than %(most)d characters; its end was left out.") % {"most": LONGEST}
    return Cleaned("".join(kept), (*notices, said))


def _paragraphs(text: str) -> list[str]:
    parts = [" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n")]
    return [f"<p>{escape(part, quote=False)}</p>" for part in parts if part]


class _Writer:
    """Walks a cleaned tree and writes blocks; inline content that stands between blocks becomes a paragraph."""

    def blocks(self, parent: Tag) -> list[str]:
        written: list[str] = []
        loose = ""

        def close() -> None:
            nonlocal loose
            # Two breaks are how people part paragraphs who have no other means.
            for part in loose.split("<br/><br/>"):
                text = _trim(part)
                if text:
                    written.append(f"<p>{text}</p>")
            loose = ""

        for child in parent.children:
            name = _name(child)
            if isinstance(child, Tag) and (
                name in _BLOCKS or name in _WRAPPERS or name in _TABLE or name == "li"
            ):
                close()
                written += self._block(child, name)
            else:
                loose += self._inline(child)
        close()
        return written

    def _block(self, node: Tag, name: str) -> list[str]:
        if name == "hr":
            return ["<hr/>"]
        if name in ("ul", "ol"):
            return [self._list(node, name)] if node.find("li") else self.blocks(node)
        if name == "table":
            return self._table(node)
        if name in ("h2", "h3"):
            text = _trim(self._inline_of(node))
            return [f"<{name}>{text}</{name}>"] if text else []
        # A paragraph or wrapper may hold blocks again: browsers allow it, Wagtail does not.
        return self.blocks(node)

    def _list(self, node: Tag, name: str) -> str:
        items = ""
        for item in self._items(node):
            nested = "".join(
                self._list(inner, _name(inner))
                for inner in item.find_all(["ul", "ol", "menu"], recursive=False)
            )
            for inner in item.find_all(["ul", "ol", "menu"], recursive=False):
                inner.extract()
            text = _trim(" ".join(_strip_blocks(part) for part in self.blocks(item)))
            if text or nested:
                items += f"<li>{text}{nested}</li>"
        return f"<{name}>{items}</{name}>" if items else ""

    def _items(self, node: Tag) -> list[Tag]:
        """Return the items of a list; what stands between them, or a list in a list, becomes part of one."""
        items: list[Tag] = []
        for child in list(node.children):
            if isinstance(child, Tag) and _name(child) == "li":
                items.append(child)
            elif isinstance(child, Tag) or str(child).strip():
                if not items or not isinstance(child, Tag):
                    items.append(Tag(name="li"))
                items[-1].append(child.extract())
        return items

    def _table(self, node: Tag) -> list[str]:
        """A row of two cells reads "first: second", a longer one lists its cells."""
        written = []
        for row in node.find_all("tr"):
            cells = [_trim(self._inline_of(cell)) for cell in row.find_all(["td", "th"])]
            cells = [cell for cell in cells if cell]
            if cells:
                line = ": ".join(cells) if len(cells) == 2 else " · ".join(cells)
                written.append(f"<p>{line}</p>")
        return written

    def _inline_of(self, node: Tag) -> str:
        return "".join(self._inline(child) for child in node.children)

    def _inline(self, node: object) -> str:
        if isinstance(node, NavigableString):
            return escape(" ".join(_spaced(str(node))), quote=False)
        if not isinstance(node, Tag):
            return ""
        name = _name(node)
        if name == "br":
            return "<br/>"
        text = self._inline_of(node)
        if name not in _INLINE:
            # A block inside a line of text: its words count.
            return f" {text} " if name in _BLOCKS | _WRAPPERS | {"li", "tr", "td", "th", "table"} else text
        if not _trim(text):
            return text
        if name == "a" and node.get("linktype") and str(node.get("id") or "").isdigit():
            return f'<a id="{node["id"]}" linktype="{escape(str(node["linktype"]))}">{text}</a>'
        if name == "a":
            address = str(node.get("href") or "")
            return (
                f'<a href="{escape(address)}">{text}</a>' if address and not address.startswith("#") else text
            )
        return f"<{name}>{text}</{name}>"


def _name(node: object) -> str:
    if not isinstance(node, Tag):
        return ""
    return _RENAMED.get(node.name, node.name)


def _spaced(text: str) -> list[str]:
    """Fold white space, and keep that there was some at the ends."""
    words = text.split()
    if not words:
        return ["", ""] if text else []
    return [*([""] if text[0].isspace() else []), *words, *([""] if text[-1].isspace() else [])]


def _trim(html: str) -> str:
    """Return a line of text without white space and breaks at its ends."""
    begin, end = 0, len(html)
    if found := _EDGE.match(html):
        begin = found.end()
    while end > begin:
        if html[end - 1].isspace():
            end -= 1
        elif html.endswith("<br/>", begin, end):
            end -= len("<br/>")
        else:
            break
    return " ".join(html[begin:end].split())


def _strip_blocks(block: str) -> str:
    for name in ("p", "h2", "h3"):
        block = block.removeprefix(f"<{name}>").removesuffix(f"</{name}>")
    return block
