"""The ledger: every movement of stock and every price, to be searched, narrowed and taken along as a table."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.permission_policies import ModelPermissionPolicy

from core.spreadsheets import without_formula
from products.models import PriceChange, Product, StockMovement
from products.selectors.catalogue import variant_label
from products.staff.columns import MomentColumn, MoneyColumn
from products.staff.forms import last_day_of
from products.staff.product_chooser import product_chooser_viewset

PER_PAGE = 50


class LedgerFilterSet(WagtailFilterSet):
    """What both ledgers are narrowed by; one product is chosen by a link from its row or screen."""

    product = django_filters.ModelChoiceFilter(
        label=_("Product"),
        field_name="variant__product",
        queryset=Product.objects.all(),
        widget=product_chooser_viewset.widget_class,
    )
    sku = django_filters.CharFilter(label=_("SKU"), field_name="variant__sku", lookup_expr="istartswith")
    who = django_filters.CharFilter(label=_("Who"), field_name="actor_label", lookup_expr="icontains")
    at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)


class StockFilterSet(LedgerFilterSet):
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=StockMovement.Kind.choices, widget=CheckboxSelectMultiple
    )

    class Meta:
        model = StockMovement
        fields: list[str] = []


class PriceFilterSet(LedgerFilterSet):
    reduced = django_filters.BooleanFilter(
        label=_("With a reduction"), field_name="reduced_price", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = PriceChange
        fields: list[str] = []


class VariantColumn(Column):
    """The product, leading to its screen, with the choice and the SKU below."""

    cell_template_name = "products/staff/ledger/variant_cell.html"


class DifferenceColumn(Column):
    """A number with its sign; nothing for none."""

    cell_template_name = "products/staff/ledger/difference_cell.html"


class ReducedColumn(Column):
    """The reduced price with its first and last day."""

    cell_template_name = "products/staff/ledger/reduced_cell.html"


class ReasonColumn(Column):
    """Why, who, and the order where there is one."""

    cell_template_name = "products/staff/ledger/reason_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        user = parent_context["request"].user
        return {**context, "may_see_orders": user.has_perm("orders.view_order")}


class LedgerView(IndexView):
    any_permission_required = ["view"]
    default_ordering = "-at"
    search_fields = ["variant__sku"]
    paginate_by = PER_PAGE
    header_icon = "history"
    show_export_buttons = True
    template_name = "products/staff/ledger/index.html"
    table_classname = "listing desk-ledger"
    results_template_name = "wagtailadmin/generic/index_results.html"
    # Name of the other ledger, and the permission to see it.
    other: tuple[str, str, Any]

    @cached_property
    def permission_policy(self) -> ModelPermissionPolicy:
        return ModelPermissionPolicy(self.model)

    def get_base_queryset(self) -> QuerySet:
        return self.model.objects.select_related("variant__product").prefetch_related(
            "variant__values__option"
        )

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Of one moment the later row comes first; the oldest first turns both round."""
        return queryset.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """Find by any part of the product's name or the reason, or the start of a SKU."""
        words = (self.search_query or "").strip()
        if not words:
            return queryset
        return queryset.filter(self.condition(words))

    def condition(self, words: str) -> Q:
        return (
            Q(variant__sku__istartswith=words)
            | Q(variant__product__name__icontains=words)
            | Q(reason__icontains=words)
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("products:index"), "label": _("Products")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        for row in context["object_list"]:
            row.label = variant_label(row.variant)
            row.last_day = last_day_of(getattr(row, "reduced_until", None))
        return context | {"other_ledger": self._other_ledger()}

    def _other_ledger(self) -> dict[str, Any] | None:
        name, permission, label = self.other
        if not self.request.user.has_perm(permission):
            return None
        chosen = self.request.GET.get("product", "")
        return {"label": label, "url": reverse(name) + (f"?product={chosen}" if chosen.isdigit() else "")}

    def preprocess_field_value(self, field: str, value: object, export_format: str) -> object:
        return without_formula(super().preprocess_field_value(field, value, export_format))


class StockLedgerView(LedgerView):
    model = StockMovement
    filterset_class = StockFilterSet
    page_title = _("Stock movements")
    index_url_name = "products:ledger"
    index_results_url_name = "products:ledger_results"
    export_filename = "stock-movements"
    other = ("products:price_ledger", "products.view_pricechange", _("Price history"))
    list_export = [
        "at",
        "variant.product.name",
        "label",
        "variant.sku",
        "get_kind_display",
        "on_hand_change",
        "reserved_change",
        "reference",
        "reason",
        "actor_label",
    ]
    export_headings = {
        "variant.product.name": _("Product"),
        "label": _("Variant"),
        "variant.sku": _("SKU"),
        "get_kind_display": _("Kind"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            MomentColumn("at", label=_("When"), sort_key="at"),
            VariantColumn("variant", label=_("Product")),
            Column("kind", label=_("Kind"), accessor="get_kind_display", classname="desk-kind"),
            DifferenceColumn("on_hand_change", label=_("On hand"), classname="desk-money"),
            DifferenceColumn("reserved_change", label=_("Held"), classname="desk-money"),
            ReasonColumn("reason", label=_("Who and why"), classname="desk-wide"),
        ]

    def condition(self, words: str) -> Q:
        return super().condition(words) | Q(reference=words)


class PriceLedgerView(LedgerView):
    model = PriceChange
    filterset_class = PriceFilterSet
    page_title = _("Price history")
    index_url_name = "products:price_ledger"
    index_results_url_name = "products:price_ledger_results"
    export_filename = "price-history"
    other = ("products:ledger", "products.view_stockmovement", _("Stock movements"))
    list_export = [
        "at",
        "variant.product.name",
        "label",
        "variant.sku",
        "price",
        "reduced_price",
        "reduced_from",
        "reduced_until",
        "currency",
        "reason",
        "actor_label",
    ]
    export_headings = {
        "variant.product.name": _("Product"),
        "label": _("Variant"),
        "variant.sku": _("SKU"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            MomentColumn("at", label=_("When"), sort_key="at"),
            VariantColumn("variant", label=_("Product")),
            MoneyColumn("price", label=_("Price"), sort_key="price"),
            ReducedColumn("reduced_price", label=_("Reduced"), classname="desk-money"),
            ReasonColumn("reason", label=_("Who and why"), classname="desk-wide"),
        ]
