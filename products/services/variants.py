"""The variants of a product: made from its options all at once, taken out of sale and put back one by one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product as combinations
from math import prod

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit import record_audit
from products.models import OptionValue, PriceChange, Product, Stock, Variant
from products.services.details import options_key
from products.services.price_history import price_of, price_row
from products.services.specs import InvalidCatalogue, PriceSpec
from products.services.versions import locked_product, touch_product

# More than this on one screen nobody keeps in order; the usual shops stop at 100 or 250.
MOST_VARIANTS = 250
Choice = tuple[OptionValue, ...]


@dataclass(frozen=True)
class Plan:
    """What "all combinations" means for a product now: those without a variant, and how many there are in all."""

    missing: Sequence[Choice]
    total: int


def plan_variants(product: Product) -> Plan:
    """Return the combinations of the product's values that have no variant yet, archived ones counted as made.

    A product without options has one combination: the variant without a choice. Three queries.
    """
    choices = [list(option.values.all()) for option in product.options.prefetch_related("values")]
    total = prod(len(values) for values in choices)
    if total > MOST_VARIANTS:
        return Plan((), total)
    made = set(product.variants.values_list("options_key", flat=True))
    every = combinations(*choices)
    return Plan([c for c in every if options_key(value.pk for value in c) not in made], total)


@transaction.atomic
def generate_variants(
    *, product_id: int, version: int, price: PriceSpec, weight_grams: int = 0, actor: Actor
) -> int:
    """Make a variant of every combination that has none, at this price, and return how many were made.

    Variants that exist are left as they are, archived ones too, so that it can be run again after new values came;
    then all stand in the order of the options. The number of queries does not rise with the variants. Raises
    StaleVersion or InvalidCatalogue, and then nothing is made.
    """
    product = locked_product(product_id, version)
    problems: dict[tuple[int | None, str], str] = {
        (None, name): words for name, words in price.problems().items()
    }
    if problems:
        raise InvalidCatalogue(problems)
    plan = plan_variants(product)
    if plan.total > MOST_VARIANTS:
        words = _("That makes %(total)d variants; a product has at most %(most)d.")
        raise InvalidCatalogue({(None, "price"): words % {"total": plan.total, "most": MOST_VARIANTS}})
    if not plan.missing:
        return 0
    _make(product, plan.missing, price.normalised(), weight_grams, actor)
    _put_in_order(product)
    labels = ["/".join(value.label_bg for value in choice) or product.name for choice in plan.missing]
    record_audit(
        actor=actor, action="variants-generated", obj=product, changes={"variants": ["", ", ".join(labels)]}
    )
    touch_product(product)
    return len(plan.missing)


@transaction.atomic
def archive_variant(
    *, product_id: int, version: int, variant_id: int, actor: Actor, reason: str = ""
) -> None:
    """Take one variant out of sale; its price, stock and history stay.

    The last one of a product on sale is refused, because then the whole product is to be archived. Raises
    StaleVersion or InvalidCatalogue.
    """
    product = locked_product(product_id, version)
    in_force = product.variants.filter(archived_at__isnull=True)
    variant = in_force.filter(pk=variant_id).first()
    if variant is None:
        return
    if not product.is_archived and not in_force.exclude(pk=variant_id).exists():
        raise InvalidCatalogue(
            {(variant_id, "archived"): _("It is the last variant on sale: archive the product instead.")}
        )
    variant.archived_at = timezone.now()
    variant.save(update_fields=["archived_at"])
    _record(product, variant, "variant-archived", actor, reason)


@transaction.atomic
def restore_variant(
    *, product_id: int, version: int, variant_id: int, actor: Actor, reason: str = ""
) -> None:
    """Put an archived variant back on sale; refused when another one has its choice by now.

    Raises StaleVersion or InvalidCatalogue.
    """
    product = locked_product(product_id, version)
    variant = product.variants.filter(pk=variant_id, archived_at__isnull=False).first()
    if variant is None:
        return
    if product.variants.filter(options_key=variant.options_key, archived_at__isnull=True).exists():
        raise InvalidCatalogue({(variant_id, "archived"): _("There is a variant with this choice already.")})
    variant.archived_at = None
    variant.save(update_fields=["archived_at"])
    _record(product, variant, "variant-restored", actor, reason)


def _make(
    product: Product, choices: Collection[Choice], price: PriceSpec, weight_grams: int, actor: Actor
) -> None:
    made = Variant.objects.bulk_create(
        Variant(
            product=product,
            options_key=options_key(value.pk for value in choice),
            weight_grams=weight_grams,
            price=price.price,
        )
        for choice in choices
    )
    tie = Variant.values.through
    tie.objects.bulk_create(
        tie(variant_id=variant.pk, optionvalue_id=value.pk)
        for variant, choice in zip(made, choices, strict=True)
        for value in choice
    )
    Stock.objects.bulk_create(Stock(variant=variant) for variant in made)
    now = timezone.now()
    PriceChange.objects.bulk_create(
        price_row(variant, price_of(variant), at=now, actor=actor) for variant in made
    )


def _put_in_order(product: Product) -> None:
    """Give every variant its place by its values: all of the first one before all of the second."""
    places = {
        pk: place
        for place, pk in enumerate(
            OptionValue.objects.filter(option__product=product)
            .order_by("option__position", "option_id", "position", "pk")
            .values_list("pk", flat=True)
        )
    }
    variants = list(product.variants.prefetch_related("values"))
    variants.sort(key=lambda variant: sorted(places[value.pk] for value in variant.values.all()))
    for position, variant in enumerate(variants):
        variant.position = position
    Variant.objects.bulk_update(variants, ["position"])


def _record(product: Product, variant: Variant, action: str, actor: Actor, reason: str) -> None:
    record_audit(
        actor=actor, action=action, obj=product, changes={"variant": ["", str(variant)]}, reason=reason
    )
    touch_product(product)
