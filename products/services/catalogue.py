"""What is sold and for how much: products and variants are made here, and their details and prices changed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.audit import record_audit
from products.models import OptionValue, Product, ProductOption, Variant
from products.services import price_history
from products.services.details import detail_columns, detail_problems, set_fields
from products.services.listing import refresh_products
from products.services.new_variants import make_variants
from products.services.safety import SafetyFacts, checked
from products.services.specs import OptionSpec, PriceSpec, VariantDetails, VariantSpec, refuse
from products.services.versions import locked_product, touch_product
from taxes.models import VatClass


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
    facts: SafetyFacts | None = None,
    external_key: str | None = None,
    public_id: uuid.UUID | None = None,
) -> Product:
    """Make a product with its variants, first prices and first stock, all or nothing.

    A merchant who moves in from another shop declares by `prices_since` that the regular prices were asked there since
    then (price_history.declare_price_history); without it no new product can be reduced. `external_key` names the product in
    the shop that it came from; `public_id` is the one that it had in an export of this shop. Raises InvalidCatalogue; its
    keys count the variants from 0.
    """
    safety_columns = asdict(checked(facts)) if facts else {}
    declared = price_history.declaration(prices_since, prices_reason)
    product = Product.objects.create(
        name=name,
        brand=brand,
        vat_class=vat_class,
        tags=list(tags),
        archived_at=timezone.now() if archived else None,
        on_sale_since=prices_since,
        external_key=external_key,
        public_id=public_id or uuid.uuid4(),
        **safety_columns,
    )
    choices = [_make_option(product, position, option) for position, option in enumerate(options)]
    make_variants(product, variants, choices=choices, first_position=0, actor=actor, declared=declared)
    changes = {"name": ["", name], **{key: ["", value] for key, value in safety_columns.items() if value}}
    record_audit(actor=actor, action="product-created", obj=product, changes=changes)
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
    (variant,) = make_variants(
        product, [spec], choices=choices, first_position=position, actor=actor, declared=declared
    )
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
    refuse({(pk, key): words for pk, spec in changes.items() for key, words in spec.problems().items()})
    wanted = {pk: spec.normalised() for pk, spec in changes.items()}
    differing = {pk: spec for pk, spec in wanted.items() if price_history.price_of(variants[pk]) != spec}
    at = timezone.now()
    priors, problems = price_history.prior_prices(product, [variants[pk] for pk in differing], differing, at)
    refuse(problems)
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
    refuse(detail_problems(variants))
    fields: dict[str, object] = {"name": name, "brand": brand, "vat_class": vat_class}
    written = set_fields(product, fields if tags is None else {**fields, "tags": list(tags)})
    # Two variants may swap their SKUs: free those that change before any is written.
    moved = [pk for pk, details in variants.items() if (existing[pk].sku or "") != details.sku]
    Variant.objects.filter(pk__in=moved).update(sku=None)
    for pk, details in variants.items():
        changed = set_fields(existing[pk], detail_columns(details))
        for key, pair in changed.items():
            written[f"{pk}.{key}"] = pair
        if changed or pk in moved:
            existing[pk].save()
    if not written:
        return product.version
    product.save()
    record_audit(actor=actor, action="product-changed", obj=product, changes=written)
    return touch_product(product)


def _make_option(product: Product, position: int, spec: OptionSpec) -> list[OptionValue]:
    option = ProductOption.objects.create(
        product=product, name_bg=spec.name_bg, name_en=spec.name_en, position=position
    )
    return OptionValue.objects.bulk_create(
        OptionValue(option=option, label_bg=bg, label_en=en, position=i)
        for i, (bg, en) in enumerate(spec.values)
    )


def _words(spec: PriceSpec) -> str:
    if spec.reduced_price is None:
        return str(spec.price)
    dates = " – ".join(d.isoformat() if d else "" for d in (spec.reduced_from, spec.reduced_until))
    return f"{spec.price} → {spec.reduced_price} ({dates})"
