"""A server shared by several processes that know nothing of each other: the last one out stops it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from types import TracebackType
from typing import IO

from tools.postgres.cluster import Cluster, Server


class Lease:
    """Holds a shared file lock while the server is used; the kernel gives it back even after kill -9."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._lock: IO[str] | None = None

    def acquire(self, *, when_first: Callable[[Server], None] | None = None) -> Server:
        """Return the running server; it stays up until the last lease on it is released.

        `when_first` is called with the server while nobody else can hold a lease: the moment to clear away leftovers.
        """
        self._lock = self.cluster.places.users_lock.open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Others use it, or the last of them is stopping it: in that case this waits for the end.
            fcntl.flock(self._lock, fcntl.LOCK_SH)
            return self.cluster.start()
        server = self.cluster.start()
        if when_first is not None:
            when_first(server)
        fcntl.flock(self._lock, fcntl.LOCK_SH)
        return server

    def release(self) -> None:
        """Give the server back and stop it if nobody else uses it."""
        if self._lock is None:
            return
        lock, self._lock = self._lock, None
        with lock:
            fcntl.flock(lock, fcntl.LOCK_UN)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self.cluster.stop()

    def __enter__(self) -> Server:
        return self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
