"""The history of prices, and what a reduction is measured against: the one writer of PriceChange and of prior prices.

The rule itself is in products.prior_price. Its callers hold the lock of the product.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from core.audit import record_audit
from core.correlation import current_id
from core.models.site_settings import default_shop
from products.models import PriceChange, Product, Variant
from products.prior_price import PricePoint, reduction_of, reference, replay, takes_effect
from products.selectors.price_history import price_points
from products.services.listing import refresh_products
from products.services.specs import InvalidCatalogue, PriceSpec

# What is wrong, by field.
Words = dict[str, str]


@dataclass(frozen=True)
class Declared:
    """Since when a variant was sold at its regular price elsewhere, and why we say so."""

    since: datetime
    reason: str


def declaration(since: datetime | None, reason: str) -> Declared | None:
    """Return what is declared, None without a moment; raises InvalidCatalogue for one to come or without a reason."""
    if since is None:
        return None
    if since > timezone.now():
        raise InvalidCatalogue({(None, "prices_since"): _("Prices can only be declared for the past.")})
    if not reason.strip():
        raise InvalidCatalogue({(None, "prices_reason"): _("Say where these prices were asked.")})
    return Declared(since, reason.strip())


def sold_since(product: Product, since: datetime) -> None:
    """Let a locked product count as sold since then, unless it was sold earlier."""
    if product.on_sale_since is None or since < product.on_sale_since:
        product.on_sale_since = since
        product.save(update_fields=["on_sale_since", "updated_at"])


@transaction.atomic
def declare_price_history(
    *,
    product_id: int,
    since: datetime,
    actor: Actor,
    reason: str,
    variant_ids: Collection[int] | None = None,
) -> int:
    """Enter that variants were sold at their first price since an earlier moment; return for how many that is news.

    For a merchant who brings products from another shop, where they were on sale already. Rows are added before the first
    one of a variant only: what this shop itself has asked cannot be changed. The product counts as on sale since then; what
    runs or is planned is measured anew. Without `variant_ids` all variants of the product are meant.
    Raises InvalidCatalogue for a moment to come, an empty reason, or when a reduction would not be lawful any more.
    """
    declaration(since, reason)
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    variants = list(product.variants.all())
    rows = price_points([variant.pk for variant in variants])
    meant = [
        variant
        for variant in variants
        if (variant_ids is None or variant.pk in variant_ids)
        and not any(point.at <= since for point in rows.get(variant.pk, ()))
    ]
    for variant in meant:
        known = rows.get(variant.pk, [])
        price = known[0].price if known else variant.price
        _remember(variant, PriceSpec(price=price), at=since, actor=actor, reason=reason)
        rows[variant.pk] = [PricePoint(at=since, price=price), *known]
    if not meant:
        return 0
    sold_since(product, since)
    _measure_anew(product, variants, rows)
    changes = {"since": ["", since.isoformat()], "variants": ["", ", ".join(str(v) for v in meant)]}
    record_audit(actor=actor, action="price-history-declared", obj=product, changes=changes, reason=reason)
    refresh_products([product.pk])
    return len(meant)


def prior_prices(
    product: Product, variants: Sequence[Variant], specs: Mapping[int, PriceSpec], at: datetime
) -> tuple[dict[int, Decimal | None], dict[tuple[int | None, str], str]]:
    """Return the prior price of each variant as it is to be written at `at`, and why some cannot be; two queries at most."""
    return _measured([(variant, product) for variant in variants], specs, at)


def reduction_problems(
    variants: Sequence[Variant], specs: Mapping[int, PriceSpec], at: datetime
) -> dict[tuple[int | None, str], str]:
    """Return why some of these prices cannot be written at `at`, for variants of any number of products; two queries at most.

    The variants come with their `product`.
    """
    return _measured([(variant, variant.product) for variant in variants], specs, at)[1]


def _measured(
    variants: Sequence[tuple[Variant, Product]], specs: Mapping[int, PriceSpec], at: datetime
) -> tuple[dict[int, Decimal | None], dict[tuple[int | None, str], str]]:
    priors: dict[int, Decimal | None] = dict.fromkeys(specs)
    problems: dict[tuple[int | None, str], str] = {}
    reduced = [pair for pair in variants if specs[pair[0].pk].reduced_price is not None]
    if not reduced:
        return priors, problems
    rows = price_points([variant.pk for variant, _product in reduced])
    days = default_shop().prior_price_days
    for variant, product in reduced:
        spec, point = specs[variant.pk], _point(specs[variant.pk], at)
        if not takes_effect(point) and reduction_of(point) == reduction_of(variant):
            # It is over and stays as it was: only the regular price is new.
            priors[variant.pk] = variant.prior_price
            continue
        points = [*rows.get(variant.pk, []), point]
        priors[variant.pk], found = _lawful(spec, points, product.on_sale_since, days)
        problems |= {(variant.pk, name): words for name, words in found.items()}
    return priors, problems


def first_prior_price(
    product: Product, spec: PriceSpec, at: datetime, declared: Declared | None
) -> tuple[Decimal | None, Words]:
    """Return the prior price of a variant that is made at `at` with these prices, or why it cannot be reduced."""
    if spec.reduced_price is None:
        return None, {}
    points = [PricePoint(at=declared.since, price=spec.price)] if declared else []
    points.append(_point(spec, at))
    return _lawful(spec, points, product.on_sale_since, default_shop().prior_price_days)


def price_of(variant: Variant) -> PriceSpec:
    return PriceSpec(variant.price, variant.reduced_price, variant.reduced_from, variant.reduced_until)


def write_price(
    variant: Variant, spec: PriceSpec, prior: Decimal | None, *, at: datetime, actor: Actor, reason: str
) -> None:
    """Put prices in force, with the prior price that `prior_prices` found, and remember them."""
    variant.price, variant.reduced_price = spec.price, spec.reduced_price
    variant.reduced_from, variant.reduced_until = spec.reduced_from, spec.reduced_until
    variant.prior_price = prior
    variant.save(update_fields=["price", "reduced_price", "reduced_from", "reduced_until", "prior_price"])
    _remember(variant, spec, at=at, actor=actor, reason=reason)


def columns(spec: PriceSpec) -> dict[str, object]:
    """Return prices as the columns of a variant or of a row of its history."""
    return {
        "price": spec.price,
        "reduced_price": spec.reduced_price,
        "reduced_from": spec.reduced_from,
        "reduced_until": spec.reduced_until,
    }


def first_rows(
    variant: Variant, *, at: datetime, actor: Actor, declared: Declared | None
) -> list[PriceChange]:
    """Return the first row of a new variant's history, and the declared one before it, to be saved with the variant."""
    rows = [price_row(variant, price_of(variant), at=at, actor=actor)]
    if declared:
        first = PriceSpec(variant.price)
        rows.insert(0, price_row(variant, first, at=declared.since, actor=actor, reason=declared.reason))
    return rows


def _lawful(
    spec: PriceSpec, points: Sequence[PricePoint], since: datetime | None, days: int
) -> tuple[Decimal | None, Words]:
    """Return the prior price of the reduction in the last point, or the reason why there is no lawful one."""
    if not takes_effect(points[-1]):
        return None, {"reduced_until": _("This reduction is over already.")}
    found = reference(points, since)
    earliest = found.earliest(days)
    if found.since is None or earliest is None:
        words = ngettext(
            "Not on sale yet: a price can be reduced when it has been asked for %(days)s day.",
            "Not on sale yet: a price can be reduced when it has been asked for %(days)s days.",
            days,
        )
        return None, {"reduced_from": words % {"days": days}}
    if found.covered_days < days or found.lowest is None:
        words = _("On sale since %(since)s: a reduction can begin on %(earliest)s at the earliest.")
        return None, {"reduced_from": words % {"since": _day(found.since), "earliest": _day(earliest)}}
    if spec.reduced_price is not None and spec.reduced_price >= found.lowest:
        words = _(
            "The lowest price of the 30 days before was %(lowest)s; the reduced price must be below that."
        )
        return None, {"reduced_price": words % {"lowest": _sum(found.lowest)}}
    return found.lowest, {}


def _measure_anew(
    product: Product, variants: Sequence[Variant], rows: Mapping[int, Sequence[PricePoint]]
) -> None:
    problems: dict[tuple[int | None, str], str] = {}
    for variant in variants:
        prior = replay(rows.get(variant.pk, ()), product.on_sale_since)
        if variant.reduced_price is None or prior is None or prior == variant.prior_price:
            continue
        if prior <= variant.reduced_price:
            words = _(
                "The lowest price of the 30 days before was %(lowest)s; the reduced price must be below that."
            )
            problems[variant.pk, "reduced_price"] = words % {"lowest": _sum(prior)}
        variant.prior_price = prior
    if problems:
        raise InvalidCatalogue(problems)
    Variant.objects.bulk_update(variants, ["prior_price"])


def _point(spec: PriceSpec, at: datetime) -> PricePoint:
    return PricePoint(at, spec.price, spec.reduced_price, spec.reduced_from, spec.reduced_until)


def price_row(
    variant: Variant, spec: PriceSpec, *, at: datetime, actor: Actor, reason: str = ""
) -> PriceChange:
    """Return the row that says what stands on the variant from `at` on, to be saved in the transaction of the price."""
    return PriceChange(
        variant=variant,
        **columns(spec),
        reason=reason,
        actor_id=actor.user_id,
        actor_label=actor.label,
        correlation_id=current_id(),
        at=at,
    )


def _remember(variant: Variant, spec: PriceSpec, *, at: datetime, actor: Actor, reason: str) -> None:
    price_row(variant, spec, at=at, actor=actor, reason=reason).save()


def _day(moment: datetime | date) -> str:
    day = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return formats.date_format(day, "j F Y")


def _sum(amount: Decimal) -> str:
    # For staff; the shop's own format of money (pricing.formats) stands above the catalogue.
    return f"{formats.number_format(amount, 2)} €"
