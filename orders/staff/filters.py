"""How the order desk narrows its list."""

import django_filters
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, NumberRangeWidget, WagtailFilterSet

from orders.models import Order
from orders.staff.work import VIEWS, condition_of


class OrderFilterSet(WagtailFilterSet):
    view = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=[(view.name, view.label) for view in VIEWS],
        method="filter_view",
        empty_label=_("All"),
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Order.Status.choices, widget=CheckboxSelectMultiple
    )
    payment_method = django_filters.MultipleChoiceFilter(
        label=_("Payment"), choices=Order.PaymentMethod.choices, widget=CheckboxSelectMultiple
    )
    country = django_filters.CharFilter(label=_("Country (two letters)"), lookup_expr="iexact")
    placed_at = django_filters.DateFromToRangeFilter(label=_("Placed"), widget=DateRangePickerWidget)
    total_gross = django_filters.RangeFilter(label=_("Total (EUR)"), widget=NumberRangeWidget)

    class Meta:
        model = Order
        fields: list[str] = []

    def filter_view(self, queryset: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        return queryset.filter(condition_of(value))
