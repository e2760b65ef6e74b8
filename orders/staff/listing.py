"""The list of the order desk: what is to be done, found by whatever the customer remembers."""

import re

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from core.spreadsheets import without_formula
from orders.models import Order, OrderLine
from orders.staff.filters import OrderFilterSet
from orders.staff.words import TONES
from orders.staff.work import TO_SEND, Tab, tabs
from payments.references import number_in
from products.staff.columns import MomentColumn, MoneyColumn, TagColumn, TwoLineColumn

UUID_SHAPE = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _where_to(order: Order) -> str:
    """Return where the parcel goes, and to whom where that is somebody else."""
    if order.is_collected:
        return gettext("collects the order")
    place = f"{order.city}, {order.country.code}"
    return f"→ {order.name}, {place}" if order.buyer_name else place


class OrderIndexView(IndexView):
    model = Order
    any_permission_required = ["view"]
    filterset_class = OrderFilterSet
    default_ordering = "-placed_at"
    results_template_name = "orders/staff/index_results.html"
    search_fields = ["number", "name", "email", "phone", "lines__sku"]
    show_other_searches = False
    list_export = [
        "number",
        "placed_at",
        "get_status_display",
        "ordered_by",
        "email",
        "name",
        "phone",
        "address_line1",
        "address_line2",
        "postcode",
        "city",
        "region",
        "country.code",
        "company_name",
        "company_number",
        "company_vat_number",
        "delivery_name",
        "get_payment_method_display",
        "goods_gross",
        "delivery_gross",
        "fee_gross",
        "discount_gross",
        "total_net",
        "total_vat",
        "total_gross",
        "currency",
    ]
    export_headings = {
        "get_status_display": _("Status"),
        "get_payment_method_display": _("Payment"),
        "country.code": _("Country"),
        "ordered_by": _("Ordered by"),
        "name": _("Recipient"),
    }

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if self.is_export and not request.user.has_perm("orders.export_order"):
            raise PermissionDenied

    @cached_property
    def show_export_buttons(self) -> bool:
        return self.request.user.has_perm("orders.export_order")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "number",
                label=_("Number"),
                sort_key="number",
                get_url=lambda order: reverse("orders:detail", args=[order.pk]),
            ),
            MomentColumn("placed_at", label=_("Placed"), sort_key="placed_at", classname="desk-wide"),
            TagColumn(
                "status",
                label=_("Status"),
                accessor="get_status_display",
                tone=lambda order: TONES[Order.Status(order.status)],
                also=lambda order: gettext("Needs review") if order.needs_review else "",
            ),
            TwoLineColumn(
                "name",
                label=_("Customer"),
                accessor="ordered_by",
                sort_key="name",
                below=_where_to,
            ),
            TwoLineColumn(
                "delivery_name",
                label=_("Delivery and payment"),
                classname="desk-wide",
                below=lambda order: order.get_payment_method_display(),
            ),
            MoneyColumn("total_gross", label=_("Total"), sort_key="total_gross"),
        ]

    def get_ordering(self) -> str:
        """What is to be sent comes first in, first out; everything else newest first."""
        if self.request.GET.get("view") == TO_SEND and not self.is_explicitly_ordered:
            return "placed_at"
        return super().get_ordering()

    def get_context_data(self, *args, **kwargs) -> dict:
        return {**super().get_context_data(*args, **kwargs), "tabs": self.tabs}

    @cached_property
    def tabs(self) -> list[Tab]:
        return tabs(self.index_url, self.request.GET.get("view", ""))

    def preprocess_field_value(self, field: str, value: object, export_format: str) -> object:
        return without_formula(super().preprocess_field_value(field, value, export_format))

    def get_base_queryset(self) -> QuerySet[Order]:
        return Order.objects.all()

    def search_queryset(self, queryset: QuerySet[Order]) -> QuerySet[Order]:
        """Find by the start of a number or SKU, any part of a name, e-mail or phone, the company or its VAT number, the
        reference of a transfer, or the public id; no row twice."""
        words = (self.search_query or "").strip()
        if not words:
            return queryset
        with_sku = OrderLine.objects.filter(sku__istartswith=words).values("order")
        found = (
            Q(name__icontains=words)
            | Q(buyer_name__icontains=words)
            | Q(company_name__icontains=words)
            | Q(company_vat_number__istartswith=words)
            | Q(email__icontains=words)
            | Q(phone__contains=words)
            | Q(pk__in=with_sku)
        )
        if number := number_in(words):
            found |= Q(number=number)
        if words.isascii() and words.isdigit():
            found |= Q(number__startswith=words)
        if UUID_SHAPE.fullmatch(words):
            found |= Q(public_id=words)
        return queryset.filter(found)
