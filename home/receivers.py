"""Wagtail's signal about published pages; it only queues a task, where there is something to do (DESIGN 1.15)."""

from typing import Any

from wagtail.models import Page
from wagtail.signals import page_published

from core.queueing import queue_on_commit
from home.tasks import warm_page
from home.warming import shows_pictures


def published(instance: Page, **kwargs: Any) -> None:
    if shows_pictures(instance):
        queue_on_commit(warm_page, instance.pk)


def connect() -> None:
    page_published.connect(published, dispatch_uid="home.published")
