"""Reading products for the staff's list: figures over their variants, what they lack, and finding them."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject
from wagtail.models import Page

from core.models import ShopImage
from products.models import CategoryPage, ListingEntry, Product, ProductPage, ProductPageImage, Variant
from products.models.operators import SAFETY_AREA
from products.prices import price_at, reduced_at

BLANK = r"^\s*$"
TRUE, FALSE = Value(value=True), Value(value=False)


def products_with_figures(moment: datetime) -> QuerySet[Product]:
    """Return all products with what the list says of each: prices at a moment, stock, a SKU, whether a page is live.

    The figures are subqueries, so the database works them out for the rows of one screen only, unless they are sorted by.
    """
    return Product.objects.annotate(
        lowest_price=_over_variants(Min(price_at(moment))),
        highest_price=_over_variants(Max(price_at(moment))),
        lowest_regular=_over_variants(Min("price")),
        highest_regular=_over_variants(Max("price")),
        reduced_now=Exists(_in_force().filter(reduced_at(moment))),
        available=_units(F("stock__on_hand") - F("stock__reserved")),
        held=_units(F("stock__reserved")),
        variant_count=Coalesce(_over_variants(Count("pk")), 0, output_field=IntegerField()),
        first_sku=_over_variants(Min("sku")),
        shown=Exists(_pages(live=True)),
        was_shown=Exists(_pages(first_published_at__isnull=False)),
        lacks_safety=ExpressionWrapper(lacks_safety(), output_field=BooleanField()),
    )


def with_windows(products: QuerySet[Product], editable: QuerySet[Page]) -> QuerySet[Product]:
    """Add what a row shows beside the figures: pages, the listed picture, and the file of a smaller picture made before.

    `windows` holds, per page, its id, language, whether it is live and whether it is among the editable ones. Nothing is
    asked per row, and no picture is made.
    """
    about = JSONObject(
        id="pk",
        code="locale_code",
        live="live",
        # A condition of a CASE may be one that nothing can meet: nobody's pages.
        editable=Case(When(pk__in=editable.values("pk"), then=TRUE), default=FALSE),
    )
    listed = ListingEntry.objects.filter(product=OuterRef("pk")).exclude(picture={}).order_by("locale_code")
    first = ProductPageImage.objects.filter(page__product=OuterRef(OuterRef("pk"))).order_by(
        "page_id", "sort_order", "pk"
    )
    made = ShopImage.get_rendition_model().objects.filter(image=Subquery(first.values("image")[:1]))
    return products.annotate(
        windows=ArraySubquery(_pages().order_by("pk").values(about=about)),
        card=Subquery(listed.values("picture")[:1]),
        made_picture=Subquery(made.order_by("width", "pk").values("file")[:1]),
    )


def lacks_safety() -> Q:
    """Return the condition that the product lacks what products.safety asks of its pages, whatever their language.

    Without a page, what a Bulgarian one would need is asked.
    """
    elsewhere = Q(manufacturer__isnull=False) & ~Q(manufacturer__country__in=sorted(SAFETY_AREA))
    bulgarian = Exists(_pages(locale_code="bg")) | ~Exists(_pages())
    english = Exists(_pages(locale_code="en"))
    unwarned = (Q(bulgarian) & Q(warnings_bg__regex=BLANK)) | (Q(english) & Q(warnings_en__regex=BLANK))
    return Q(gpsr_exempt_reason="") & (
        Q(manufacturer__isnull=True)
        | (elsewhere & Q(responsible_person__isnull=True))
        | (Q(no_warnings=False) & unwarned)
    )


def lacks_gtin() -> Exists:
    return Exists(_in_force().filter(gtin=""))


def lacks_picture() -> Q:
    """Return the condition that none of the product's pages has a picture."""
    return ~Q(Exists(ProductPageImage.objects.filter(page__product=OuterRef("pk"))))


def runs_out(few: int) -> Exists:
    """Return the condition that some variant has at most `few` units left to sell."""
    return Exists(_in_force().filter(stock__on_hand__lte=F("stock__reserved") + few))


def published_in(language: str) -> Exists:
    return Exists(_pages(live=True, locale_code=language))


def in_category(category: CategoryPage) -> Exists:
    """Return the condition that a page of the product stands in the category, below it or in a translation of it."""
    twins = CategoryPage.objects.filter(translation_key=category.translation_key).values_list(
        "path", flat=True
    )
    here = Q()
    for path in twins:
        here |= Q(path__startswith=path) | Q(other_categories__category__path__startswith=path)
    return Exists(_pages().filter(here))


def search_products(products: QuerySet[Product], words: str) -> QuerySet[Product]:
    """Find by any part of the name, the brand or a page's title in any language, or the start of a SKU or GTIN."""
    numbers = Variant.objects.filter(product=OuterRef("pk")).filter(
        Q(sku__istartswith=words) | Q(gtin__startswith=words)
    )
    titles = _pages().filter(Q(title__icontains=words) | Q(draft_title__icontains=words))
    return products.filter(
        Q(name__icontains=words) | Q(brand__icontains=words) | Exists(numbers) | Exists(titles)
    )


def _in_force() -> QuerySet[Variant]:
    return Variant.objects.filter(product=OuterRef("pk"), archived_at__isnull=True)


def _pages(**conditions: Any) -> QuerySet[ProductPage]:
    return ProductPage.objects.filter(product=OuterRef("pk"), **conditions)


def _over_variants(aggregate: Any) -> Subquery:
    grouped: Any = _in_force().order_by().values("product")
    return Subquery(grouped.annotate(figure=aggregate).values("figure"))


def _units(expression: Any) -> Coalesce:
    return Coalesce(_over_variants(Sum(expression)), 0, output_field=IntegerField())
