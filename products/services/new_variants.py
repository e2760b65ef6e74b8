"""New variants with their first price and first stock, any number of them in a constant number of queries."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from products.models import OptionValue, PriceChange, Product, Variant
from products.services import price_history, stock
from products.services.details import detail_columns, detail_problems, options_key
from products.services.specs import Problems, VariantSpec, refuse


def make_variants(
    product: Product,
    specs: Sequence[VariantSpec],
    *,
    choices: Sequence[Sequence[OptionValue]],
    first_position: int,
    actor: Actor,
    declared: price_history.Declared | None,
) -> list[Variant]:
    """Make the variants in their order, all or none, inside the caller's transaction.

    `choices` are the values of each option; a spec names its own by place. The keys of InvalidCatalogue count from
    `first_position`.
    """
    chosen = [[values[index] for values, index in zip(choices, spec.values, strict=True)] for spec in specs]
    keys = [options_key(value.pk for value in values) for values in chosen]
    at = timezone.now()
    problems = _problems(product, specs, keys, first_position)
    priors = []
    for position, spec in enumerate(specs, start=first_position):
        prior, found = price_history.first_prior_price(product, spec.price.normalised(), at, declared)
        if not any(place == position for place, _field in problems):
            problems |= {(position, name): words for name, words in found.items()}
        priors.append(prior)
    refuse(problems)
    made = Variant.objects.bulk_create(
        Variant(
            product=product,
            options_key=key,
            **detail_columns(spec.details),
            position=position,
            prior_price=prior,
            **price_history.columns(spec.price.normalised()),
        )
        for position, (spec, key, prior) in enumerate(
            zip(specs, keys, priors, strict=True), start=first_position
        )
    )
    tie = Variant.values.through
    tie.objects.bulk_create(
        tie(variant_id=variant.pk, optionvalue_id=value.pk)
        for variant, values in zip(made, chosen, strict=True)
        for value in values
    )
    PriceChange.objects.bulk_create(
        row
        for variant in made
        for row in price_history.first_rows(variant, at=at, actor=actor, declared=declared)
    )
    first = {variant.pk: spec.stock for variant, spec in zip(made, specs, strict=True)}
    stock.open_balances(quantities=first, reason=_("First stock"), actor=actor)
    return made


def _problems(
    product: Product, specs: Sequence[VariantSpec], keys: Sequence[str], first_position: int
) -> Problems:
    places = range(first_position, first_position + len(specs))
    problems: Problems = {
        (position, name): words
        for position, spec in zip(places, specs, strict=True)
        for name, words in spec.price.problems().items()
    }
    problems |= detail_problems(
        {position: spec.details for position, spec in zip(places, specs, strict=True)}, taken_by_others=True
    )
    in_force = product.variants.filter(options_key__in=keys, archived_at__isnull=True)
    taken = set(in_force.order_by().values_list("options_key", flat=True)) if keys else set()
    for position, key in zip(places, keys, strict=True):
        if key in taken:
            problems[position, "values"] = _("There is a variant with this choice already.")
        taken.add(key)
    return problems
