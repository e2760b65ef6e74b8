"""Reading the catalogue: what can be bought, and what it is called in a language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils import timezone

from core.compiled import CompiledQuery
from core.models import ShopImage
from products.models import Product, ProductPage, ProductPageImage, Variant
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
    # Millimetres of the packed thing, all 0 where it was not measured.
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    # The product's picture as core.pictures.card_picture stored it; empty while no window shows one.
    picture: dict[str, Any] = field(default_factory=dict)
    # The pages of its categories and of all above them, in the language of the page that was found.
    category_ids: frozenset[int] = frozenset()


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
    variants: list[Any] = _CHOICES(language, preview, product=product_id)
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


def _choices(language: str, preview: bool, product: int) -> QuerySet[Variant]:
    found = Variant.objects.filter(product=product, archived_at__isnull=True)
    return (
        (found if preview else found.filter(product__archived_at__isnull=True))
        .select_related("stock", "image", "product__manufacturer", "product__responsible_person")
        .annotate(
            labels=_texts("values__label", language), option_names=_texts("values__option__name", language)
        )
        .order_by("position", "pk")
    )


_CHOICES = CompiledQuery(_choices, product=-1)


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
    """Return what is known of these variants by id, in one query whatever their number; unknown ids are left out.

    `sellable` is true while variant and product are not archived and a live page in some language shows the product. Title
    and address are those of the page in `language`, else of any live page, else the name that staff gave the product.
    """
    return _known(_BY_ID(language, variants=list(set(variant_ids))), language, moment or timezone.now())


def get_sellable(public_id: UUID, language: str) -> Sellable | None:
    """Return the variant with this public id, or None where there is none; one query."""
    known = _known(_BY_PUBLIC_ID(language, public_id=public_id), language, timezone.now())
    return next(iter(known.values()), None)


def _known(found: Iterable[Any], language: str, moment: datetime) -> dict[int, Sellable]:
    return {
        variant.pk: _sellable(variant, variant.labels, _window(variant.windows, language), moment)
        for variant in found
    }


def _windows() -> ArraySubquery:
    """The live pages of a variant's product, each with what a cart shows of it."""
    first_picture = ProductPageImage.objects.filter(page=OuterRef("pk")).order_by("sort_order", "pk")
    pages = ProductPage.objects.filter(product=OuterRef("product"), live=True).order_by("pk")
    return ArraySubquery(
        pages.values(
            window=JSONObject(
                page="pk",
                language="locale__language_code",
                title="title",
                url="listing_entry__url",
                picture="listing_entry__picture",
                categories="listing_entry__category_ids",
                image=Subquery(first_picture.values("image_id")[:1]),
            )
        )
    )


def _with_windows(variants: QuerySet[Variant], language: str) -> QuerySet[Variant]:
    rows = variants.select_related("stock", "product")
    return rows.annotate(labels=_texts("values__label", language), windows=_windows())


_BY_ID = CompiledQuery(
    lambda language, variants: _with_windows(Variant.objects.filter(pk__any=variants), language),
    variants=[-1],
)
_BY_PUBLIC_ID = CompiledQuery(
    lambda language, public_id: _with_windows(Variant.objects.filter(public_id=public_id), language),
    public_id=UUID(int=1),
)


def _window(windows: Sequence[dict[str, Any]], language: str) -> dict[str, Any] | None:
    """Return the page in the language, or in any other."""
    return next((window for window in windows if window["language"] == language), next(iter(windows), None))


def _address(window: dict[str, Any]) -> str:
    """Return the page's address; a page that the listing does not know yet is asked itself."""
    return window["url"] or ProductPage.objects.get(pk=window["page"]).get_url() or ""


def _sellable(
    variant: Variant, labels: Sequence[str], window: dict[str, Any] | None, moment: datetime
) -> Sellable:
    product = variant.product
    archived = variant.archived_at is not None or product.is_archived
    return Sellable(
        variant_id=variant.pk,
        public_id=variant.public_id,
        product_id=product.pk,
        title=window["title"] if window else product.name,
        variant_label=", ".join(labels),
        sku=variant.sku or "",
        url=_address(window) if window else "",
        image_id=variant.image_id or (window["image"] if window else None),
        price=effective_price(variant, moment),
        vat_class=product.vat_class,
        weight_grams=variant.weight_grams,
        length_mm=variant.length_mm,
        width_mm=variant.width_mm,
        height_mm=variant.height_mm,
        available=_available(variant),
        sellable=window is not None and not archived,
        picture=(window["picture"] if window else None) or {},
        category_ids=frozenset((window["categories"] if window else None) or ()),
    )
