"""What happens by itself as time passes."""

from __future__ import annotations

import asyncio
import logging

from . import checkout, refunding
from .engine import Engine

log = logging.getLogger("stripe_emulator.clock")


def tick(engine: Engine) -> None:
    """Bring the state up to the clock: sessions expire, refunds settle, balances become available."""
    changed = checkout.expire_due(engine) + refunding.settle_due(engine)
    now = engine.clock.now()
    for movement in engine.store.objects["balance_transaction"].values():
        if movement["status"] == "pending" and movement["available_on"] <= now:
            movement["status"] = "available"
            changed += 1
    engine.forget_old()
    if changed:
        engine.save()


async def tick_forever(engine: Engine) -> None:
    """Once a second until cancelled; a failure is logged and does not stop the clock."""
    while True:
        try:
            tick(engine)
        except Exception:
            log.exception("Could not follow the clock.")
        await asyncio.sleep(1)
