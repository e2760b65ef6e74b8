"""The list of products: found, narrowed, looked over, and chosen for a change of many."""

from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies.pages import PagePermissionPolicy

from products.models import Product
from products.selectors.product_list import products_with_figures, search_products, with_windows
from products.staff.bulk_actions import allowed_actions
from products.staff.columns import MomentColumn, TagColumn
from products.staff.product_filters import ProductFilterSet
from products.staff.product_rows import dress

PER_PAGE = 50
page_permission_policy = PagePermissionPolicy()


class PictureColumn(Column):
    cell_template_name = "products/staff/list/picture_cell.html"


class ProductColumn(TitleColumn):
    """The name, with brand and SKU below it; and what there is no room for elsewhere on a phone."""

    cell_template_name = "products/staff/list/product_cell.html"


class PriceColumn(Column):
    """What is asked now, from – to, with the regular price below while a variant is reduced."""

    cell_template_name = "products/staff/list/price_cell.html"


class StockColumn(Column):
    """Units that can be sold, with those that orders hold below; none is said in words."""

    cell_template_name = "products/staff/list/stock_cell.html"


class CoverageColumn(Column):
    """The languages in which there is a page."""

    cell_template_name = "products/staff/list/coverage_cell.html"


def below_name(product: Product) -> str:
    """Return brand and SKU, and how many variants there are."""
    count = product.variant_count
    variants = ngettext("%(count)s variant", "%(count)s variants", count) % {"count": count}
    parts = [product.brand, product.first_sku if count == 1 else "", variants if count > 1 else ""]
    return " · ".join(part for part in parts if part)


def state_of(product: Product) -> str:
    """Return the state in words, as the filter of the same name understands it."""
    if product.is_archived and product.was_shown:
        return gettext("Archived")
    return gettext("On sale") if product.shown else gettext("No page is published")


def tone_of(product: Product) -> str:
    if product.is_archived and product.was_shown:
        return "quiet"
    return "done" if product.shown else "wait"


def lack_of(product: Product) -> str:
    if product.is_archived:
        return ""
    if not product.variant_count:
        return gettext("Nothing to sell")
    return gettext("Lacks safety facts") if product.lacks_safety else ""


class ProductIndexView(IndexView):
    model = Product
    any_permission_required = ["view"]
    filterset_class = ProductFilterSet
    default_ordering = "name"
    search_fields = ["name", "brand"]
    template_name = "products/staff/list/index.html"
    table_classname = "listing desk-products"
    results_template_name = "wagtailadmin/generic/index_results.html"

    @cached_property
    def actions(self) -> list[type]:
        return allowed_actions(self.request.user)

    @property
    def bulk_buttons(self) -> list[dict[str, Any]]:
        return [
            {
                "label": action.display_name,
                "aria_label": action.aria_label,
                "url": reverse("wagtail_bulk_action", args=["products", "product", action.action_type]),
            }
            for action in self.actions
        ]

    @cached_property
    def columns(self) -> list[Column]:
        chosen = [BulkActionsCheckboxColumn("bulk_actions", obj_type="product")] if self.actions else []
        return [
            *chosen,
            PictureColumn("thumbnail", label=_("Picture"), classname="desk-thumb"),
            ProductColumn(
                "name",
                label=_("Product"),
                sort_key="name",
                classname="desk-wrap",
                get_url=lambda product: reverse("products:detail", args=[product.pk]),
                get_title_id=lambda product: f"product_{product.pk}_title",
            ),
            PriceColumn("lowest_price", label=_("Price"), sort_key="lowest_price", classname="desk-money"),
            StockColumn("available", label=_("To sell"), sort_key="available", classname="desk-units"),
            TagColumn(
                "archived_at",
                label=_("State"),
                classname="desk-wide",
                accessor=state_of,
                tone=tone_of,
                also=lack_of,
            ),
            CoverageColumn("coverage", label=_("Languages"), classname="desk-wide"),
            MomentColumn("updated_at", label=_("Changed"), sort_key="updated_at", classname="desk-wide"),
        ]

    @cached_property
    def header_more_buttons(self) -> list:
        user, buttons = self.request.user, list(super().header_more_buttons)
        for name, permission, label in LEDGERS:
            if user.has_perm(permission):
                buttons.append(Button(label, url=reverse(name), icon_name="history"))
        return buttons

    def get_base_queryset(self) -> QuerySet[Product]:
        editable = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return with_windows(products_with_figures(timezone.now()), editable)

    def order_queryset(self, queryset: QuerySet[Product]) -> QuerySet[Product]:
        """Sort with a tie-break, so that no product is on two screens; what has no price comes last."""
        key = F(self.ordering.removeprefix("-"))
        if self.ordering.startswith("-"):
            return queryset.order_by(key.desc(nulls_last=True), "pk")
        return queryset.order_by(key.asc(nulls_last=True), "pk")

    def search_queryset(self, queryset: QuerySet[Product]) -> QuerySet[Product]:
        words = (self.search_query or "").strip()
        return search_products(queryset, words) if words else queryset

    def paginate_queryset(self, queryset: QuerySet[Product], page_size: int) -> tuple:
        paginator, page, rows, more = super().paginate_queryset(queryset, page_size)
        page.object_list = dress(list(rows), self.request.user)
        for product in page.object_list:
            product.below_name, product.state = below_name(product), state_of(product)
            product.tone, product.lack = tone_of(product), lack_of(product)
        return paginator, page, page.object_list, more

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "bulk_actions": self.bulk_buttons}


LEDGERS = (
    ("products:ledger", "products.view_stockmovement", _("Stock movements")),
    ("products:price_ledger", "products.view_pricechange", _("Price history")),
)
