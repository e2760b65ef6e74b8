"""The stand-in for tests: runs it in a thread.

with running_vies() as vies:
    settings.VIES_API_BASE = vies.base
    vies.asked                                  # the questions so far
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from aiohttp import web

from tools.vies.answers import Question
from tools.vies.app import HOST, SEEN, build_app

START_TIMEOUT = 10


@dataclass(frozen=True)
class RunningVies:
    """Its base address, for VIES_API_BASE, and what it was asked."""

    base: str
    asked: list[Question]


@contextlib.contextmanager
def running_vies() -> Iterator[RunningVies]:
    """Serve on a free port of 127.0.0.1 while the block runs."""
    loop = asyncio.new_event_loop()
    app = build_app()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    async def start() -> int:
        await runner.setup()
        await web.TCPSite(runner, HOST, 0).start()
        return int(runner.addresses[0][1])

    thread = threading.Thread(target=loop.run_forever, name="vies-stand-in", daemon=True)
    thread.start()
    port = asyncio.run_coroutine_threadsafe(start(), loop).result(START_TIMEOUT)

    async def stop() -> None:
        await runner.cleanup()
        # The slow ones still sleep over answers that nobody waits for.
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    try:
        yield RunningVies(base=f"http://{HOST}:{port}/rest-api", asked=app[SEEN])
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(START_TIMEOUT)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(START_TIMEOUT)
        loop.close()
