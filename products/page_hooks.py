"""What happens around product pages in the Wagtail admin; products/wagtail_hooks.py loads this module."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from core.actors import Actor
from products.models import ProductPage
from products.models.pages import PUBLISH_REFUSED
from products.services import windows


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


@hooks.register("register_log_actions")
def publish_refused(actions: LogActionRegistry) -> None:
    actions.register_action(
        PUBLISH_REFUSED,
        _("Not published: nothing to sell"),
        _("Was to be published by its timetable, but had nothing to sell"),
    )
