"""How often somebody may try: fixed windows, counted in PostgreSQL so that all processes see the same count."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.client_address import client_network
from core.views.errors import too_many_requests

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]

# Counting stops here: the exact number no longer matters, and the column has an end.
_MOST_HITS = 1_000_000

_COUNT = """
    INSERT INTO core_ratelimitwindow AS w (key, hits, resets_at) VALUES (%(key)s, 1, %(end)s)
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN w.resets_at <= %(now)s THEN 1 ELSE LEAST(w.hits + 1, %(most)s) END,
        resets_at = CASE WHEN w.resets_at <= %(now)s THEN excluded.resets_at ELSE w.resets_at END
    RETURNING hits, resets_at
"""


class RateLimited(Exception):
    """Too many tries; `retry_after` says in how many seconds the next one counts again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after


def check_rate(*, scope: str, identity: str, limit: int, seconds: int) -> None:
    """Count one try; raises RateLimited when it is more than the `limit`th within `seconds`.

    One query. `identity` (an address, an e-mail, an order number) is stored as a keyed hash only. Call it outside a
    transaction: a rollback would take the count back, and others would wait for the row until the end.
    """
    now = timezone.now()
    key = salted_hmac("vitrina.rate-limit", f"{scope}\n{identity}", algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT, {"key": key, "now": now, "end": now + timedelta(seconds=seconds), "most": _MOST_HITS}
        )
        hits, resets_at = cursor.fetchone()
    if hits > limit:
        logger.info("rate limit %s reached", scope)
        raise RateLimited(max(1, round((resets_at - now).total_seconds())))


def rate_limited(
    scope: str, limit: int, seconds: int, methods: tuple[str, ...] = ("POST",)
) -> Callable[[View], View]:
    """Let a view be called `limit` times within `seconds` by one client address; beyond that it answers 429."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                try:
                    check_rate(scope=scope, identity=client_network(request), limit=limit, seconds=seconds)
                except RateLimited as refusal:
                    return too_many_requests(request, refusal.retry_after)
            return view(request, *args, **kwargs)

        return limited

    return decorate
