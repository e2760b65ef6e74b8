"""Fills a shop with an invented catalogue of thousands of products (products.sample), by bulk inserts.

Only for measuring. Products, prices, stock and its ledger, pages, pictures, Wagtail's search and the listing are complete, as
if staff had made them; the pages have no revision until somebody edits them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from core.actors import Actor
from core.models import ShopImage
from core.page_indexes import search_again
from products.models import (
    CategoryPage,
    OptionValue,
    PriceChange,
    Product,
    ProductOption,
    ProductPage,
    ProductPageImage,
    Variant,
)
from products.sample import COLOUR, DEPARTMENT, IN_STOCK, PREFIX, SHELVES, Sample, shelf_title, stable_id
from products.services import stock
from products.services.details import options_key
from products.services.listing import refresh_pages

CHUNK = 250
# Shared by all products: as many renditions as a small shop has, however many products there are.
PICTURES = 6
REASON = "Invented for a measurement"
ACTOR = Actor("system", label="load_catalogue")

Shelves = dict[str, list[CategoryPage]]


class NoHomePage(Exception):
    """The default site has no home page below which categories could stand."""


@dataclass(frozen=True)
class Loaded:
    """How many sample products there were, how many were added now, and the languages of their pages."""

    there: int
    added: int
    languages: tuple[str, ...]


def load_catalogue(*, products: int, progress: Callable[[int], object] = lambda done: None) -> Loaded:
    """Let the shop have the sample products from 1 to `products`: what is there stays as it is, the rest is added.

    Each has three variants with prices and 1,000 units, and a live page in every language that has a live home page.
    `progress` is told how many were added so far. Every 250 products are a transaction of their own, so that a run that
    was stopped goes on where it was. Raises NoHomePage.
    """
    homes = _homes()
    shelves = {home.locale.language_code: _shelves(home) for home in homes}
    known = Product.objects.filter(external_key__startswith=PREFIX)
    there = set(known.values_list("external_key", flat=True))
    missing = [
        sample
        for sample in (Sample(number) for number in range(1, products + 1))
        if sample.external_key not in there
    ]
    pictures = list(ShopImage.objects.order_by("pk")[:PICTURES])
    for start in range(0, len(missing), CHUNK):
        chunk = missing[start : start + CHUNK]
        with transaction.atomic():
            made = _make_products(chunk)
            pages = [page for language in shelves for page in _make_pages(made, language, shelves[language])]
            _make_galleries(pages, pictures)
            refresh_pages(page.pk for page in pages)
        search_again(ProductPage, [page.pk for page in pages])
        progress(start + len(chunk))
    return Loaded(there=len(there), added=len(missing), languages=tuple(shelves))


def _homes() -> list[Page]:
    """Return the home page of the default site and its live translations."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None or not CategoryPage.can_exist_under(site.root_page.specific):
        raise NoHomePage
    twins = Page.objects.filter(translation_key=site.root_page.translation_key, live=True)
    return list(twins.select_related("locale").order_by("locale_id"))


def _shelves(home: Page) -> list[CategoryPage]:
    """Return the categories that the samples stand in, in this language, made where they are missing."""
    language = home.locale.language_code
    name = DEPARTMENT[1 if language == "en" else 0]
    department = _category(home, "department", name, "large-catalogue")
    return [
        _category(department, f"shelf/{shelf}", shelf_title(shelf, language), f"shelf-{shelf + 1}")
        for shelf in range(SHELVES)
    ]


def _category(parent: Page, key: str, title: str, slug: str) -> CategoryPage:
    translation_key = stable_id(key)
    found = CategoryPage.objects.filter(translation_key=translation_key, locale=parent.locale).first()
    if found:
        return found
    now = timezone.now()
    page = CategoryPage(
        title=title,
        slug=slug,
        locale=parent.locale,
        translation_key=translation_key,
        live=True,
        show_in_menus=False,
        first_published_at=now,
        last_published_at=now,
    )
    # Read anew: treebeard counts the children of a page on the instance.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return page


def _make_products(samples: Sequence[Sample]) -> list[tuple[Sample, Product]]:
    now = timezone.now()
    products = Product.objects.bulk_create(
        Product(
            public_id=sample.key("product"),
            external_key=sample.external_key,
            name=sample.title("bg"),
            brand=sample.brand,
            gpsr_exempt_reason=REASON,
            on_sale_since=now,
        )
        for sample in samples
    )
    made = list(zip(samples, products, strict=True))
    options = ProductOption.objects.bulk_create(
        ProductOption(product=product, name_bg=COLOUR[0], name_en=COLOUR[1]) for product in products
    )
    values = OptionValue.objects.bulk_create(
        OptionValue(option=option, label_bg=one.label_bg, label_en=one.label_en, position=place)
        for (sample, _product), option in zip(made, options, strict=True)
        for place, one in enumerate(sample.variants())
    )
    coloured = [
        (product, place, one) for sample, product in made for place, one in enumerate(sample.variants())
    ]
    variants = Variant.objects.bulk_create(
        Variant(
            product=product,
            public_id=one.public_id,
            sku=one.sku,
            price=one.price,
            weight_grams=one.weight_grams,
            position=place,
            options_key=options_key([value.pk]),
        )
        for (product, place, one), value in zip(coloured, values, strict=True)
    )
    tie = Variant.values.through
    tie.objects.bulk_create(
        tie(variant_id=variant.pk, optionvalue_id=value.pk)
        for variant, value in zip(variants, values, strict=True)
    )
    PriceChange.objects.bulk_create(
        PriceChange(variant=variant, price=variant.price, at=now, reason=REASON, actor_label=ACTOR.label)
        for variant in variants
    )
    stock.open_balances(quantities={variant.pk: IN_STOCK for variant in variants}, reason=REASON, actor=ACTOR)
    return made


def _make_pages(
    made: Sequence[tuple[Sample, Product]], language: str, shelves: Sequence[CategoryPage]
) -> list[ProductPage]:
    """Make the live pages of one language: the rows of wagtailcore_page first, then those of the product pages."""
    locale = Locale.objects.get(language_code=language)
    content_type = ContentType.objects.get_for_model(ProductPage)
    free = {shelf: _free_paths(page) for shelf, page in enumerate(shelves)}
    now = timezone.now()
    pages = []
    for sample, product in made:
        parent = shelves[sample.shelf]
        page = ProductPage(
            title=sample.title(language),
            draft_title=sample.title(language),
            slug=sample.slug,
            path=free[sample.shelf](),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}{sample.slug}/",
            content_type=content_type,
            locale=locale,
            translation_key=sample.key("page"),
            live=True,
            first_published_at=now,
            last_published_at=now,
            product=product,
            locale_code=language,
            summary=sample.summary(language),
            description=sample.description(language),
        )
        pages.append(page)
    _insert(pages)
    for shelf, parent in enumerate(shelves):
        count = sum(sample.shelf == shelf for sample, _product in made)
        Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + count)
    return pages


def _free_paths(parent: Page) -> Callable[[], str]:
    """Return a function that gives the next free path below a category; its row stays locked until the commit."""
    Page.objects.select_for_update().only("pk").get(pk=parent.pk)
    last = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).order_by("path").last()
    taken = Page._str2int(last.path[-Page.steplen :]) if last else 0

    def following() -> str:
        nonlocal taken
        taken += 1
        return Page._get_path(parent.path, parent.depth + 1, taken)

    return following


def _insert(pages: Sequence[ProductPage]) -> None:
    """Write both rows of each page: bulk_create refuses models that inherit from another table."""
    shared = [field for field in Page._meta.concrete_fields if not field.primary_key]
    rows = Page.objects.bulk_create(_values_of(Page, shared, page) for page in pages)
    for page, row in zip(pages, rows, strict=True):
        page.page_ptr_id = page.id = row.pk
    # What Model.save() does for the second table, for many at once.
    ProductPage._base_manager._insert(  # type: ignore[attr-defined]
        pages, fields=ProductPage._meta.local_concrete_fields, using=ProductPage.objects.db
    )


def _values_of(model: type[Page], fields: Sequence[Any], page: ProductPage) -> Page:
    return model(**{field.attname: getattr(page, field.attname) for field in fields})


def _make_galleries(pages: Sequence[ProductPage], pictures: Sequence[ShopImage]) -> None:
    """Let the products share the first pictures of the shop; a shop without pictures gets none."""
    ProductPageImage.objects.bulk_create(
        ProductPageImage(
            page_id=page.pk, image=pictures[(page.product_id + place) % len(pictures)], sort_order=place
        )
        for page in pages
        for place in range(min(2, len(pictures)))
    )
