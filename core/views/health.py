"""Answers for load balancers and supervisors: is the process up, and can it do its work."""

import logging
from collections.abc import Callable

from celery import current_app
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.correlation import new_id

logger = logging.getLogger(__name__)

DATABASE_MILLISECONDS = 2000
BROKER_SECONDS = 2


def _database() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {DATABASE_MILLISECONDS}")
        cursor.execute("SELECT 1")


def _cache() -> None:
    mark = new_id()
    cache.set("readyz", mark, 10)
    if cache.get("readyz") != mark:
        raise LookupError("the cache does not give back what it was given")


def _queue() -> None:
    """Touch the default queue: connecting alone does not reach a broker that lives in PostgreSQL."""
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
        with broker.channel() as channel:
            channel.queue_declare(queue=current_app.conf.task_default_queue)


CHECKS: dict[str, Callable[[], None]] = {"database": _database, "cache": _cache, "queue": _queue}


def _works(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:
        # Whatever is wrong, the answer is the same; the log says what it was.
        logger.warning("not ready: %s", name, exc_info=True)
        return False
    return True


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process can answer at all; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, cache and queue work, 503 with the name of what does not."""
    parts = {name: "ok" if _works(name, check) else "down" for name, check in CHECKS.items()}
    ready = all(state == "ok" for state in parts.values())
    return JsonResponse({"status": "ok" if ready else "down", **parts}, status=200 if ready else 503)
