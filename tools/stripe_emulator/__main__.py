"""`python -m tools.stripe_emulator`: serve until SIGTERM or Ctrl-C."""

from __future__ import annotations

import logging
import sys

from aiohttp import web

from .app import build_app
from .config import HOST, RefusedToStart, read_settings
from .engine import Engine


def main() -> int:
    """Start on 127.0.0.1; returns 2 when the configuration is refused."""
    try:
        settings = read_settings()
        engine = Engine(settings)
    except (RefusedToStart, ValueError) as error:
        print(f"Stripe emulator: {error}", file=sys.stderr)
        return 2
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    print(f"Stripe emulator: http://{HOST}:{settings.port}/  (test payments only)", flush=True)
    web.run_app(build_app(engine), host=HOST, port=settings.port, print=None, access_log=None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
