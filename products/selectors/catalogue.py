"""Reading the catalogue: what can be bought, and what it is called in a language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from core.models import ShopImage
from products.models import ListingEntry, Product, ProductPage, ProductPageImage, Variant
from products.prices import PriceNow, effective_price


@dataclass(frozen=True)
class VariantChoice:
    """A variant as its product page offers it."""

    public_id: UUID
    label: str
    price_now: PriceNow
    available: int
    sku: str
    image: ShopImage | None
    # What was chosen per option, and what the options are called: ("large", "blue") of ("Size", "Colour").
    values: tuple[str, ...] = ()
    option_names: tuple[str, ...] = ()
    gtin: str = ""
    # With its manufacturer and responsible person: the page names them, and a query of its own would be one too many.
    product: Product | None = None

    @property
    def in_stock(self) -> bool:
        return self.available > 0


@dataclass(frozen=True)
class Sellable:
    """A variant as the cart and the checkout need it; `price` is gross EUR at the moment that was asked for."""

    variant_id: int
    public_id: UUID
    product_id: int
    title: str
    variant_label: str
    sku: str
    url: str
    image_id: int | None
    price: PriceNow
    vat_class: str
    weight_grams: int
    available: int
    sellable: bool
    # The product's picture as core.pictures.card_picture stored it; empty while no window shows one.
    picture: dict[str, Any] = field(default_factory=dict)


def variant_label(variant: Variant) -> str:
    """Return the chosen values in the active language, "Large, blue"; empty for the only variant of a product.

    Needs `values` with their options prefetched, or costs a query.
    """
    values = sorted(variant.values.all(), key=lambda value: (value.option.position, value.option_id))
    return ", ".join(value.label for value in values)


def _available(variant: Variant) -> int:
    stock = getattr(variant, "stock", None)
    return stock.available if stock else 0


def variant_choices(
    product_id: int, language: str, *, moment: datetime | None = None, preview: bool = False
) -> list[VariantChoice]:
    """Return the variants of a product that are not archived, in their order, in one query whatever their number.

    Empty for a product that is archived itself, except in a preview: before its page is published it always is.
    """
    moment = moment or timezone.now()
    found = Variant.objects.filter(product=product_id, archived_at__isnull=True)
    variants = (
        (found if preview else found.filter(product__archived_at__isnull=True))
        .select_related("stock", "image", "product__manufacturer", "product__responsible_person")
        .annotate(
            labels=_texts("values__label", language), option_names=_texts("values__option__name", language)
        )
        .order_by("position", "pk")
    )
    return [
        VariantChoice(
            public_id=variant.public_id,
            label=", ".join(variant.labels),
            price_now=effective_price(variant, moment),
            available=_available(variant),
            sku=variant.sku or "",
            image=variant.image,
            values=tuple(variant.labels),
            option_names=tuple(variant.option_names),
            gtin=variant.gtin,
            product=variant.product,
        )
        for variant in variants
    ]


def _texts(field: str, language: str) -> ArrayAgg:
    """The texts of a variant's values in the order of the options; the other language's where one is missing."""
    own, other = ("en", "bg") if language == "en" else ("bg", "en")
    return ArrayAgg(
        Coalesce(NullIf(f"{field}_{own}", Value("")), f"{field}_{other}"),
        filter=Q(values__isnull=False),
        order_by=("values__option__position", "values__option_id"),
        default=Value([]),
    )


def get_sellables(
    variant_ids: Iterable[int], language: str, moment: datetime | None = None
) -> dict[int, Sellable]:
    """Return what is known of these variants by id, in two queries whatever their number; unknown ids are left out.

    `sellable` is true while variant and product are not archived and a live page in some language shows the product. Title
    and address are those of the page in `language`, else of any live page, else the name that staff gave the product.
    """
    moment = moment or timezone.now()
    rows = Variant.objects.filter(pk__in=set(variant_ids)).select_related("stock", "product")
    found = list(rows.annotate(labels=_texts("values__label", language)))
    windows = _windows({variant.product_id for variant in found}, language)
    return {
        variant.pk: _sellable(variant, variant.labels, windows.get(variant.product_id), moment)
        for variant in found
    }


def get_sellable(public_id: UUID, language: str) -> Sellable | None:
    """Return the variant with this public id, or None where there is none."""
    variant_id = Variant.objects.filter(public_id=public_id).values_list("pk", flat=True).first()
    return None if variant_id is None else get_sellables([variant_id], language)[variant_id]


def _windows(product_ids: set[int], language: str) -> dict[int, ProductPage]:
    """Return per product its live page in the language, or in any other; one query."""
    first_picture = ProductPageImage.objects.filter(page=OuterRef("pk")).order_by("sort_order", "pk")
    pages = (
        ProductPage.objects.filter(product_id__in=product_ids, live=True)
        .select_related("locale", "listing_entry")
        # Of the listing's row not its search vector, and of the page not its texts: carts ask for this at every step.
        .only("title", "product_id", "locale__language_code", "listing_entry__url", "listing_entry__picture")
        .annotate(first_image_id=Subquery(first_picture.values("image_id")[:1]))
        .order_by("pk")
    )
    windows: dict[int, ProductPage] = {}
    for page in pages:
        if page.product_id not in windows or page.locale.language_code == language:
            windows[page.product_id] = page
    return windows


def _sellable(
    variant: Variant, labels: Sequence[str], window: ProductPage | None, moment: datetime
) -> Sellable:
    product = variant.product
    entry: ListingEntry | None = getattr(window, "listing_entry", None)
    archived = variant.archived_at is not None or product.is_archived
    return Sellable(
        variant_id=variant.pk,
        public_id=variant.public_id,
        product_id=product.pk,
        title=window.title if window else product.name,
        variant_label=", ".join(labels),
        sku=variant.sku or "",
        url=(entry.url if entry else window.get_url() or "") if window else "",
        image_id=variant.image_id or getattr(window, "first_image_id", None),
        price=effective_price(variant, moment),
        vat_class=product.vat_class,
        weight_grams=variant.weight_grams,
        available=_available(variant),
        sellable=window is not None and not archived,
        picture=entry.picture if entry else {},
    )
