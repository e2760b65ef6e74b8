"""Makes .venv and installs the pinned packages; does nothing when they are there already.

Run by the machine's own Python, so it uses the standard library only.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.txt"
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


class SetupFailed(Exception):
    """The environment could not be made; the message says why."""


def fingerprint(project: Path = PROJECT) -> str:
    """Return a value that changes with the pinned packages and with the interpreter."""
    digest = hashlib.sha256(sys.version.encode())
    for name in REQUIREMENTS:
        digest.update((project / name).read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether .venv works and holds exactly what is pinned."""
    if not STAMP.exists() or STAMP.read_text(encoding="ascii") != fingerprint():
        return False
    return subprocess.run([VENV_PYTHON, "-c", ""], capture_output=True, check=False).returncode == 0


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Let one set-up at a time work on .venv."""
    lock_file = PROJECT / "var" / "setup.lock"
    lock_file.parent.mkdir(exist_ok=True)
    with lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    """Create .venv if it is missing or its interpreter does not work any more."""
    works = VENV_PYTHON.exists() and subprocess.run([VENV_PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0  # fmt: skip
    if works:
        return
    if VENV.exists():
        if not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir()):
            raise SetupFailed(f"{VENV} is no virtual environment: move it away.")
        shutil.rmtree(VENV)
    print(f"Making a virtual environment in {VENV.name} with Python {sys.version.split()[0]}", flush=True)
    _run([sys.executable, "-m", "venv", str(VENV)], "python3 -m venv")


def install() -> None:
    """Install the pinned packages, each checked against its hash."""
    print("Installing the pinned packages (a minute or two the first time)", flush=True)
    files = [argument for name in REQUIREMENTS for argument in ("--requirement", name)]
    options = [
        "--require-hashes",
        "--disable-pip-version-check",
        "--no-input",
        "--quiet",
        "--progress-bar",
        "off",
    ]
    _run([str(VENV_PYTHON), "-m", "pip", "install", *options, *files], "pip install")


def _run(command: list[str], what: str) -> None:
    if subprocess.run(command, cwd=PROJECT, check=False).returncode != 0:
        raise SetupFailed(f"{what} failed; its message is above.")


def main() -> int:
    """Bring the environment and the translations up to date and return the exit code."""
    begin = time.monotonic()
    try:
        with locked():
            if not is_current():
                STAMP.unlink(missing_ok=True)
                make_venv()
                install()
                STAMP.write_text(fingerprint(), encoding="ascii")
                print(f"Packages are in place after {time.monotonic() - begin:.0f} seconds", flush=True)
            _run([str(VENV_PYTHON), "-m", "tools.setup.translations"], "Compiling the translations")
    except SetupFailed as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
