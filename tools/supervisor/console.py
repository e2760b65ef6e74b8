"""Everything that the supervisor and its children say, one line at a time."""

from __future__ import annotations

import sys
import threading
from typing import TextIO

COLOURS = (36, 33, 35, 32, 34, 31)


class Console:
    """Prints lines with the name of who said them; safe to use from several threads."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._lock = threading.Lock()
        self._colours: dict[str, int] = {}
        self._is_terminal = self._stream.isatty()

    def line(self, name: str, text: str) -> None:
        """Print one line of `name`."""
        with self._lock:
            prefix = f"{name:>8} | "
            if self._is_terminal:
                colour = self._colours.setdefault(name, COLOURS[len(self._colours) % len(COLOURS)])
                prefix = f"\033[{colour}m{prefix}\033[0m"
            self._write(f"{prefix}{text}\n")

    def block(self, text: str) -> None:
        """Print a text of several lines without prefixes."""
        with self._lock:
            self._write(f"\n{text.rstrip()}\n\n")

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (BrokenPipeError, ValueError):
            # Whoever read us is gone; stopping the children in order matters more than telling about it.
            self._is_terminal = False
