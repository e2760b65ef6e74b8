"""What happens around product pages in the Wagtail admin; products/wagtail_hooks.py loads this module."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, Page

from core.actors import Actor
from products.models import ProductPage
from products.models.pages import PUBLISH_REFUSED
from products.safety import Missing, in_words
from products.services import windows

# Products that a message names one by one.
NAMED = 3
# Where the request carries the products whose pages are being deleted.
REMEMBERED = "products_of_deleted_pages"


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def give_product(request: HttpRequest, page: Page) -> None:
    """A page has its product from its first save on, of the name that it has itself."""
    if not isinstance(page, ProductPage):
        return
    if page.product_id is None:
        page.product = windows.give_product(page_id=page.pk, actor=Actor.staff(request.user))
    else:
        windows.follow_title(page_id=page.pk, actor=Actor.staff(request.user))


@hooks.register("after_copy_page")
def copy_products(request: HttpRequest, page: Page, new_page: Page) -> None:
    """What is copied is sold on its own account."""
    windows.copy_products(source_id=page.pk, copy_id=new_page.pk, actor=Actor.staff(request.user))


@hooks.register("before_delete_page")
def remember_products(request: HttpRequest, page: Page) -> None:
    remember_products_of(request, "delete", [page])


@hooks.register("before_bulk_action")
def remember_products_of(request: HttpRequest, action: str, objects: list[Any], *_view: BulkAction) -> None:
    """Note which products the pages show that are about to be deleted; afterwards nothing tells any more."""
    paths = [page.path for page in objects if isinstance(page, Page)] if action == "delete" else []
    if paths:
        below = reduce(or_, (Q(path__startswith=path) for path in paths))
        found = ProductPage.objects.filter(below, product__isnull=False)
        setattr(request, REMEMBERED, set(found.values_list("product", flat=True)))


@hooks.register("after_delete_page")
def archive_products(request: HttpRequest, page: Page) -> None:
    archive_products_of(request, "delete", [page])


@hooks.register("after_bulk_action")
def archive_products_of(request: HttpRequest, action: str, objects: list[Any], *_view: BulkAction) -> None:
    """Archive what no page shows any more, and say where it is and how it comes back."""
    product_ids = getattr(request, REMEMBERED, None)
    if action != "delete" or not product_ids:
        return
    archived = windows.close_windows(product_ids=product_ids, actor=Actor.staff(request.user))
    if not archived:
        return
    names = ", ".join(f"“{product.name}”" for product in archived[:NAMED])
    words = ngettext(
        "No page shows %(names)s any more, so it was archived. Its variants, prices, stock and orders are kept.",
        "No page shows %(count)d products any more, so they were archived: %(names)s. Their variants, prices, stock and "
        "orders are kept.",
        len(archived),
    ) % {"names": names if len(archived) <= NAMED else f"{names}, …", "count": len(archived)}
    alone = len(archived) == 1
    url = (
        reverse("products:detail", args=[archived[0].pk])
        if alone
        else reverse("products:index") + "?archived=yes"
    )
    label = gettext("Open the product") if alone else gettext("Show the archived products")
    messages.warning(request, words, buttons=[messages.button(url, label)])


@hooks.register("register_log_actions")
def publish_refused(actions: LogActionRegistry) -> None:
    @actions.register_action(PUBLISH_REFUSED)
    class PublishRefused(LogFormatter):
        label = _("Not published: something is missing")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            missing = [Missing(value) for value in log_entry.data.get("missing", [])] or [Missing.GOODS]
            words = gettext("Was to be published by its timetable. Missing: %(missing)s.")
            return words % {"missing": in_words(missing)}
