"""The web application: one address, as VIES has it."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from tools.vies.answers import BROKEN, CRASH, DRIP, SLOW, Question, reply

HOST = "127.0.0.1"
PATH = "/rest-api/check-vat-number"
SLOW_SECONDS = 8.0
SEEN = web.AppKey("seen", list)


async def check(request: web.Request) -> web.StreamResponse:
    """Answer about one number."""
    asked = await request.json()
    question = Question(
        country=asked["countryCode"],
        number=asked["vatNumber"],
        requester=asked.get("requesterMemberStateCode", "") + asked.get("requesterNumber", ""),
    )
    request.app[SEEN].append(question)
    if question.code == SLOW:
        await asyncio.sleep(SLOW_SECONDS)
    if question.code == BROKEN:
        return web.Response(text='{"valid": tru', content_type="application/json")
    if question.code == CRASH:
        return web.Response(status=500, text="<html>Something went wrong</html>", content_type="text/html")
    status, body = reply(question)
    if question.code == DRIP:
        return await _drip(request, body)
    return web.json_response(body, status=status)


async def _drip(request: web.Request, body: dict) -> web.StreamResponse:
    """A byte a second: no single read times out, but the whole never comes."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    for char in json.dumps(body)[: int(SLOW_SECONDS)]:
        await response.write(char.encode())
        await asyncio.sleep(1)
    return response


async def health(request: web.Request) -> web.Response:
    return web.Response(text="VIES stand-in: made-up numbers only\n")


def build_app() -> web.Application:
    """Return the application; the questions that it was asked are in `app[SEEN]`."""
    app = web.Application()
    app[SEEN] = []
    app.router.add_get("/", health)
    app.router.add_post(PATH, check)
    return app
