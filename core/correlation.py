"""One id that follows a request through its tasks, provider calls and log lines."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from celery import Task

HEADER = "X-Correlation-ID"
_ACCEPTABLE = re.compile(r"[A-Za-z0-9-]{8,64}")
_current: ContextVar[str] = ContextVar("correlation_id", default="")


def current_id() -> str:
    """Return the correlation id of the work under way, or an empty string outside any."""
    return _current.get()


def new_id() -> str:
    return uuid.uuid4().hex


def accepted(candidate: str | None) -> str:
    """Return the caller's id when it is harmless, a fresh one otherwise."""
    return candidate if candidate and _ACCEPTABLE.fullmatch(candidate) else new_id()


@contextmanager
def correlated(correlation_id: str) -> Iterator[str]:
    """Let everything inside the block carry this id."""
    token = _current.set(correlation_id)
    try:
        yield correlation_id
    finally:
        _current.reset(token)


class CorrelatedTask(Task):
    """A Celery task that carries the id of whoever queued it."""

    def apply_async(self, args=None, kwargs=None, **options):
        headers = {**(options.pop("headers", None) or {}), "correlation_id": current_id() or new_id()}
        return super().apply_async(args, kwargs, headers=headers, **options)

    def __call__(self, *args, **kwargs):
        carried = getattr(self.request, "correlation_id", None)
        headers = getattr(self.request, "headers", None) or {}
        with correlated(accepted(headers.get("correlation_id") or carried)):
            return super().__call__(*args, **kwargs)
