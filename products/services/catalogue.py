"""What is sold and for how much: the one writer of products, variants and prices."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit import record_audit
from core.models import ShopImage
from core.validators import gtin_is_valid
from products.models import OptionValue, Product, ProductOption, Stock, Variant
from products.services import price_history, stock
from products.services.listing import refresh_products
from products.services.specs import (
    InvalidCatalogue,
    OptionSpec,
    PriceSpec,
    StaleVersion,
    VariantDetails,
    VariantSpec,
)
from taxes.models import VatClass

# What is wrong, by variant (its id, or its place among new ones; None for the product) and field.
Problems = dict[tuple[int | None, str], str]
# A copy is made by the same people and warns of the same things.
_SAFETY = [
    "manufacturer",
    "responsible_person",
    "warnings_bg",
    "warnings_en",
    "no_warnings",
    "gpsr_exempt_reason",
]


@transaction.atomic
def create_product(
    *,
    name: str,
    brand: str = "",
    vat_class: str = VatClass.STANDARD,
    tags: Sequence[str] = (),
    options: Sequence[OptionSpec] = (),
    variants: Sequence[VariantSpec] = (),
    actor: Actor,
    archived: bool = False,
    prices_since: datetime | None = None,
    prices_reason: str = "",
) -> Product:
    """Make a product with its variants, first prices and first stock, all or nothing.

    A merchant who moves in from another shop declares by `prices_since` that the regular prices were asked there since
    then (price_history.declare_price_history); without it no new product can be reduced. Raises InvalidCatalogue; its
    keys count the variants from 0.
    """
    declared = price_history.declaration(prices_since, prices_reason)
    product = Product.objects.create(
        name=name,
        brand=brand,
        vat_class=vat_class,
        tags=list(tags),
        archived_at=timezone.now() if archived else None,
        on_sale_since=prices_since,
    )
    choices = [_make_option(product, position, option) for position, option in enumerate(options)]
    for position, spec in enumerate(variants):
        _make_variant(product, position, spec, choices, actor, declared)
    record_audit(actor=actor, action="product-created", obj=product, changes={"name": ["", name]})
    refresh_products([product.pk])
    return product


@transaction.atomic
def add_variant(
    *,
    product_id: int,
    version: int,
    spec: VariantSpec,
    actor: Actor,
    prices_since: datetime | None = None,
    prices_reason: str = "",
) -> Variant:
    """Add a variant to a product; raises StaleVersion or InvalidCatalogue. `prices_since` is that of create_product."""
    product = locked_product(product_id, version)
    choices = [list(option.values.all()) for option in product.options.all()]
    position = product.variants.count()
    declared = price_history.declaration(prices_since, prices_reason)
    if declared:
        price_history.sold_since(product, declared.since)
    variant = _make_variant(product, position, spec, choices, actor, declared)
    touch_product(product)
    record_audit(actor=actor, action="variant-added", obj=product, changes={"variant": ["", str(variant)]})
    return variant


@transaction.atomic
def change_prices(
    *, product_id: int, version: int, changes: Mapping[int, PriceSpec], actor: Actor, reason: str = ""
) -> int:
    """Set the prices of some variants at once and return the product's new version.

    Only what really differs is written: a row of the price history and one audit entry per save. A reduction gets the
    lowest price of the 30 days before it, and is refused without a lawful one. Raises StaleVersion or InvalidCatalogue,
    and then nothing is changed.
    """
    product = locked_product(product_id, version)
    variants = {v.pk: v for v in product.variants.filter(pk__in=changes)}
    _refuse({(pk, key): words for pk, spec in changes.items() for key, words in spec.problems().items()})
    wanted = {pk: spec.normalised() for pk, spec in changes.items()}
    differing = {pk: spec for pk, spec in wanted.items() if price_history.price_of(variants[pk]) != spec}
    at = timezone.now()
    priors, problems = price_history.prior_prices(product, [variants[pk] for pk in differing], differing, at)
    _refuse(problems)
    written: dict[str, list[str]] = {}
    for pk, spec in differing.items():
        variant = variants[pk]
        written[str(variant)] = [_words(price_history.price_of(variant)), _words(spec)]
        price_history.write_price(variant, spec, priors[pk], at=at, actor=actor, reason=reason)
    if not written:
        return product.version
    record_audit(actor=actor, action="prices-changed", obj=product, changes=written, reason=reason)
    return touch_product(product)


@transaction.atomic
def change_details(
    *,
    product_id: int,
    version: int,
    name: str,
    brand: str,
    vat_class: str,
    tags: Sequence[str] | None = None,
    variants: Mapping[int, VariantDetails],
    actor: Actor,
) -> int:
    """Set what the product and its variants are called, are taxed, contain and weigh; return the new version.

    `tags` of None stay as they are. Raises StaleVersion or InvalidCatalogue, and then nothing is changed.
    """
    product = locked_product(product_id, version)
    existing = {v.pk: v for v in product.variants.filter(pk__in=variants)}
    _refuse(_detail_problems(variants))
    fields: dict[str, object] = {"name": name, "brand": brand, "vat_class": vat_class}
    written = _changed(product, fields if tags is None else {**fields, "tags": list(tags)})
    # Two variants may swap their SKUs: free those that change before any is written.
    moved = [pk for pk, details in variants.items() if (existing[pk].sku or "") != details.sku]
    Variant.objects.filter(pk__in=moved).update(sku=None)
    for pk, details in variants.items():
        changed = _changed(existing[pk], _columns(details))
        for key, pair in changed.items():
            written[f"{pk}.{key}"] = pair
        if changed or pk in moved:
            existing[pk].save()
    if not written:
        return product.version
    product.save()
    record_audit(actor=actor, action="product-changed", obj=product, changes=written)
    return touch_product(product)


@transaction.atomic
def archive_product(*, product_id: int, actor: Actor, reason: str = "") -> None:
    """Take a product out of sale; its pages, prices, stock and history stay."""
    _set_archived(product_id, timezone.now(), "product-archived", actor, reason)


@transaction.atomic
def restore_product(*, product_id: int, actor: Actor, reason: str = "") -> None:
    """Put an archived product back on sale."""
    _set_archived(product_id, None, "product-restored", actor, reason)


@transaction.atomic
def copy_product(*, product_id: int, actor: Actor) -> Product:
    """Make another product with the same options, variants, prices and safety facts, archived, without SKU, GTIN and stock."""
    source = Product.objects.get(pk=product_id)
    options = list(source.options.prefetch_related("values"))
    order = [[value.pk for value in option.values.all()] for option in options]
    specs = []
    for variant in source.variants.filter(archived_at__isnull=True).prefetch_related("values"):
        chosen = {value.pk for value in variant.values.all()}
        specs.append(
            VariantSpec(
                price=PriceSpec(price=variant.price),
                details=VariantDetails(
                    weight_grams=variant.weight_grams,
                    content_quantity=variant.content_quantity,
                    content_unit=variant.content_unit,
                    image_id=variant.image_id,
                ),
                values=[next(i for i, pk in enumerate(pks) if pk in chosen) for pks in order],
            )
        )
    copied = create_product(
        name=source.name,
        brand=source.brand,
        vat_class=source.vat_class,
        tags=source.tags,
        options=[
            OptionSpec(o.name_bg, o.name_en, [(v.label_bg, v.label_en) for v in o.values.all()])
            for o in options
        ],
        variants=specs,
        actor=actor,
        archived=True,
    )
    for name in _SAFETY:
        setattr(copied, name, getattr(source, name))
    copied.save(update_fields=_SAFETY)
    return copied


def locked_product(product_id: int, version: int) -> Product:
    """Lock the product for the rest of the transaction; raises StaleVersion when it is not at this version."""
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    if product.version != version:
        raise StaleVersion
    return product


def touch_product(product: Product) -> int:
    """Raise the version of a locked product, refresh its listing and return the new version."""
    product.version += 1
    product.save(update_fields=["version", "updated_at"])
    refresh_products([product.pk])
    return product.version


def _set_archived(product_id: int, moment: datetime | None, action: str, actor: Actor, reason: str) -> None:
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    if product.is_archived == (moment is not None):
        return
    product.archived_at = moment
    product.save(update_fields=["archived_at", "updated_at"])
    record_audit(actor=actor, action=action, obj=product, changes={}, reason=reason)
    touch_product(product)


def _make_option(product: Product, position: int, spec: OptionSpec) -> list[OptionValue]:
    option = ProductOption.objects.create(
        product=product, name_bg=spec.name_bg, name_en=spec.name_en, position=position
    )
    return OptionValue.objects.bulk_create(
        OptionValue(option=option, label_bg=bg, label_en=en, position=i)
        for i, (bg, en) in enumerate(spec.values)
    )


def options_key(value_ids: Iterable[int]) -> str:
    """Return what tells a choice from every other: the values in the order of their keys."""
    return "-".join(str(pk) for pk in sorted(value_ids))


def _make_variant(
    product: Product,
    position: int,
    spec: VariantSpec,
    choices: list[list[OptionValue]],
    actor: Actor,
    declared: price_history.Declared | None,
) -> Variant:
    chosen = [values[index] for values, index in zip(choices, spec.values, strict=True)]
    key = options_key(value.pk for value in chosen)
    problems: Problems = {(position, name): words for name, words in spec.price.problems().items()}
    problems |= _detail_problems({position: spec.details}, taken_by_others=True)
    if product.variants.filter(options_key=key, archived_at__isnull=True).exists():
        problems[position, "values"] = _("There is a variant with this choice already.")
    price, at = spec.price.normalised(), timezone.now()
    prior = None
    if not problems:
        prior, found = price_history.first_prior_price(product, price, at, declared)
        problems |= {(position, name): words for name, words in found.items()}
    _refuse(problems)
    variant = Variant.objects.create(
        product=product,
        options_key=key,
        **_columns(spec.details),
        position=position,
        price=price.price,
        reduced_price=price.reduced_price,
        reduced_from=price.reduced_from,
        reduced_until=price.reduced_until,
        prior_price=prior,
    )
    variant.values.set(chosen)
    Stock.objects.create(variant=variant)
    price_history.begin(variant, at=at, actor=actor, declared=declared)
    if spec.stock:
        stock.receive(variant_id=variant.pk, quantity=spec.stock, reason=_("First stock"), actor=actor)
    return variant


def _detail_problems(wanted: Mapping[int, VariantDetails], *, taken_by_others: bool = False) -> Problems:
    """Find what is wrong with SKUs and GTINs; with `taken_by_others` the keys are no variants' ids yet."""
    problems: Problems = {}
    skus = [details.sku for details in wanted.values() if details.sku]
    others = Variant.objects.filter(sku__in=skus)
    if not taken_by_others:
        others = others.exclude(pk__in=wanted)
    taken = set(others.values_list("sku", flat=True))
    chosen = {details.image_id for details in wanted.values() if details.image_id is not None}
    pictures = set(ShopImage.objects.filter(pk__in=chosen).values_list("pk", flat=True)) if chosen else set()
    for key, details in wanted.items():
        if details.sku and (details.sku in taken or skus.count(details.sku) > 1):
            problems[key, "sku"] = _("Another variant has this SKU.")
        if details.gtin and not gtin_is_valid(details.gtin):
            problems[key, "gtin"] = _("This GTIN is not valid: check its digits.")
        if details.weight_grams < 0:
            problems[key, "weight_grams"] = _("The weight cannot be negative.")
        problems |= {(key, name): words for name, words in details.content_problems().items()}
        if details.image_id is not None and details.image_id not in pictures:
            problems[key, "image"] = _("This picture is no longer there.")
    return problems


def _columns(details: VariantDetails) -> dict[str, object]:
    return {
        "sku": details.sku or None,
        "gtin": details.gtin,
        "weight_grams": details.weight_grams,
        "content_quantity": details.content_quantity,
        "content_unit": details.content_unit,
        "image_id": details.image_id,
    }


def _changed(obj: Product | Variant, fields: Mapping[str, object]) -> dict[str, list[str]]:
    """Set the fields on the object and return those that differed, before and after, as text."""
    written = {}
    for name, value in fields.items():
        before = getattr(obj, name)
        if before != value:
            written[name] = ["" if before is None else str(before), "" if value is None else str(value)]
            setattr(obj, name, value)
    return written


def _words(spec: PriceSpec) -> str:
    if spec.reduced_price is None:
        return str(spec.price)
    dates = " – ".join(d.isoformat() if d else "" for d in (spec.reduced_from, spec.reduced_until))
    return f"{spec.price} → {spec.reduced_price} ({dates})"


def _refuse(problems: Problems) -> None:
    if problems:
        raise InvalidCatalogue(problems)
