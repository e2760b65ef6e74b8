"""Wagtail's signals about legal pages; each only calls a service (DESIGN 1.15)."""

from typing import Any

from wagtail.signals import page_published

from legal_pages.models import LegalPage
from legal_pages.services import record_version


def legal_page_published(instance: LegalPage, **kwargs: Any) -> None:
    record_version(instance)


def connect() -> None:
    page_published.connect(legal_page_published, sender=LegalPage, dispatch_uid="legal_pages.published")
