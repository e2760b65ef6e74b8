"""What nearly every request asks for and what hardly ever changes: read once, then good for a second.

The site, the shop's settings, the menu, tariffs, rates and running promotions are the same for everybody. A page may be a second
behind what staff have just saved. Whoever decides about money or stock does so in a transaction, and in a transaction the database
itself is always asked.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from time import monotonic
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import connection

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")

# More keys than a shop has of anything that is worth keeping so.
MOST_KEYS = 1_000


def answers_are_kept() -> bool:
    """Tell whether a question may be answered from a second ago: never in a transaction."""
    return bool(settings.BRIEF_SECONDS) and not connection.in_atomic_block


def briefly(read: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
    """Let what `read` returns for the same hashable arguments be good for settings.BRIEF_SECONDS in this process.

    Threads share the answer, so nobody may change it. Inside a transaction, and with 0 seconds, nothing is kept or used.
    """
    return _kept(read, lambda: settings.BRIEF_SECONDS)


def for_a_minute(read: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
    """Do the same for a minute: for what may be out of date without anybody being misled."""
    return _kept(read, lambda: 60.0)


def _kept(read: Callable[_Arguments, _Answer], seconds: Callable[[], float]) -> Callable[_Arguments, _Answer]:
    kept: dict[Hashable, tuple[float, _Answer]] = {}

    @wraps(read)
    def answer(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
        if not answers_are_kept():
            return read(*args, **kwargs)
        key = (args, *sorted(kwargs.items()))
        now = monotonic()
        found = kept.get(key)
        if found is not None and found[0] > now:
            return found[1]
        value = read(*args, **kwargs)
        if len(kept) >= MOST_KEYS:
            kept.clear()
        # From before the reading on: what was written meanwhile may be missing in it.
        kept[key] = (now + seconds(), value)
        return value

    return answer
