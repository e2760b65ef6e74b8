"""Reading the history of prices: what a reduction would be measured against, and whether what is stored still agrees."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.models.site_settings import default_shop
from products.models import PriceChange, Variant
from products.prior_price import PricePoint, reference_at, replay

CHUNK = 500


@dataclass(frozen=True)
class LowestPrice:
    """What a reduction that begins at a moment has to stay below, and from which day one may begin at all.

    `amount` (gross EUR) and `earliest` are None while the product is not on sale; `lawful` says whether the history is
    long enough at that moment.
    """

    amount: Decimal | None
    since: datetime | None
    earliest: date | None
    lawful: bool


@dataclass(frozen=True)
class Difference:
    """A variant whose stored prior price is not the one that its history gives."""

    variant: Variant
    stored: Decimal | None
    computed: Decimal | None


def price_points(variant_ids: Collection[int]) -> dict[int, list[PricePoint]]:
    """Return the price history of these variants in the order in which it was asked; one query."""
    rows: dict[int, list[PricePoint]] = {}
    for row in PriceChange.objects.filter(variant__in=variant_ids).order_by("at", "pk"):
        point = PricePoint(row.at, row.price, row.reduced_price, row.reduced_from, row.reduced_until)
        rows.setdefault(row.variant_id, []).append(point)
    return rows


def lowest_reference(variant: Variant, moment: datetime) -> LowestPrice:
    """Return what a reduction of the variant that begins at `moment` would be measured against."""
    return lowest_references([variant], moment)[variant.pk]


def lowest_references(variants: Collection[Variant], moment: datetime) -> dict[int, LowestPrice]:
    """Return the same for several variants by id, in a constant number of queries; select their `product` beforehand."""
    rows = price_points([variant.pk for variant in variants])
    days = default_shop().prior_price_days
    found = {}
    for variant in variants:
        reference = reference_at(rows.get(variant.pk, ()), variant.product.on_sale_since, moment)
        found[variant.pk] = LowestPrice(
            amount=reference.lowest,
            since=reference.since,
            earliest=reference.earliest(days),
            lawful=reference.lowest is not None and reference.covered_days >= days,
        )
    return found


def differing_prior_prices() -> Iterator[Difference]:
    """Recompute the prior price of every reduced variant from the history; yield those that are stored otherwise."""
    reduced = Variant.objects.filter(reduced_price__isnull=False).select_related("product").order_by("pk")
    chunk: list[Variant] = []
    for variant in reduced.iterator(chunk_size=CHUNK):
        chunk.append(variant)
        if len(chunk) == CHUNK:
            yield from _differing(chunk)
            chunk = []
    yield from _differing(chunk)


def _differing(variants: Iterable[Variant]) -> Iterator[Difference]:
    chunk = list(variants)
    rows = price_points([variant.pk for variant in chunk])
    for variant in chunk:
        computed = replay(rows.get(variant.pk, ()), variant.product.on_sale_since)
        if computed != variant.prior_price:
            yield Difference(variant, variant.prior_price, computed)
