"""What can be chosen about a product: options and their values."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit import record_audit
from products.models import OptionValue, Product, ProductOption, Variant
from products.services.details import options_key
from products.services.specs import InvalidCatalogue
from products.services.versions import locked_product, touch_product


@transaction.atomic
def add_values(
    *,
    product_id: int,
    version: int,
    name_bg: str,
    name_en: str,
    values: Sequence[tuple[str, str]],
    existing_value: str = "",
    actor: Actor,
) -> ProductOption:
    """Add values (Bulgarian, English) to the option of this name; the option is made if the product has none such.

    When the product has variants already, each of them, archived ones too, gets one of the values of a new option:
    `existing_value` says which, in Bulgarian. Raises StaleVersion or InvalidCatalogue, and then nothing is changed.
    """
    product = locked_product(product_id, version)
    labels = [bg for bg, _en in values]
    option = product.options.filter(name_bg=name_bg).first()
    is_new = option is None
    variants = list(product.variants.prefetch_related("values")) if is_new else []
    if variants and existing_value not in labels:
        words = _("The product has variants already: say which of these values they get.")
        raise InvalidCatalogue({(None, "existing_value"): words})
    if option is None:
        option = ProductOption.objects.create(
            product=product, name_bg=name_bg, name_en=name_en, position=product.options.count()
        )
    known = set(option.values.values_list("label_bg", flat=True))
    if known & set(labels) or len(set(labels)) < len(labels):
        raise InvalidCatalogue(
            {(None, "values"): _("A value stands here twice, or the option has it already.")}
        )
    last = option.values.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    made = OptionValue.objects.bulk_create(
        OptionValue(option=option, label_bg=bg, label_en=en, position=first + i)
        for i, (bg, en) in enumerate(values)
    )
    if variants:
        _give_value(variants, next(value for value in made if value.label_bg == existing_value))
    record_audit(
        actor=actor, action="option-extended", obj=product, changes={name_bg: ["", ", ".join(labels)]}
    )
    touch_product(product)
    return option


@transaction.atomic
def change_labels(
    *,
    product_id: int,
    version: int,
    options: Mapping[int, tuple[str, str]],
    values: Mapping[int, tuple[str, str]],
    remove: Iterable[int] = (),
    actor: Actor,
) -> int:
    """Set what options and values are called, Bulgarian and English, and remove values that no variant has.

    An option without values goes with the last of them. Returns the product's new version; raises StaleVersion or
    InvalidCatalogue with keys (id, "option") and (id, "value"), and then nothing is changed.
    """
    product = locked_product(product_id, version)
    choices = {option.pk: option for option in product.options.all()}
    chosen = {value.pk: value for value in OptionValue.objects.filter(option__product=product)}
    gone = {pk for pk in remove if pk in chosen}
    problems: dict[tuple[int | None, str], str] = {
        (pk, "value"): _("A variant has this value, so it stays.")
        for pk in set(gone) & set(Variant.objects.filter(values__in=gone).values_list("values", flat=True))
    }
    kept = [value for value in chosen.values() if value.pk not in gone]
    before = {value.pk: (value.label_bg, value.label_en) for value in kept}
    names = {pk: options.get(pk, (option.name_bg, option.name_en)) for pk, option in choices.items()}
    labels = {pk: values.get(pk, pair) for pk, pair in before.items()}
    twice = _("There is another one of this name.")
    for key in _repeated({pk: pair[0] for pk, pair in names.items()}):
        problems[key, "option"] = twice
    for option_id in choices:
        below = {value.pk: labels[value.pk][0] for value in kept if value.option_id == option_id}
        problems |= {(key, "value"): twice for key in _repeated(below)}
    if problems:
        raise InvalidCatalogue(problems)
    return _write_labels(product, choices, kept, names, labels, gone, actor)


def _write_labels(
    product: Product,
    choices: Mapping[int, ProductOption],
    kept: Sequence[OptionValue],
    names: Mapping[int, tuple[str, str]],
    labels: Mapping[int, tuple[str, str]],
    gone: set[int],
    actor: Actor,
) -> int:
    written: dict[str, list[str]] = {}
    if gone:
        removed = OptionValue.objects.filter(pk__in=gone)
        written["removed"] = [", ".join(removed.values_list("label_bg", flat=True)), ""]
        removed.delete()
    renamed = [v for v in kept if labels[v.pk] != (v.label_bg, v.label_en)]
    for value in renamed:
        written[f"value {value.pk}"] = [f"{value.label_bg} | {value.label_en}", " | ".join(labels[value.pk])]
        # Two may swap their names, and the constraint looks at every row: a name of its own comes between.
        value.label_bg = f"#{value.pk}"
    OptionValue.objects.bulk_update(renamed, ["label_bg"])
    for value in renamed:
        value.label_bg, value.label_en = labels[value.pk]
    OptionValue.objects.bulk_update(renamed, ["label_bg", "label_en"])
    changed = [o for o in choices.values() if names[o.pk] != (o.name_bg, o.name_en)]
    for option in changed:
        written[f"option {option.pk}"] = [
            f"{option.name_bg} | {option.name_en}",
            " | ".join(names[option.pk]),
        ]
        option.name_bg = f"#{option.pk}"
    ProductOption.objects.bulk_update(changed, ["name_bg"])
    for option in changed:
        option.name_bg, option.name_en = names[option.pk]
    ProductOption.objects.bulk_update(changed, ["name_bg", "name_en"])
    if not written:
        return product.version
    product.options.filter(values=None).delete()
    record_audit(actor=actor, action="options-renamed", obj=product, changes=written)
    return touch_product(product)


def _give_value(variants: Sequence[Variant], value: OptionValue) -> None:
    """Let variants have a value of a new option, beside those they have."""
    for variant in variants:
        variant.options_key = options_key([value.pk, *(v.pk for v in variant.values.all())])
    Variant.objects.bulk_update(variants, ["options_key"])
    tie = Variant.values.through
    tie.objects.bulk_create(tie(variant_id=variant.pk, optionvalue_id=value.pk) for variant in variants)


def _repeated(names: Mapping[int, str]) -> list[int]:
    """Return the keys of what is called as something else is."""
    every = list(names.values())
    return [key for key, name in names.items() if every.count(name) > 1]
