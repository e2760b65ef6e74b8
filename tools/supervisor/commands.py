"""What the command line can ask for."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.postgres import Lease
from tools.supervisor.console import Console
from tools.supervisor.demo import PROJECT, Demo, demo_for
from tools.supervisor.leftovers import end_leftovers
from tools.supervisor.supervisor import OWN_NAME, Supervisor

LOCK = PROJECT / "var" / "demo.lock"


class Refused(Exception):
    """The wish cannot be granted now; the message says why and what to do."""


@contextlib.contextmanager
def only_demo(port: int) -> Iterator[None]:
    """Hold the checkout's demo for the block; the kernel gives it back however this process ends."""
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    with LOCK.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Refused(
                f"The demo of this checkout is running already ({lock.read().strip()}). Stop it first."
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, http://localhost:{port}/")
        lock.flush()
        yield


def is_running() -> bool:
    """Whether this checkout's demo runs right now."""
    if not LOCK.exists():
        return False
    with LOCK.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def run_demo(port: int) -> int:
    """Run the demo until it is stopped; returns 0 after a wished stop, 1 after a failure."""
    console = Console()
    with only_demo(port):
        count = end_leftovers(str(PROJECT))
        if count:
            console.line(OWN_NAME, f"ended {count} programs that an earlier run had left behind")
        demo = demo_for(port)
        demo.ports.require_free()
        os.chdir(PROJECT)
        return Supervisor(demo.plan(), console=console, on_ready=lambda: console.block(demo.welcome())).run()


def manage(port: int, arguments: list[str]) -> int:
    """Run manage.py with the demo's settings, on its running database or on one started for this command."""
    demo = demo_for(port)
    with contextlib.ExitStack() as stack:
        if demo.cluster is not None and not is_running():
            stack.enter_context(Lease(demo.cluster))
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=PROJECT, env=demo.environment(), check=False).returncode


def code(port: int) -> str:
    """Return the code of the second factor of the demo's staff, and for how long it counts."""
    return "\n".join(demo_for(port).factor())


def reset(port: int) -> None:
    """Delete the demo's data: database, uploads, mails, the emulator's state. Logins and secrets stay."""
    with only_demo(port):
        demo = demo_for(port)
        if demo.cluster is None:
            raise Refused("DATABASE_URL names a database of yours: empty it yourself, or unset DATABASE_URL.")
        end_leftovers(str(PROJECT))
        demo.cluster.remove()
        for path in _data_paths(demo):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def _data_paths(demo: Demo) -> Iterator[Path]:
    yield demo.var / "mail"
    yield demo.var / "stripe.json"
    yield demo.var / "private"
    yield from demo.var.glob("celerybeat-schedule*")
    yield from (path for path in (demo.project / "media").glob("*") if path.name != ".gitkeep")
