"""Settings of the process: command line first, environment second."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
LIVE_KEY = re.compile(r"^(sk|rk)_live_")


class RefusedToStart(Exception):
    """The configuration would be unsafe or cannot work; the message says what to change."""


@dataclass(frozen=True)
class Settings:
    """What the process was started with. Without a webhook address events wait to be fetched."""

    port: int = 8001
    webhook_url: str | None = None
    webhook_secret: str = ""
    state_file: Path | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise RefusedToStart(f"{self.port} is not a TCP port.")
        if self.webhook_url and not self.webhook_secret.startswith("whsec_"):
            raise RefusedToStart("A webhook address needs a signing secret that starts with whsec_.")


def refuse_live_keys(environ: Mapping[str, str]) -> None:
    """Raise RefusedToStart when the environment carries a live key: real money and an emulator never mix."""
    for name in ("STRIPE_SECRET_KEY", "STRIPE_API_KEY"):
        value = environ.get(name, "")
        path = environ.get(f"{name}_FILE", "")
        if not value and path and Path(path).is_file():
            value = Path(path).read_text(encoding="utf-8")
        if LIVE_KEY.match(value.strip()):
            raise RefusedToStart(
                f"{name} is a live key. The emulator only runs beside test keys (sk_test_…, rk_test_…)."
            )


def read_settings(argv: Sequence[str] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from arguments, then STRIPE_EMULATOR_* variables, then defaults; raises RefusedToStart."""
    environ = os.environ if environ is None else environ
    refuse_live_keys(environ)
    parser = argparse.ArgumentParser(prog="python -m tools.stripe_emulator", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=None, help="TCP port on 127.0.0.1 (STRIPE_EMULATOR_PORT, 8001)"
    )
    parser.add_argument(
        "--webhook-url", default=None, help="where events are posted (STRIPE_EMULATOR_WEBHOOK_URL)"
    )
    parser.add_argument(
        "--webhook-secret", default=None, help="signing secret (STRIPE_EMULATOR_WEBHOOK_SECRET)"
    )
    parser.add_argument(
        "--state-file", default=None, help="JSON file kept over restarts (STRIPE_EMULATOR_STATE_FILE)"
    )
    given = parser.parse_args(argv)

    def pick(value: str | None, name: str) -> str:
        return value if value is not None else environ.get(f"STRIPE_EMULATOR_{name}", "")

    port = given.port if given.port is not None else environ.get("STRIPE_EMULATOR_PORT") or 8001
    try:
        port = int(port)
    except ValueError:
        raise RefusedToStart(f"STRIPE_EMULATOR_PORT is not a number: {port!r}.") from None
    state_file = pick(given.state_file, "STATE_FILE")
    return Settings(
        port=port,
        webhook_url=pick(given.webhook_url, "WEBHOOK_URL") or None,
        webhook_secret=pick(given.webhook_secret, "WEBHOOK_SECRET"),
        state_file=Path(state_file) if state_file else None,
    )
