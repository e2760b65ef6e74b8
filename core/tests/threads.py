"""Real threads on real connections, for tests of races. They need `django_db(transaction=True, serialized_rollback=True)`."""

import threading
from collections.abc import Callable

from django.db import connection


def in_threads(*works: Callable[[], object]) -> list[object]:
    """Run the works at the same time, each on a connection of its own; return results or exceptions in order."""
    gate = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            results[place] = work()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results
