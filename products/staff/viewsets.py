"""Products in the Wagtail admin: a list, and a commerce screen for each."""

import django_filters
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Sum
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from products.models import Product, ProductPage, Variant
from products.staff.board import FEW
from products.staff.columns import MoneyColumn, TagColumn
from products.staff.views import PERMISSIONS, product_save, product_screen, screen_for_page


class ProductFilterSet(WagtailFilterSet):
    archived = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=[("no", _("Not archived")), ("yes", _("Archived"))],
        method="filter_archived",
        empty_label=_("All"),
    )
    stock = django_filters.ChoiceFilter(
        label=_("Stock"),
        choices=[("out", _("Sold out")), ("low", _("A variant runs out (five or fewer)"))],
        method="filter_stock",
        empty_label=_("Any"),
    )
    brand = django_filters.CharFilter(label=_("Brand"), lookup_expr="icontains")

    class Meta:
        model = Product
        fields: list[str] = []

    def filter_archived(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(archived_at__isnull=value == "no")

    def filter_stock(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "out":
            return queryset.filter(available=0)
        few = Variant.objects.filter(archived_at__isnull=True, stock__on_hand__lte=F("stock__reserved") + FEW)
        return queryset.filter(Exists(few.filter(product=OuterRef("pk"))))


class StockColumn(Column):
    """Units that can be sold; none is said in words."""

    cell_template_name = "products/staff/stock_cell.html"


def _state(product: Product) -> str:
    if product.is_archived:
        return gettext("Archived")
    return gettext("On sale") if product.shown else gettext("No page is published")


def _tone(product: Product) -> str:
    if product.is_archived:
        return "quiet"
    return "done" if product.shown else "wait"


class ProductIndexView(IndexView):
    model = Product
    any_permission_required = ["view"]
    filterset_class = ProductFilterSet
    default_ordering = "name"
    search_fields = ["name", "brand"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                label=_("Product"),
                sort_key="name",
                classname="desk-wrap",
                get_url=lambda product: reverse("products:detail", args=[product.pk]),
            ),
            Column("brand", label=_("Brand"), sort_key="brand", classname="desk-wide"),
            MoneyColumn("lowest_price", label=_("Price from"), sort_key="lowest_price"),
            StockColumn("available", label=_("To sell"), sort_key="available"),
            TagColumn("archived_at", label=_("State"), classname="desk-wide", accessor=_state, tone=_tone),
        ]

    def get_base_queryset(self) -> QuerySet[Product]:
        variants = F("variants__stock__on_hand") - F("variants__stock__reserved")
        in_force = Q(variants__archived_at__isnull=True)
        return Product.objects.annotate(
            lowest_price=Min("variants__price", filter=in_force),
            available=Sum(variants, default=0, filter=in_force),
            shown=Exists(ProductPage.objects.filter(product=OuterRef("pk"), live=True)),
        )

    def search_queryset(self, queryset: QuerySet[Product]) -> QuerySet[Product]:
        words = (self.search_query or "").strip()
        if not words:
            return queryset
        with_sku = Variant.objects.filter(product=OuterRef("pk"), sku__istartswith=words)
        return (
            queryset.filter(name__icontains=words)
            | queryset.filter(brand__icontains=words)
            | queryset.filter(Exists(with_sku))
        )


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
            path("<int:pk>/", product_screen, name="detail"),
            path("for-page/<int:page_id>/", screen_for_page, name="for_page"),
            *[
                path(f"<int:pk>/{section}/", product_save, {"section": section}, name=section)
                for section in sections
            ],
        ]
