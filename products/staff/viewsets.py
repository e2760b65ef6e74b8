"""Products in the Wagtail admin: a list, and a commerce screen for each."""

import django_filters
from django.db.models import Exists, F, Min, OuterRef, QuerySet, Sum
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from products.models import Product, Variant
from products.staff.views import product_save, product_screen


class ProductFilterSet(WagtailFilterSet):
    archived = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=[("no", _("On sale")), ("yes", _("Archived"))],
        method="filter_archived",
        empty_label=_("All"),
    )
    stock = django_filters.ChoiceFilter(
        label=_("Stock"),
        choices=[("out", _("Sold out")), ("low", _("Five or fewer"))],
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
        return queryset.filter(available=0) if value == "out" else queryset.filter(available__lte=5)


class MoneyColumn(Column):
    cell_template_name = "staff/money_cell.html"


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
                get_url=lambda product: reverse("products:detail", args=[product.pk]),
            ),
            Column("brand", label=_("Brand"), sort_key="brand"),
            MoneyColumn("lowest_price", label=_("Price from"), sort_key="lowest_price"),
            Column("available", label=_("To sell"), sort_key="available"),
            StatusTagColumn(
                "archived_at",
                label=_("State"),
                accessor=lambda product: _("Archived") if product.is_archived else _("On sale"),
                primary=lambda product: not product.is_archived,
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Product]:
        variants = F("variants__stock__on_hand") - F("variants__stock__reserved")
        return Product.objects.annotate(lowest_price=Min("variants__price"), available=Sum(variants, default=0))

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
    menu_order = 120
    icon = "tag"
    add_to_admin_menu = True
    index_view_class = ProductIndexView
    copy_view_enabled = False
    form_fields = ["name"]

    def get_common_view_kwargs(self, **kwargs) -> dict:
        names = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(**{**kwargs, **{f"{name}_url_name": None for name in names}})

    def get_urlpatterns(self) -> list[URLPattern]:
        sections = ("details", "prices", "stock", "variant", "archive")
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", product_screen, name="detail"),
            *[
                path(f"<int:pk>/{section}/", product_save, {"section": section}, name=section)
                for section in sections
            ],
        ]
