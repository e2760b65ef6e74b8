"""How the shop talks to Celery's broker: briefly, because a shopper may be waiting (DESIGN 1.13)."""

from typing import Any

CONNECT_SECONDS = 2
ANSWER_SECONDS = 5


def transport_options(broker_url: str) -> dict[str, Any]:
    """Return the options that make a broker that is down an error within seconds, for Redis and for PostgreSQL."""
    # Without a limit kombu tries to connect for ever, also inside a shopper's request (tried).
    options: dict[str, Any] = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    if broker_url.startswith("redis"):
        options |= {"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": ANSWER_SECONDS}
    elif broker_url.startswith("sqla+"):
        # A connection that the server dropped meanwhile is replaced instead of failing the next message.
        options |= {"pool_pre_ping": True, "connect_args": {"connect_timeout": CONNECT_SECONDS}}
    return options
