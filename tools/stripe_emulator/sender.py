"""Posts due deliveries over HTTP, one after the other, for as long as the process lives."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import Any

import aiohttp

from .engine import Engine
from .store import JsonObject

TIMEOUT = aiohttp.ClientTimeout(total=20)

log = logging.getLogger("stripe_emulator.webhooks")


async def send(engine: Engine, session: aiohttp.ClientSession, row: JsonObject) -> JsonObject:
    """One attempt. Anything but a 2xx within 20 seconds counts as failed and is tried again later.

    A delivery that is under way already is left to whoever is at it.
    """
    if row["id"] in engine.outbox.in_flight or row["state"] != "waiting":
        return row
    engine.outbox.in_flight.add(row["id"])
    try:
        await _attempt(engine, session, row)
    finally:
        engine.outbox.in_flight.discard(row["id"])
    return row


async def _attempt(engine: Engine, session: aiohttp.ClientSession, row: JsonObject) -> None:
    answer: Any
    url = engine.outbox.address(row)
    if engine.store.find("event", row["event"]) is None or url is None:
        engine.outbox.settle(row, "nowhere to deliver", delivered=False, retry=False)
        return
    payload, header = engine.outbox.signed(row)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": header,
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    try:
        async with session.post(url, data=payload, headers=headers, allow_redirects=False) as response:
            answer = response.status
            delivered = 200 <= response.status < 300
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        answer, delivered = type(error).__name__, False
    engine.outbox.settle(row, answer, delivered=delivered)
    log.info("%s %s -> %s (attempt %s)", row["type"], row["event"], answer, row["attempts"])


async def send_forever(engine: Engine, session: aiohttp.ClientSession) -> None:
    """Deliver what is due until cancelled; a failure of the emulator itself is logged, the rest goes on."""
    while True:
        engine.outbox.wake.clear()
        try:
            rows = engine.outbox.due(time.time())
            for row in rows:
                await send(engine, session, row)
            if rows:
                engine.save()
            pause = max(engine.outbox.pause(time.time()), 0.001)
        except Exception:
            log.exception("Could not deliver events.")
            pause = 1.0
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(engine.outbox.wake.wait(), pause)
