"""Wagtail's signals about pages, received in this one place; each only calls a service (DESIGN 1.15)."""

from functools import partial
from typing import Any

from django.db.transaction import on_commit
from wagtail.models import Page, Revision
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from core.actors import SYSTEM, Actor
from core.queueing import queue_on_commit
from products.models import CategoryPage, ProductPage
from products.services import listing, windows
from products.tasks import refresh_listing_below


def product_published(instance: ProductPage, revision: Revision | None = None, **kwargs: Any) -> None:
    user = revision.user if revision else None
    windows.open_window(page_id=instance.pk, actor=Actor.staff(user) if user else SYSTEM)
    listing.refresh_pages([instance.pk])


def product_unpublished(instance: ProductPage, **kwargs: Any) -> None:
    listing.refresh_pages([instance.pk])


def product_translated(source_obj: Page, target_obj: Page, **kwargs: Any) -> None:
    if isinstance(target_obj, ProductPage):
        windows.share_product(source_id=source_obj.pk, translation_id=target_obj.pk)


def category_published(instance: CategoryPage, **kwargs: Any) -> None:
    # Nobody needs to wait for the shelves below it: search knows its title, and products may be listed in it besides.
    queue_on_commit(refresh_listing_below, instance.pk)


def category_unpublished(instance: CategoryPage, **kwargs: Any) -> None:
    # Also sent before a category is deleted, when it still stands there; afterwards nothing names what it listed.
    pages = listing.pages_listed_below(instance)
    on_commit(partial(listing.refresh_pages, pages))


def page_moved(instance: Page, **kwargs: Any) -> None:
    listing.refresh_below(instance)


def slug_changed(instance: Page, **kwargs: Any) -> None:
    # Wagtail rewrites the addresses of all pages below without a signal for any of them.
    listing.refresh_below(instance)


def connect() -> None:
    page_published.connect(product_published, sender=ProductPage, dispatch_uid="products.published")
    page_unpublished.connect(product_unpublished, sender=ProductPage, dispatch_uid="products.unpublished")
    page_unpublished.connect(
        category_unpublished, sender=CategoryPage, dispatch_uid="products.category_unpublished"
    )
    page_published.connect(category_published, sender=CategoryPage, dispatch_uid="products.category")
    copy_for_translation_done.connect(product_translated, dispatch_uid="products.translated")
    post_page_move.connect(page_moved, dispatch_uid="products.moved")
    page_slug_changed.connect(slug_changed, dispatch_uid="products.slug")
