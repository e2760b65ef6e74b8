"""How the list of products is narrowed."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from products.models import CategoryPage, Product
from products.selectors import product_list
from products.staff.board import FEW
from taxes.models import VatClass

# What the address of a bulk action carries beside the list's own parameters.
NOT_OF_THE_LIST = ("id", "next", "childOf", "p", "ordering")
# A product that no page ever showed is archived only because it waits for its first page to be published.
STATES: dict[str, Callable[[], Any]] = {
    "on_sale": lambda: Q(archived_at__isnull=True, shown=True),
    "draft": lambda: Q(shown=False) & (Q(archived_at__isnull=True) | Q(was_shown=False)),
    "archived": lambda: Q(archived_at__isnull=False, was_shown=True),
    "lacking": lambda: Q(archived_at__isnull=True) & (Q(lacks_safety=True) | Q(variant_count=0)),
}
# Root, home page, first categories.
FIRST_DEPTH = 3
LACKS: dict[str, Callable[[], Any]] = {
    "safety": lambda: Q(lacks_safety=True),
    "gtin": product_list.lacks_gtin,
    "picture": product_list.lacks_picture,
}


class ProductFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("on_sale", _("On sale")),
            ("draft", _("No page is published")),
            ("archived", _("Archived")),
            ("lacking", _("Lacks something for being sold")),
        ],
        method="filter_state",
        empty_label=_("All"),
    )
    stock = django_filters.ChoiceFilter(
        label=_("Stock"),
        choices=[("out", _("Sold out")), ("low", _("A variant runs out (five or fewer)"))],
        method="filter_stock",
        empty_label=_("Any"),
    )
    brand = django_filters.ChoiceFilter(label=_("Brand"), empty_label=_("Any"))
    category = django_filters.ChoiceFilter(
        label=_("Category"), method="filter_category", empty_label=_("Any")
    )
    vat_class = django_filters.ChoiceFilter(
        label=_("VAT class"), choices=VatClass.choices, empty_label=_("Any")
    )
    tag = django_filters.ChoiceFilter(label=_("Tag"), method="filter_tag", empty_label=_("Any"))
    unpublished = django_filters.ChoiceFilter(
        label=_("Not published in"),
        choices=[("bg", _("Bulgarian")), ("en", _("English"))],
        method="filter_unpublished",
        empty_label=_("Any"),
    )
    reduced = django_filters.ChoiceFilter(
        label=_("Reduced"),
        choices=[("yes", _("Reduced now")), ("no", _("Not reduced now"))],
        method="filter_reduced",
        empty_label=_("Any"),
    )
    lacks = django_filters.ChoiceFilter(
        label=_("Lacks"),
        choices=[
            ("safety", _("Safety facts")),
            ("gtin", _("A GTIN")),
            ("picture", _("A picture")),
        ],
        method="filter_lacks",
        empty_label=_("Any"),
    )

    class Meta:
        model = Product
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read once: a choice given as a function is asked again every time the field is looked at.
        found = _choices()
        self.filters["brand"].extra["choices"] = found["brand"]
        self.filters["tag"].extra["choices"] = found["tag"]
        self.filters["category"].extra["choices"] = found["category"]

    def filter_state(self, products: QuerySet, name: str, value: str) -> QuerySet:
        return products.filter(STATES[value]())

    def filter_stock(self, products: QuerySet, name: str, value: str) -> QuerySet:
        return products.filter(available=0) if value == "out" else products.filter(product_list.runs_out(FEW))

    def filter_category(self, products: QuerySet, name: str, value: str) -> QuerySet:
        return products.filter(product_list.in_category(CategoryPage.objects.get(pk=value)))

    def filter_tag(self, products: QuerySet, name: str, value: str) -> QuerySet:
        return products.filter(tags__contains=[value])

    def filter_unpublished(self, products: QuerySet, name: str, value: str) -> QuerySet:
        return products.filter(~product_list.published_in(value))

    def filter_reduced(self, products: QuerySet, name: str, value: str) -> QuerySet:
        return products.filter(reduced_now=value == "yes")

    def filter_lacks(self, products: QuerySet, name: str, value: str) -> QuerySet:
        return products.filter(LACKS[value]())


def in_listing(request: HttpRequest) -> list[int]:
    """Return the ids of all products that the list shows under the request's filters and search."""
    data = request.GET.copy()
    for name in NOT_OF_THE_LIST:
        data.pop(name, None)
    found = product_list.products_with_figures(timezone.now())
    filters = ProductFilterSet(data, queryset=found, request=request)
    if filters.is_valid():
        found = filters.filter_queryset(found)
    words = data.get("q", "").strip()
    if words:
        found = product_list.search_products(found, words)
    return list(found.order_by("name", "pk").values_list("pk", flat=True))


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Return brands, tags and the tree of categories in the shop's first language, in one query."""
    products = Product.objects.order_by()
    brands = products.exclude(brand="").values_list(Value("brand"), "brand", "brand", Value(0), Value(""))
    tags = products.annotate(tag=Func(F("tags"), function="unnest", output_field=TextField()))
    categories = CategoryPage.objects.order_by().filter(locale__language_code=settings.LANGUAGE_CODE)
    rows = brands.distinct().union(
        tags.values_list(Value("tag"), "tag", "tag", Value(0), Value("")).distinct(),
        categories.values_list(Value("category"), Cast("pk", TextField()), "title", "depth", "path"),
    )
    found: dict[str, list[tuple[str, str]]] = {"brand": [], "tag": [], "category": []}
    for kind, key, label, depth, _path in sorted(rows, key=lambda row: (row[4], row[2].casefold())):
        # The first categories stand below the home page.
        found[kind].append((key, "– " * max(depth - FIRST_DEPTH, 0) + label))
    return found
