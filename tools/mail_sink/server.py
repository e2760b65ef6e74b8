"""Two listeners on loopback in one event loop: SMTP in, HTTP out."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from tools.mail_sink.pages import STYLE, list_page, mail_page, not_found_page
from tools.mail_sink.store import MailStore, StoredMail

LOOPBACK = "127.0.0.1"
LARGEST_MAIL = 20 * 1024 * 1024
STORE = web.AppKey("store", MailStore)
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'"
)
# Pictures of the demo shop come from this machine; nothing is fetched from anywhere else.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data: http://localhost:* http://127.0.0.1:*; base-uri 'none'; form-action 'none'"
)


class Keeper:
    """aiosmtpd's handler: accept any recipient and keep the mail before saying so."""

    def __init__(self, store: MailStore) -> None:
        self._store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer 250 only once the mail is on disk."""
        content = envelope.original_content or b""
        self._store.add(content, [str(recipient) for recipient in envelope.rcpt_tos])
        return "250 Kept, not delivered"


@web.middleware
async def local_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse foreign Host headers: a web page elsewhere must not read the mails through a rebound name."""
    if request.host.rsplit(":", 1)[0] not in {"localhost", LOOPBACK}:
        raise web.HTTPForbidden(text="This address is for localhost only.")
    response = await handler(request)
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers.update(
        {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    )
    return response


def _found(request: web.Request) -> StoredMail:
    mail = request.app[STORE].get(request.match_info["key"])
    if mail is None:
        raise web.HTTPNotFound(text=not_found_page(), content_type="text/html")
    return mail


async def show_list(request: web.Request) -> web.Response:
    return web.Response(text=list_page(request.app[STORE].latest()), content_type="text/html")


async def show_mail(request: web.Request) -> web.Response:
    return web.Response(text=mail_page(_found(request)), content_type="text/html")


async def show_html(request: web.Request) -> web.Response:
    html = _found(request).html
    if html is None:
        raise web.HTTPNotFound(text=not_found_page(), content_type="text/html")
    return web.Response(
        text='<base target="_blank">' + html,
        content_type="text/html",
        headers={"Content-Security-Policy": MAIL_POLICY},
    )


async def show_attachment(request: web.Request) -> web.Response:
    attachments = _found(request).attachments
    index = int(request.match_info["index"])
    if index >= len(attachments):
        raise web.HTTPNotFound(text=not_found_page(), content_type="text/html")
    return web.Response(
        body=attachments[index][1],
        content_type="application/octet-stream",
        headers={"Content-Disposition": "attachment"},
    )


async def show_style(request: web.Request) -> web.Response:
    return web.Response(text=STYLE, content_type="text/css")


def viewer(store: MailStore) -> web.Application:
    """Return the web application that shows the mails of `store`."""
    app = web.Application(middlewares=[local_only])
    app[STORE] = store
    app.router.add_get("/", show_list)
    app.router.add_get("/style.css", show_style)
    app.router.add_get("/mail/{key}", show_mail)
    app.router.add_get("/mail/{key}/html", show_html)
    app.router.add_get(r"/mail/{key}/attachment/{index:\d{1,3}}", show_attachment)
    return app


@contextlib.asynccontextmanager
async def running(store: MailStore, *, smtp_port: int, http_port: int):
    """Serve both on loopback while the block runs."""
    loop = asyncio.get_running_loop()
    smtp = await loop.create_server(
        lambda: SMTP(
            Keeper(store), data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, loop=loop, ident="mail sink"
        ),
        LOOPBACK,
        smtp_port,
    )
    runner = web.AppRunner(viewer(store), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, http_port).start()
    try:
        yield
    finally:
        smtp.close()
        await runner.cleanup()


async def serve(*, maildir: Path, smtp_port: int, http_port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for wish in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wish, stop.set)
    async with running(MailStore(maildir), smtp_port=smtp_port, http_port=http_port):
        print(f"SMTP on {LOOPBACK}:{smtp_port}, mails at http://localhost:{http_port}/", flush=True)
        await stop.wait()
