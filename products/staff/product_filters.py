"""How the list of products is narrowed."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import F, Func, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Locale

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
        brands = (
            Product.objects.exclude(brand="").order_by("brand").values_list("brand", flat=True).distinct()
        )
        tags = Product.objects.annotate(tag=Func(F("tags"), function="unnest")).values_list("tag", flat=True)
        self.filters["brand"].extra["choices"] = [(brand, brand) for brand in brands]
        self.filters["tag"].extra["choices"] = [(tag, tag) for tag in tags.distinct().order_by("tag")]
        self.categories = {str(page.pk): page for page in _categories()}
        self.filters["category"].extra["choices"] = [
            # The first categories stand below the home page, at depth 3.
            (key, "– " * max(page.depth - 3, 0) + page.title)
            for key, page in self.categories.items()
        ]

    def filter_state(self, products: QuerySet, name: str, value: str) -> QuerySet:
        return products.filter(STATES[value]())

    def filter_stock(self, products: QuerySet, name: str, value: str) -> QuerySet:
        return products.filter(available=0) if value == "out" else products.filter(product_list.runs_out(FEW))

    def filter_category(self, products: QuerySet, name: str, value: str) -> QuerySet:
        return products.filter(product_list.in_category(self.categories[value]))

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


def _categories() -> QuerySet[CategoryPage]:
    """The tree of the shop's first language; its translations are the same categories."""
    return (
        CategoryPage.objects.filter(locale=Locale.get_default())
        .only("pk", "title", "path", "depth", "translation_key")
        .order_by("path")
    )
