"""The emulator's own time, so that hours can pass within a test."""

from __future__ import annotations

import time


class Clock:
    """Real time plus an offset in seconds that only grows."""

    def __init__(self, offset: int = 0) -> None:
        self.offset = offset

    def now(self) -> int:
        """Emulated Unix time in whole seconds."""
        return int(time.time()) + self.offset

    def advance(self, seconds: int) -> None:
        """Move forward; raises ValueError for a step back, which would undo what has expired."""
        if seconds < 0:
            raise ValueError("The clock only moves forward.")
        self.offset += seconds
