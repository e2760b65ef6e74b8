"""The window in which a product is chosen: a search by name, brand or SKU, good for any number of products."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from products.models import Product, Variant
from products.staff.columns import MoneyColumn


class ProductSearchForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Name, brand or SKU"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
    )

    def filter(self, objects: QuerySet[Product]) -> QuerySet[Product]:
        words = self.cleaned_data.get("q", "").strip()
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        with_sku = Variant.objects.filter(product=OuterRef("pk"), sku__istartswith=words)
        return objects.filter(Q(name__icontains=words) | Q(brand__icontains=words) | Exists(with_sku))


class VisibleToViewers:
    """Only whoever may see products may look for them here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("products.view_product"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ListMixin(VisibleToViewers):
    filter_form_class = ProductSearchForm
    ordering = ("name", "pk")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("brand", label=_("Brand"), classname="desk-wide"),
            MoneyColumn("lowest_price", label=_("Price from")),
            Column("available", label=_("To sell"), classname="desk-money"),
        ]


class ChooseView(ListMixin, chooser.ChooseView):
    pass


class ChooseResultsView(ListMixin, chooser.ChooseResultsView):
    pass


class AnswerMixin(VisibleToViewers):
    def get_edit_item_url(self, instance: Product) -> str:
        return reverse("products:detail", args=[instance.pk])


class ChosenView(AnswerMixin, chooser.ChosenView):
    pass


class ChosenMultipleView(AnswerMixin, chooser.ChosenMultipleView):
    pass


class ProductChooserViewSet(ChooserViewSet):
    model = Product
    icon = "tag"
    per_page = 15
    choose_one_text = _("Choose a product")
    choose_another_text = _("Choose another product")
    edit_item_text = _("Open this product")
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView

    def get_object_list(self) -> QuerySet[Product]:
        """Return the products on sale with their price and stock."""
        in_force = Q(variants__archived_at__isnull=True)
        units = F("variants__stock__on_hand") - F("variants__stock__reserved")
        return Product.objects.filter(archived_at__isnull=True).annotate(
            lowest_price=Min("variants__price", filter=in_force),
            available=Sum(units, default=0, filter=in_force),
        )


product_chooser_viewset = ProductChooserViewSet("product_chooser", url_prefix="products/choose")
