"""What the Wagtail admin gets from the catalogue."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from products import page_hooks  # noqa: F401  (its hooks register themselves)
from products.staff import (
    import_views,
    spot_picker,  # noqa: F401  (its adapter registers itself)
)
from products.staff.board import add_board
from products.staff.bulk_actions import ACTIONS
from products.staff.menu import without_page_reports, without_release_notes
from products.staff.operators import OperatorViewSet
from products.staff.pictures import PictureDeleteBulkAction, PictureDeleteView, PictureEditView
from products.staff.product_chooser import ProductChooserViewSet, product_chooser_viewset
from products.staff.viewsets import ProductViewSet

hooks.register("construct_homepage_panels", add_board)
hooks.register("construct_help_menu", without_release_notes)
hooks.register("construct_reports_menu", without_page_reports)


@hooks.register("register_admin_viewset")
def register_product_chooser() -> ProductChooserViewSet:
    return product_chooser_viewset


@hooks.register("register_admin_viewset")
def register_products() -> ProductViewSet:
    return ProductViewSet()


@hooks.register("register_admin_viewset")
def register_operators() -> OperatorViewSet:
    return OperatorViewSet()


hooks.register("register_admin_menu_item", import_views.menu_item)


@hooks.register("register_admin_urls")
def import_urls() -> list[URLResolver]:
    return [path("imports/", include((import_views.urlpatterns, "imports")))]


# Before Wagtail's own urls, which have the same address and keep its name (wagtailimages:edit).
@hooks.register("register_admin_urls", order=-1)
def picture_urls() -> list[URLPattern]:
    return [
        path("images/<int:image_id>/", PictureEditView.as_view()),
        path("images/<int:image_id>/delete/", PictureDeleteView.as_view()),
    ]


# After Wagtail's own, whose place in the registry it takes.
hooks.register("register_bulk_action", PictureDeleteBulkAction, order=1)
for action in ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("insert_global_admin_css")
def desk_styles() -> SafeString:
    """The style sheet of the shop's own screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/desk.css"))


@hooks.register("register_permissions")
def ledger_permissions() -> QuerySet[Permission]:
    """The rights to see the ledgers, to be given to groups in the settings."""
    return Permission.objects.filter(
        content_type__app_label="products", codename__in=["view_stockmovement", "view_pricechange"]
    )
