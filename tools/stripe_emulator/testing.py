"""The emulator for tests: runs it in a thread, and drives it over HTTP only.

    with running_emulator() as stripe:
        ...                                             # point STRIPE_API_BASE at stripe.url
        stripe.control.complete_session(session.id)     # the buyer pays
        for signed in stripe.control.take_pending():    # what Stripe would post now
            client.post(webhook, signed.payload, "application/json", HTTP_STRIPE_SIGNATURE=signed.signature)

Without a webhook address events wait until they are taken. With one they are posted; after
`set_webhooks(hold=True)` only when `deliver_pending()` is called.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from .app import build_app
from .client import Control, ControlError, PageAnswer, SignedEvent
from .config import HOST, Settings
from .engine import Engine

__all__ = ["Control", "ControlError", "PageAnswer", "RunningEmulator", "SignedEvent", "running_emulator"]

SIGNS_TESTS = "whsec_emulator_for_tests"
START_TIMEOUT = 10


@dataclass(frozen=True)
class RunningEmulator:
    """A served emulator: its address and its switches."""

    url: str
    webhook_secret: str
    control: Control


@contextlib.contextmanager
def running_emulator(
    webhook_url: str | None = None,
    webhook_secret: str = SIGNS_TESTS,
    *,
    state_file: Path | None = None,
    port: int = 0,
) -> Iterator[RunningEmulator]:
    """An emulator on a free port of 127.0.0.1, served by a thread until the block ends."""
    settings = Settings(
        port=port, webhook_url=webhook_url, webhook_secret=webhook_secret, state_file=state_file
    )
    server = _Server(Engine(settings), port)
    server.start()
    try:
        url = f"http://{HOST}:{server.wait_for_port()}"
        yield RunningEmulator(url=url, webhook_secret=webhook_secret, control=Control(url))
    finally:
        server.stop()


class _Server(threading.Thread):
    def __init__(self, engine: Engine, port: int) -> None:
        super().__init__(name="stripe-emulator", daemon=True)
        self.engine = engine
        self.wanted_port = port
        self.loop = asyncio.new_event_loop()
        self.started = threading.Event()
        self.stopping = asyncio.Event()
        self.port: int | None = None
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            self.loop.run_until_complete(self._serve())
        except BaseException as error:
            self.failure = error
            self.started.set()
        finally:
            self.loop.close()

    async def _serve(self) -> None:
        runner = web.AppRunner(build_app(self.engine), access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self.wanted_port).start()
            self.port = runner.addresses[0][1]
            self.started.set()
            await self.stopping.wait()
        finally:
            await runner.cleanup()

    def wait_for_port(self) -> int:
        if not self.started.wait(START_TIMEOUT) or self.port is None:
            raise RuntimeError("The Stripe emulator did not start.") from self.failure
        return self.port

    def stop(self) -> None:
        if self.is_alive():
            self.loop.call_soon_threadsafe(self.stopping.set)
        self.join(START_TIMEOUT)
