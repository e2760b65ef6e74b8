"""HTML out of nested calls (every text and attribute is escaped), and redirects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from aiohttp import web

VOID = {"input", "link", "meta", "br", "hr"}


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | None | Sequence["Child"]


def h(tag: str, attributes: Mapping[str, str | bool | None] | None = None, *children: Child) -> Html:
    """One element. Attributes that are None or False are left out, True stands without value."""
    written = "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in (attributes or {}).items()
        if value is not None and value is not False
    )
    if tag in VOID:
        return Html(f"<{tag}{written}>")
    return Html(f"<{tag}{written}>{_inner(children)}</{tag}>")


def _inner(children: Sequence[Child]) -> str:
    parts = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, str):
            parts.append(child if isinstance(child, Html) else escape(child))
        else:
            parts.append(_inner(child))
    return "".join(parts)


def document(*, language: str, title: str, body: Sequence[Child], page: str) -> Html:
    """A whole page with the emulator's stylesheet."""
    head = h(
        "head",
        None,
        h("meta", {"charset": "utf-8"}),
        h("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        h("meta", {"name": "robots", "content": "noindex"}),
        h("title", None, title),
        h("link", {"rel": "stylesheet", "href": "/_emu/static/emulator.css"}),
    )
    return Html("<!doctype html>" + h("html", {"lang": language}, head, h("body", {"class": page}, body)))


def redirect(url: str) -> web.Response:
    """Send the browser on with a GET."""
    return web.Response(status=303, headers={"Location": url})
