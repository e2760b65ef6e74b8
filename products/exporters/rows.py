"""The catalogue as rows of text, read in chunks: a constant number of queries for each, and one chunk in memory."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from wagtail.models import Page

from products.importers.vitrina_columns import (
    LANGUAGES,
    MOST_OPTIONS,
    OPERATOR,
    day_cell,
    facts_cell,
    joined,
    money_cell,
    number_cell,
    path_cell,
    yes_no,
)
from products.models import (
    CategoryPage,
    EconomicOperator,
    OptionValue,
    Product,
    ProductOption,
    ProductPage,
    Variant,
)

CHUNK = 200
# The root stands at depth 1, the home page at 2: a category's path begins below them.
_FIRST = 2 * Page.steplen
Row = dict[str, str]


def rows(products: QuerySet[Product]) -> Iterator[Row]:
    """Yield a row per variant in force, products in the order of their keys; a product without one has no row."""
    ids = products.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5_000)
    while chunk := list(islice(ids, CHUNK)):
        yield from _chunk(chunk)


def _chunk(ids: Sequence[int]) -> Iterator[Row]:
    values = Prefetch("values", OptionValue.objects.select_related("option"))
    variants = Variant.objects.filter(archived_at__isnull=True).select_related("stock", "image")
    pages = ProductPage.objects.select_related("locale").prefetch_related(
        "gallery__image", "other_categories__category"
    )
    found = (
        Product.objects.filter(pk__in=ids)
        .select_related("manufacturer", "responsible_person")
        .prefetch_related(
            Prefetch(
                "variants", variants.prefetch_related(values).order_by("position", "pk"), to_attr="in_force"
            ),
            Prefetch("options", ProductOption.objects.order_by("position", "pk")),
            Prefetch("pages", pages),
            "imported_pictures",
        )
        .order_by("pk")
    )
    products = list(found)
    titles = _titles(products)
    for product in products:
        for place, variant in enumerate(product.in_force):  # type: ignore[attr-defined]
            row = _product_cells(product, titles) if place == 0 else {"product": str(product.public_id)}
            yield {**row, **_variant_cells(product, variant)}


def _titles(products: Sequence[Product]) -> dict[str, str]:
    """Return the titles of all categories above the products' pages, by path; one query."""
    paths = set()
    for product in products:
        for page in product.pages.all():
            places = [page.path[: -Page.steplen]]
            places += [other.category.path for other in page.other_categories.all()]
            paths |= {place[:end] for place in places for end in range(_FIRST, len(place) + 1, Page.steplen)}
    return dict(CategoryPage.objects.filter(path__in=paths).values_list("path", "title"))


def _product_cells(product: Product, titles: dict[str, str]) -> Row:
    row = {
        "product": str(product.public_id),
        "name": product.name,
        "brand": product.brand,
        "vat_class": product.vat_class,
        "tags": joined(product.tags),
        "archived": yes_no(product.is_archived and any(p.first_published_at for p in product.pages.all())),
        "warnings_bg": product.warnings_bg,
        "warnings_en": product.warnings_en,
        "no_warnings": yes_no(product.no_warnings),
        "gpsr_exempt_reason": product.gpsr_exempt_reason,
        **_operator_cells("manufacturer", product.manufacturer),
        **_operator_cells("responsible", product.responsible_person),
    }
    pages = {page.locale.language_code: page for page in product.pages.all()}
    for language in LANGUAGES:
        if page := pages.get(language):
            row |= _text_cells(page, language)
    if first := next((pages[language] for language in LANGUAGES if language in pages), None):
        places = [first.path[: -Page.steplen]]
        places += [other.category.path for other in first.other_categories.all()]
        row["categories"] = path_cell(
            [
                titles[place[:end]]
                for end in range(_FIRST, len(place) + 1, Page.steplen)
                if place[:end] in titles
            ]
            for place in places
        )
        row |= _picture_cells(product, first)
    for number, option in enumerate(product.options.all()[:MOST_OPTIONS], start=1):
        row[f"option{number}_name_bg"] = option.name_bg
        row[f"option{number}_name_en"] = option.name_en
    return row


def _text_cells(page: ProductPage, language: str) -> Row:
    return {
        f"title_{language}": page.title,
        f"summary_{language}": page.summary,
        f"description_{language}": page.description,
        f"slug_{language}": page.slug,
        f"seo_title_{language}": page.seo_title,
        f"seo_description_{language}": page.search_description,
        f"facts_{language}": facts_cell((fact.value["name"], fact.value["value"]) for fact in page.facts),
        f"published_{language}": yes_no(page.live),
    }


def _picture_cells(product: Product, page: ProductPage) -> Row:
    """Name each picture by where it came from, else by its own address."""
    sources = {p.image_id: p.source for p in product.imported_pictures.all() if p.image_id}
    images = [row.image for row in page.gallery.all()]
    waiting = [p for p in product.imported_pictures.all() if p.image_id is None]
    return {
        "pictures": joined(
            [*(sources.get(image.pk) or image.file.url for image in images), *(p.source for p in waiting)]
        ),
        "picture_texts": joined([*(image.alt_bg for image in images), *(p.alt for p in waiting)]),
    }


def _operator_cells(role: str, operator: EconomicOperator | None) -> Row:
    if operator is None:
        return {}
    values = (operator.name, operator.postal_address, str(operator.country), operator.email, operator.website)
    return {f"{role}_{name}": value for name, value in zip(OPERATOR, values, strict=True)}


def _variant_cells(product: Product, variant: Variant) -> Row:
    row = {
        "sku": variant.sku or "",
        "gtin": variant.gtin,
        "price": money_cell(variant.price),
        "reduced_price": money_cell(variant.reduced_price),
        "reduced_from": day_cell(
            timezone.localtime(variant.reduced_from).date() if variant.reduced_from else None
        ),
        "reduced_until": day_cell(
            # The row holds the midnight after the last day.
            timezone.localtime(variant.reduced_until - timedelta(microseconds=1)).date()
            if variant.reduced_until
            else None
        ),
        "stock": str(variant.stock.on_hand),
        "weight_grams": str(variant.weight_grams),
        "length_mm": str(variant.length_mm),
        "width_mm": str(variant.width_mm),
        "height_mm": str(variant.height_mm),
        "content": number_cell(variant.content_quantity),
        "content_unit": variant.content_unit,
    }
    chosen = {value.option_id: value for value in variant.values.all()}
    for number, option in enumerate(product.options.all()[:MOST_OPTIONS], start=1):
        if value := chosen.get(option.pk):
            row[f"option{number}_value_bg"] = value.label_bg
            row[f"option{number}_value_en"] = value.label_en
    return row
