"""The first screen of the admin: what is about to run out."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component

from products.models import Variant
from products.selectors.catalogue import variant_label

FEW = 5
SHOWN = 8


class StockBoard(Component):
    """The variants on sale with the fewest units, sold out first, and of these what most people wait for."""

    name = "stock"
    template_name = "products/staff/board.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        low = (
            Variant.objects.filter(archived_at__isnull=True, product__archived_at__isnull=True)
            .annotate(available=F("stock__on_hand") - F("stock__reserved"), waiting=Count("restock_requests"))
            .filter(available__lte=FEW)
            .select_related("product")
            .prefetch_related("values__option")
            .order_by("available", "-waiting", "product__name", "pk")
        )
        return {
            "rows": [{"variant": variant, "label": variant_label(variant)} for variant in low[:SHOWN]],
            "all_url": f"{reverse('products:index')}?stock=low",
        }


def add_board(request: HttpRequest, panels: list[Component]) -> None:
    """Put the board on the first screen of those who may correct the stock."""
    if request.user.has_perm("products.change_stock"):
        panels.insert(0, StockBoard())
