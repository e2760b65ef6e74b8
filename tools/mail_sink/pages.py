"""The viewer's pages."""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import quote

from tools.mail_sink.store import StoredMail

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def _page(title: str, body: str, *, refresh: bool = False) -> str:
    again = '<meta http-equiv="refresh" content="10">' if refresh else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{again}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/style.css"></head><body>{body}</body></html>'
    )


def list_page(mails: list[StoredMail]) -> str:
    """Return the inbox, newest first."""
    if not mails:
        rows = '<p class="empty">No mail yet. Place an order in the shop and its mail appears here.</p>'
    else:
        rows = "<ul>" + "".join(_row(mail) for mail in mails) + "</ul>"
    intro = "Every mail that the demo shop sends. Nothing leaves this machine."
    return _page(
        "Mail of the demo shop",
        f"<header><h1>Mail</h1><p>{intro}</p></header><main>{rows}</main>",
        refresh=True,
    )


def _row(mail: StoredMail) -> str:
    moment = mail.arrived.strftime("%d.%m. %H:%M:%S")
    return (
        f'<li><a href="/mail/{quote(mail.key)}"><span class="subject">{escape(mail.subject)}</span>'
        f'<span class="to">{escape(mail.recipients)}</span>'
        f'<time datetime="{mail.arrived.isoformat()}">{moment}</time></a></li>'
    )


def mail_page(mail: StoredMail) -> str:
    """Return one mail: its HTML part in a sandboxed frame, its text, its attachments and its headers."""
    key = quote(mail.key)
    parts = []
    if mail.html is not None:
        # No scripts and no same origin; links may open the shop in a new tab.
        parts.append(
            f'<section><h2>HTML</h2><iframe title="HTML part" src="/mail/{key}/html" '
            'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe></section>'
        )
    if mail.text is not None:
        parts.append(f"<section><h2>Text</h2><pre>{escape(mail.text)}</pre></section>")
    if mail.attachments:
        links = "".join(
            f'<li><a href="/mail/{key}/attachment/{index}">{escape(name)}</a> ({len(content)} bytes)</li>'
            for index, (name, content) in enumerate(mail.attachments)
        )
        parts.append(f'<section><h2>Attachments</h2><ul class="plain">{links}</ul></section>')
    headers = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in mail.headers
    )
    parts.append(f"<section><details><summary>Headers</summary><table>{headers}</table></details></section>")
    head = (
        f'<header><p><a href="/">All mail</a></p><h1>{escape(mail.subject)}</h1>'
        f"<p>{escape(mail.sender)} → {escape(mail.recipients)}</p></header>"
    )
    return _page(mail.subject, f"{head}<main>{''.join(parts)}</main>")


def not_found_page() -> str:
    """Return the page for a mail that is not there."""
    return _page("Not found", '<header><h1>No such mail</h1><p><a href="/">All mail</a></p></header>')
