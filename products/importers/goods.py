"""The commercial half of a record: product, options, variants, prices, stock and safety facts, through their services."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from products.importers.asking import (
    REDUCTION,
    details_of,
    indexes_of,
    midnight,
    price_of,
    say_unlawful,
    unlawful,
)
from products.importers.options import ImportOptions
from products.importers.records import ProductRecord, VariantRecord
from products.importers.results import Refused, Report
from products.importers.safety_facts import facts_asked, write_safety
from products.models import Product, Variant
from products.services import catalogue, price_history, stock
from products.services.options import add_values
from products.services.safety import SafetyFacts
from products.services.specs import InvalidCatalogue, OptionSpec, PriceSpec, VariantSpec
from taxes.models import VatClass

OWN_KEY = "vitrina:"
REASON = "Import"


def find_product(record: ProductRecord) -> Product | None:
    """Return the product that an earlier run made of this record, or the one that has one of its SKUs.

    Raises Refused when its SKUs belong to several products.
    """
    product = Product.objects.filter(external_key=record.key).first()
    own_id = _own_id(record.key)
    if product is None and own_id is not None:
        product = Product.objects.filter(public_id=own_id).first()
    skus = [variant.sku for variant in record.variants if variant.sku]
    owners = set(Variant.objects.filter(sku__in=skus).values_list("product_id", flat=True))
    if product is not None:
        owners.add(product.pk)
    if len(owners) > 1:
        raise Refused(_("Its SKUs belong to different products of the shop."))
    return product or Product.objects.filter(pk__in=owners).first()


def create_goods(record: ProductRecord, *, options: ImportOptions, actor: Actor, report: Report) -> Product:
    """Make the product of a record, archived until a page of it is published; raises InvalidCatalogue or Refused."""
    report.changed = True
    specs = [
        VariantSpec(
            price=price_of(variant),
            details=details_of(variant, None),
            values=indexes_of(record, variant),
            stock=variant.stock or 0,
        )
        for variant in record.variants
    ]
    facts = facts_asked(record, options, report, SafetyFacts())
    try:
        with transaction.atomic():
            return _create(record, specs, facts, options, actor)
    except InvalidCatalogue as refusal:
        reduced = {place for place, spec in enumerate(specs) if spec.price.reduced_price is not None}
        refused = unlawful(refusal, reduced)
        say_unlawful(report, refusal, dict(enumerate(record.variants)))
        specs = [
            replace(spec, price=PriceSpec(price=spec.price.price)) if place in refused else spec
            for place, spec in enumerate(specs)
        ]
        with transaction.atomic():
            return _create(record, specs, facts, options, actor)


def update_goods(
    product: Product, record: ProductRecord, *, options: ImportOptions, actor: Actor, report: Report
) -> None:
    """Bring a product in line with a record; cells that are empty leave what there is, except a reduced price.

    Variants that the record does not name stay, and the report says so. Raises InvalidCatalogue or Refused.
    """
    if product.external_key is None and not record.key.startswith(OWN_KEY):
        Product.objects.filter(pk=product.pk).update(external_key=record.key)
    before = product.version
    if options.prices_since:
        price_history.declare_price_history(
            product_id=product.pk, since=midnight(options.prices_since), actor=actor, reason=REASON
        )
    _extend_options(product, record, actor, report)
    pairs, new = _matched(product, record)
    _write_details(product, record, pairs, actor)
    for variant in new:
        _add(product, record, variant, options, actor, report)
    pairs, _rest = _matched(product, record)
    _write_prices(product, pairs, actor, report)
    moved = _write_stock(pairs, actor, report)
    write_safety(product, record, options, actor, report)
    known = {variant.pk for variant, _record in pairs}
    missing = product.variants.filter(archived_at__isnull=True).exclude(pk__in=known)
    for sku in missing.values_list("sku", flat=True):
        report.say(_("Variant %(sku)s is not in the file; it was left as it is.") % {"sku": sku or "–"})
    product.refresh_from_db()
    report.changed = report.changed or moved or product.version != before


def _create(
    record: ProductRecord,
    specs: Sequence[VariantSpec],
    facts: SafetyFacts,
    options: ImportOptions,
    actor: Actor,
) -> Product:
    since = midnight(options.prices_since) if options.prices_since else None
    return catalogue.create_product(
        name=(record.name or record.title)[:200],
        brand=record.brand[:80],
        vat_class=record.vat_class or VatClass.STANDARD,
        tags=record.tags,
        options=[OptionSpec(option.name_bg, option.name_en, option.values) for option in record.options],
        variants=specs,
        actor=actor,
        archived=True,
        prices_since=since,
        prices_reason=REASON if since else "",
        facts=facts,
        external_key=record.key,
        public_id=_own_id(record.key),
    )


def _extend_options(product: Product, record: ProductRecord, actor: Actor, report: Report) -> None:
    known = {
        option.name_bg: {value.label_bg for value in option.values.all()}
        for option in product.options.prefetch_related("values")
    }
    wanted = [option.name_bg for option in record.options]
    if set(wanted) != set(known):
        if product.variants.exists() and (wanted or known):
            report.say(
                _("The options differ from those in the shop; only variants with a known SKU are taken.")
            )
        return
    for option in record.options:
        missing = [pair for pair in option.values if pair[0] not in known[option.name_bg]]
        if missing:
            product.refresh_from_db(fields=["version"])
            add_values(
                product_id=product.pk,
                version=product.version,
                name_bg=option.name_bg,
                name_en=option.name_en,
                values=missing,
                actor=actor,
            )


def _matched(
    product: Product, record: ProductRecord
) -> tuple[list[tuple[Variant, VariantRecord]], list[VariantRecord]]:
    """Pair the record's variants with those of the product, by SKU and else by their choice; the rest is new."""
    stored = list(product.variants.select_related("stock").prefetch_related("values__option"))
    by_sku = {variant.sku: variant for variant in stored if variant.sku}
    by_choice = {_choice(variant): variant for variant in stored if variant.archived_at is None}
    names = [option.name_bg for option in record.options]
    pairs: list[tuple[Variant, VariantRecord]] = []
    new: list[VariantRecord] = []
    taken: set[int] = set()
    for wanted in record.variants:
        choice = frozenset(zip(names, wanted.values, strict=False))
        found = by_sku.get(wanted.sku) if wanted.sku else None
        found = found or by_choice.get(choice)
        if found is None or found.pk in taken:
            new.append(wanted)
        else:
            taken.add(found.pk)
            pairs.append((found, wanted))
    return pairs, new


def _choice(variant: Variant) -> frozenset[tuple[str, str]]:
    return frozenset((value.option.name_bg, value.label_bg) for value in variant.values.all())


def _write_details(
    product: Product, record: ProductRecord, pairs: Sequence[tuple[Variant, VariantRecord]], actor: Actor
) -> None:
    product.refresh_from_db()
    catalogue.change_details(
        product_id=product.pk,
        version=product.version,
        name=record.name[:200] or product.name,
        brand=record.brand[:80] or product.brand,
        vat_class=record.vat_class or product.vat_class,
        tags=record.tags or None,
        variants={variant.pk: details_of(wanted, variant) for variant, wanted in pairs},
        actor=actor,
    )


def _add(
    product: Product,
    record: ProductRecord,
    wanted: VariantRecord,
    options: ImportOptions,
    actor: Actor,
    report: Report,
) -> None:
    labels = [
        [value.label_bg for value in option.values.all()]
        for option in product.options.prefetch_related("values").order_by("position", "pk")
    ]
    names = [option.name_bg for option in record.options]
    stored_names = list(product.options.order_by("position", "pk").values_list("name_bg", flat=True))
    chosen = dict(zip(names, wanted.values, strict=False))
    if set(chosen) != set(stored_names):
        report.say(
            _("Variant %(sku)s was not added, because its options differ.") % {"sku": wanted.sku or "–"}
        )
        return
    product.refresh_from_db(fields=["version"])
    spec = VariantSpec(
        price=price_of(wanted),
        details=details_of(wanted, None),
        values=[values.index(chosen[name]) for name, values in zip(stored_names, labels, strict=True)],
        stock=wanted.stock or 0,
    )
    since = midnight(options.prices_since) if options.prices_since else None

    def add(each: VariantSpec) -> None:
        with transaction.atomic():
            catalogue.add_variant(
                product_id=product.pk,
                version=product.version,
                spec=each,
                actor=actor,
                prices_since=since,
                prices_reason=REASON if since else "",
            )

    try:
        add(spec)
    except InvalidCatalogue as refusal:
        if {name for _key, name in refusal.errors} - set(REDUCTION):
            raise
        say_unlawful(report, refusal, {key: wanted for key, _name in refusal.errors if key is not None})
        add(replace(spec, price=PriceSpec(price=spec.price.price)))
    report.changed = True


def _write_prices(
    product: Product, pairs: Sequence[tuple[Variant, VariantRecord]], actor: Actor, report: Report
) -> None:
    wanted = {variant.pk: price_of(record, variant) for variant, record in pairs}
    records = {variant.pk: record for variant, record in pairs}
    try:
        _change_prices(product, wanted, actor)
    except InvalidCatalogue as refusal:
        refused = unlawful(refusal, {pk for pk, spec in wanted.items() if spec.reduced_price is not None})
        say_unlawful(report, refusal, records)
        for pk in refused:
            wanted[pk] = PriceSpec(price=wanted[pk].price)
        _change_prices(product, wanted, actor)


def _change_prices(product: Product, wanted: Mapping[int, PriceSpec], actor: Actor) -> None:
    product.refresh_from_db(fields=["version"])
    with transaction.atomic():
        catalogue.change_prices(
            product_id=product.pk, version=product.version, changes=wanted, actor=actor, reason=REASON
        )


def _write_stock(pairs: Sequence[tuple[Variant, VariantRecord]], actor: Actor, report: Report) -> bool:
    moved = False
    for variant, wanted in sorted(pairs, key=lambda pair: pair[0].pk):
        if wanted.stock is None or wanted.stock == variant.stock.on_hand:
            continue
        try:
            stock.correct(
                variant_id=variant.pk,
                difference=wanted.stock - variant.stock.on_hand,
                reason=REASON,
                actor=actor,
            )
            moved = True
        except stock.OutOfStock:
            words = _("The stock of %(sku)s was left as it is: orders hold more than the file has.")
            report.say(words % {"sku": variant.sku or "–"})
    return moved


def _own_id(key: str) -> uuid.UUID | None:
    if not key.startswith(OWN_KEY):
        return None
    try:
        return uuid.UUID(key.removeprefix(OWN_KEY))
    except ValueError:
        return None
