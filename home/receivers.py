"""Wagtail's signal about published pages; it only queues a task (DESIGN 1.15)."""

from typing import Any

from wagtail.models import Page
from wagtail.signals import page_published

from core.queueing import queue_on_commit
from home.tasks import warm_page


def published(instance: Page, **kwargs: Any) -> None:
    queue_on_commit(warm_page, instance.pk)


def connect() -> None:
    page_published.connect(published, dispatch_uid="home.published")
