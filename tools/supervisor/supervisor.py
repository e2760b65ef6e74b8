"""Carries out a plan: start in order, watch, stop in reverse order."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from tools.supervisor.child import Child
from tools.supervisor.console import Console
from tools.supervisor.parts import Part, Service, Step

WATCH_SECONDS = 0.25
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
OWN_NAME = "demo"


class PartFailed(Exception):
    """A step or a service did not do its work; the message holds its last words."""


class StopWish(Exception):
    """Somebody asked to stop while the plan was still starting."""


class Supervisor:
    """Runs one plan; `run` returns the exit code once everything that was started is gone."""

    def __init__(
        self, plan: Sequence[Part], *, console: Console, on_ready: Callable[[], None] = lambda: None
    ) -> None:
        self._plan = plan
        self._console = console
        self._on_ready = on_ready
        self._running: list[tuple[Service, Child]] = []
        self._stop = threading.Event()
        self._hurry = threading.Event()

    def run(self) -> int:
        """Start, watch, stop. Returns 0 after a wished stop and 1 after a failure."""
        previous = {wish: signal.signal(wish, self._on_signal) for wish in STOP_SIGNALS}
        try:
            for part in self._plan:
                self._start(part)
            self._on_ready()
            self._watch()
        except StopWish:
            return 0
        except PartFailed as failure:
            self._console.line(OWN_NAME, str(failure))
            return 1
        finally:
            self._stop_all()
            for wish, handler in previous.items():
                signal.signal(wish, handler)
        return 0

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    def _start(self, part: Part) -> None:
        if self._stop.is_set():
            raise StopWish
        if isinstance(part, Step):
            self._run_step(part)
        else:
            self._start_service(part)

    def _run_step(self, step: Step) -> None:
        if step.action is not None:
            try:
                step.action()
            except Exception as error:
                raise PartFailed(f"{step.name} failed: {error}") from error
            return
        assert step.command is not None
        child = self._spawn(step.name, step.command, step)
        try:
            while not child.wait(WATCH_SECONDS):
                self._check()
            if child.exit_code != 0:
                raise PartFailed(child.describe_end())
        finally:
            child.signal(signal.SIGTERM)
            child.wait(5)
            child.kill_group()

    def _start_service(self, service: Service) -> None:
        child = self._spawn(service.name, service.command, service)
        self._running.append((service, child))
        deadline = time.monotonic() + service.healthy_within
        while not service.is_healthy(child):
            self._check()
            if time.monotonic() > deadline:
                last = "".join(f"\n    {line}" for line in child.last_lines)
                raise PartFailed(
                    f"{service.name} was not ready after {service.healthy_within:.0f} seconds.{last}"
                )
            self._stop.wait(0.1)
        # Something else may have answered in its place while it failed.
        self._check()

    def _spawn(self, name: str, command: list[str], part: Part) -> Child:
        options, hide = (part.popen_options, part.hide) if isinstance(part, Service) else ({}, None)
        try:
            return Child(
                name=name,
                command=command,
                environment=part.environment,
                console=self._console,
                popen_options=options,
                hide=hide,
            )
        except OSError as error:
            raise PartFailed(f"{name} could not be started: {error}") from error

    def _check(self) -> None:
        for _, child in self._running:
            if child.exit_code is not None:
                raise PartFailed(child.describe_end())
        if self._stop.is_set():
            raise StopWish

    def _watch(self) -> None:
        while True:
            self._check()
            self._stop.wait(WATCH_SECONDS)

    def _stop_all(self) -> None:
        if self._running:
            self._console.line(OWN_NAME, "stopping ...")
        for service, child in reversed(self._running):
            child.signal(service.stop_signal)
            deadline = time.monotonic() + service.grace
            while not child.wait(0.1):
                hurried = self._hurry.is_set() and service.may_be_hurried
                if hurried or time.monotonic() > deadline:
                    break
            if child.exit_code is None:
                self._console.line(OWN_NAME, f"{service.name} did not stop in time and is killed")
            child.kill_group()
            self._console.line(OWN_NAME, f"{service.name} stopped")
        self._running.clear()
