"""The demo's own secrets: made up once, kept outside git in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from tools.supervisor.totp import new_secret

MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "STRIPE_SECRET_KEY": lambda: f"sk_test_{secrets.token_hex(24)}",
    "STRIPE_WEBHOOK_SECRETS": lambda: f"whsec_{secrets.token_hex(24)}",
    "DEMO_STAFF_PASSWORD": lambda: "-".join(secrets.token_hex(2) for _ in range(4)),
    "DEMO_STAFF_TOTP_SECRET": new_secret,
}


def demo_secrets(path: Path) -> dict[str, str]:
    """Return the secrets in `path`, after adding those that are missing there; the file's mode is 0600."""
    known = _read(path)
    missing = {name: make() for name, make in MAKERS.items() if not known.get(name)}
    if missing:
        known |= missing
        _write(path, known)
    return {name: known[name] for name in MAKERS}


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    path.chmod(0o600)
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def _write(path: Path, values: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("# Secrets of the demo on this machine. Never use them for anything else.\n")
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    unfinished.replace(path)
