"""How the order desk narrows its list."""

import django_filters
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, NumberRangeWidget, WagtailFilterSet

from orders.models import Order

TO_SHIP = (Order.Status.PAID, Order.Status.ACCEPTED, Order.Status.PARTLY_FULFILLED)
VIEWS = [("to-ship", _("To send")), ("review", _("Needs review")), ("unpaid", _("Waiting for payment"))]


class OrderFilterSet(WagtailFilterSet):
    view = django_filters.ChoiceFilter(label=_("Show"), choices=VIEWS, method="filter_view", empty_label=_("All"))
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
        if value == "to-ship":
            return queryset.filter(status__in=TO_SHIP)
        if value == "review":
            return queryset.filter(needs_review=True)
        return queryset.filter(status=Order.Status.NEW)
