"""One running program: its output, its end and how it is stopped."""

from __future__ import annotations

import collections
import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from typing import IO, Any

from tools.supervisor.console import Console

REMEMBERED_LINES = 20


class Child:
    """A process in a session of its own, so that the terminal's Ctrl-C reaches the supervisor alone."""

    def __init__(
        self,
        *,
        name: str,
        command: list[str],
        environment: Mapping[str, str] | None,
        console: Console,
        popen_options: Mapping[str, Any] | None = None,
        hide: str | None = None,
    ) -> None:
        self.name = name
        self._hide = re.compile(hide) if hide else None
        self._console = console
        self.last_lines: collections.deque[str] = collections.deque(maxlen=REMEMBERED_LINES)
        options: dict[str, Any] = {} if environment is None else {"env": dict(environment)}
        options |= popen_options or {}
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **options,
        )
        assert self._process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    def _read(self, output: IO[bytes]) -> None:
        for raw in output:
            text = raw.decode("utf-8", errors="replace").rstrip()
            self.last_lines.append(text)
            if self._hide is None or not self._hide.search(text):
                self._console.line(self.name, text)

    @property
    def exit_code(self) -> int | None:
        """The exit code, negative for a signal, or None while it runs."""
        return self._process.poll()

    def describe_end(self) -> str:
        """Say how the program ended, with the last lines that it printed."""
        self._reader.join(timeout=1)
        code = self.exit_code
        how = (
            f"was killed by {signal.Signals(-code).name}"
            if code is not None and code < 0
            else f"ended with exit code {code}"
        )
        lines = "".join(f"\n    {line}" for line in self.last_lines)
        return f"{self.name} {how}." + (f" Its last lines:{lines}" if lines else " It printed nothing.")

    def signal(self, wish: signal.Signals) -> None:
        """Send a signal to the program itself; it tells its own children."""
        if self.exit_code is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(wish)

    def wait(self, seconds: float) -> bool:
        """Wait for the end; returns whether it came."""
        try:
            self._process.wait(timeout=max(seconds, 0))
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill_group(self) -> None:
        """End whatever is left of the program and everything that it started."""
        # More than once, in case one of them was forking; not for ever, since a zombie that nobody reaps stays.
        deadline = time.monotonic() + 1
        while time.monotonic() < deadline:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                break
            self._process.poll()
            time.sleep(0.02)
        self._reader.join(timeout=1)
