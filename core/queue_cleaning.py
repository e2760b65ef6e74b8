"""Tidying a Celery broker that lives in PostgreSQL: its transport only hides delivered messages, it never deletes them."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from sqlalchemy import create_engine, inspect, text

PREFIX = "sqla+"
KEEP_DELIVERED = timedelta(days=1)

# kombu stamps a message with the local clock, without a zone, at the moment it is handed to a worker.
_DELETE = text("DELETE FROM kombu_message WHERE visible = false AND timestamp < :before")


def remove_delivered_messages(broker_url: str | None = None) -> int:
    """Delete messages that a worker took more than a day ago and return how many; waiting ones stay.

    Does nothing for other brokers, nor before the first message made the tables.
    """
    url = broker_url or settings.CELERY_BROKER_URL
    if not urlsplit(url).scheme.startswith(PREFIX):
        return 0
    engine = create_engine(url.removeprefix(PREFIX))
    try:
        if not inspect(engine).has_table("kombu_message"):
            return 0
        before = (timezone.now() - KEEP_DELIVERED).astimezone().replace(tzinfo=None)
        with engine.begin() as connection:
            return connection.execute(_DELETE, {"before": before}).rowcount
    finally:
        engine.dispose()
