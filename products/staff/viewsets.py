"""Products in the Wagtail admin: a list, and a commerce screen for each."""

from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.auth import require_admin_access
from wagtail.admin.viewsets.model import ModelViewSet

from products.models import Product
from products.staff.bulk import bulk_report
from products.staff.ledger import PriceLedgerView, StockLedgerView
from products.staff.product_list import PER_PAGE, ProductIndexView
from products.staff.views import PERMISSIONS, product_save, product_screen, screen_for_page


class ProductViewSet(ModelViewSet):
    """A product is made with its page and archived rather than deleted: no add and no delete view."""

    model = Product
    name = "products"
    url_prefix = "products"
    menu_label = _("Products")
    menu_name = "products"
    menu_order = 120
    icon = "tag"
    add_to_admin_menu = True
    index_view_class = ProductIndexView
    list_per_page = PER_PAGE
    copy_view_enabled = False
    form_fields = ["name"]

    def get_common_view_kwargs(self, **kwargs) -> dict:
        names = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(**{**kwargs, **{f"{name}_url_name": None for name in names}})

    @cached_property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        """Lead from where a product is listed as a user of something to its screen: there is no edit view."""
        return type("ProductURLFinder", (ModelAdminURLFinder,), {"edit_url_name": "products:detail"})

    def get_urlpatterns(self) -> list[URLPattern]:
        sections = tuple(PERMISSIONS)
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("bulk-report/", require_admin_access(bulk_report), name="bulk_report"),
            path("ledger/", StockLedgerView.as_view(), name="ledger"),
            path("ledger/results/", StockLedgerView.as_view(results_only=True), name="ledger_results"),
            path("ledger/prices/", PriceLedgerView.as_view(), name="price_ledger"),
            path(
                "ledger/prices/results/",
                PriceLedgerView.as_view(results_only=True),
                name="price_ledger_results",
            ),
            path("<int:pk>/", product_screen, name="detail"),
            path("for-page/<int:page_id>/", screen_for_page, name="for_page"),
            *[
                path(f"<int:pk>/{section}/", product_save, {"section": section}, name=section)
                for section in sections
            ],
        ]
