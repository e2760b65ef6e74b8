"""Legal texts as a mail carries them: whole, as they were published, with addresses that work outside the shop."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from django.utils import translation
from django.utils.safestring import SafeString
from wagtail.rich_text import expand_db_html

from legal_pages.models import LegalVersion

_BLOCKS = frozenset({"h2", "h3", "p", "ul", "ol", "hr"})


@dataclass(frozen=True)
class EnclosedText:
    """A published text in both forms of a mail."""

    label: str
    title: str
    html: SafeString
    text: str


def enclosed(version: LegalVersion, *, site_url: str) -> EnclosedText:
    """Return the frozen text of a version; links to pages of the shop become absolute."""
    with translation.override(version.language):
        expanded = expand_db_html(version.body)
    html = re.sub(r'href="/(?!/)', f'href="{site_url}/', expanded)
    # Rich text of an editor, reduced by Wagtail to the few elements that the field allows.
    return EnclosedText(version.label, version.title, SafeString(html), _plain(html))


class _Plain(HTMLParser):
    """Collects paragraphs; list items get a dot, links their address in brackets."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag in ("li", "br"):
            self.parts.append("\n• " if tag == "li" else "\n")
        elif tag == "a":
            self.address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag == "a" and self.address:
            self.parts.append(f" ({self.address})")

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", data))


def _plain(html: str) -> str:
    reader = _Plain()
    reader.feed(html)
    reader.close()
    lines = re.sub(r" *\n *", "\n", "".join(reader.parts))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
