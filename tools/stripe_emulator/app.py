"""Puts API, pages and control together into one aiohttp application."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from aiohttp import ClientSession, web

from .api import Api
from .control import SESSION, Control
from .engine import Engine
from .pages.index import Index
from .pages.pay import Pay
from .sender import TIMEOUT, send_forever
from .timekeeping import tick_forever

STATIC = Path(__file__).parent / "static"
LOOPBACK = {"127.0.0.1", "localhost"}
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse names other than loopback (DNS rebinding) and forms sent by other sites' pages."""
    if request.url.host not in LOOPBACK:
        raise web.HTTPForbidden(text="The emulator only answers to 127.0.0.1 and localhost.")
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "none") not in (
        "none",
        "same-origin",
    ):
        raise web.HTTPForbidden(text="This form belongs to another site.")
    response = await handler(request)
    if response.content_type == "text/html":
        response.headers.update(PAGE_HEADERS)
    return response


def build_app(engine: Engine) -> web.Application:
    """The application for one engine; its clock and its webhooks run as long as it is served."""

    async def background(app: web.Application) -> AsyncIterator[None]:
        async with ClientSession(timeout=TIMEOUT) as session:
            app[SESSION] = session
            tasks = [
                asyncio.create_task(send_forever(engine, session)),
                asyncio.create_task(tick_forever(engine)),
            ]
            yield
            for task in tasks:
                task.cancel()
            for task in tasks:
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            engine.save()

    app = web.Application(middlewares=[guard])
    app.cleanup_ctx.append(background)
    app.add_routes(Control(engine).routes())
    app.add_routes(Pay(engine).routes())
    app.add_routes(Index(engine).routes())
    app.router.add_static("/_emu/static", STATIC)
    app.router.add_route("*", "/v1/{tail:.*}", Api(engine).handle)
    return app
