"""What a plan is made of: steps that end by themselves and services that stay."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.supervisor.child import Child


@dataclass(frozen=True)
class Step:
    """A program, or a function of our own, that has to end well before the plan goes on."""

    name: str
    command: list[str] | None = None
    action: Callable[[], None] | None = None
    environment: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        if (self.command is None) == (self.action is None):
            raise ValueError("A step is either a command or an action.")


@dataclass(frozen=True)
class Service:
    """A program that runs until it is stopped; the plan goes on once `is_healthy` says so."""

    name: str
    command: list[str]
    environment: Mapping[str, str] | None = None
    is_healthy: Callable[[Child], bool] = field(default=lambda child: True)
    healthy_within: float = 60.0
    stop_signal: signal.Signals = signal.SIGTERM
    # Seconds between the polite signal and SIGKILL for the whole process group.
    grace: float = 10.0
    # A database is never hurried: a second Ctrl-C shortens the grace of everything but it.
    may_be_hurried: bool = True
    popen_options: Mapping[str, Any] = field(default_factory=dict)
    # Lines that match are not shown; they are still among the last lines when it dies.
    hide: str | None = None


Part = Step | Service
