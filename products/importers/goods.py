"""The commercial half of a record: product, options, variants, prices, stock and safety facts, through their services."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from products.importers.options import ImportOptions
from products.importers.records import OperatorRecord, ProductRecord, VariantRecord
from products.importers.results import Refused, Report
from products.models import EconomicOperator, Product, Variant
from products.services import catalogue, price_history, safety, stock
from products.services.options import add_values
from products.services.specs import InvalidCatalogue, OptionSpec, PriceSpec, VariantDetails, VariantSpec
from taxes.models import VatClass

OWN_KEY = "vitrina:"
REASON = "Import"
REDUCTION = ("reduced_price", "reduced_from", "reduced_until")


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
            price=_price(variant),
            details=_details(variant, None),
            values=_indexes(record, variant),
            stock=variant.stock or 0,
        )
        for variant in record.variants
    ]
    try:
        with transaction.atomic():
            product = _create(record, specs, options, actor)
    except InvalidCatalogue as refusal:
        reduced = {place for place, spec in enumerate(specs) if spec.price.reduced_price is not None}
        # A product is refused variant by variant, so the first one that is says it for all.
        _unlawful(refusal, reduced)
        _say_unlawful(report, refusal, dict(enumerate(record.variants)))
        specs = [replace(spec, price=PriceSpec(price=spec.price.price)) for spec in specs]
        with transaction.atomic():
            product = _create(record, specs, options, actor)
    product.external_key = record.key
    if record.key.startswith(OWN_KEY):
        product.public_id = _own_id(record.key) or product.public_id
    product.save(update_fields=["external_key", "public_id"])
    _write_safety(product, record, options, actor, report)
    return product


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
            product_id=product.pk, since=_midnight(options.prices_since), actor=actor, reason=REASON
        )
    _extend_options(product, record, actor, report)
    pairs, new = _matched(product, record)
    _write_details(product, record, pairs, actor)
    for variant in new:
        _add(product, record, variant, options, actor, report)
    pairs, _rest = _matched(product, record)
    _write_prices(product, pairs, actor, report)
    moved = _write_stock(pairs, actor, report)
    _write_safety(product, record, options, actor, report)
    known = {variant.pk for variant, _record in pairs}
    missing = product.variants.filter(archived_at__isnull=True).exclude(pk__in=known)
    for sku in missing.values_list("sku", flat=True):
        report.say(_("Variant %(sku)s is not in the file; it was left as it is.") % {"sku": sku or "–"})
    product.refresh_from_db()
    report.changed = report.changed or moved or product.version != before


def _create(
    record: ProductRecord, specs: Sequence[VariantSpec], options: ImportOptions, actor: Actor
) -> Product:
    since = _midnight(options.prices_since) if options.prices_since else None
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
        variants={variant.pk: _details(wanted, variant) for variant, wanted in pairs},
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
        price=_price(wanted),
        details=_details(wanted, None),
        values=[values.index(chosen[name]) for name, values in zip(stored_names, labels, strict=True)],
        stock=wanted.stock or 0,
    )
    since = _midnight(options.prices_since) if options.prices_since else None

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
        _say_unlawful(report, refusal, {key: wanted for key, _name in refusal.errors if key is not None})
        add(replace(spec, price=PriceSpec(price=spec.price.price)))
    report.changed = True


def _write_prices(
    product: Product, pairs: Sequence[tuple[Variant, VariantRecord]], actor: Actor, report: Report
) -> None:
    wanted = {variant.pk: _price(record, variant) for variant, record in pairs}
    records = {variant.pk: record for variant, record in pairs}
    try:
        _change_prices(product, wanted, actor)
    except InvalidCatalogue as refusal:
        unlawful = _unlawful(refusal, {pk for pk, spec in wanted.items() if spec.reduced_price is not None})
        _say_unlawful(report, refusal, records)
        for pk in unlawful:
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


def _write_safety(
    product: Product, record: ProductRecord, options: ImportOptions, actor: Actor, report: Report
) -> None:
    product.refresh_from_db()
    now = safety.facts_of(product)
    warned = bool(record.warnings_bg or record.warnings_en)
    wanted = replace(
        now,
        manufacturer_id=_operator(record.manufacturer, report) or now.manufacturer_id,
        responsible_person_id=_operator(record.responsible_person, report) or now.responsible_person_id,
        warnings_bg=record.warnings_bg or now.warnings_bg,
        warnings_en=record.warnings_en or now.warnings_en,
        no_warnings=record.no_warnings or (now.no_warnings and not warned),
        gpsr_exempt_reason=record.gpsr_exempt_reason[:200] or now.gpsr_exempt_reason,
    )
    if wanted.manufacturer_id is None and not wanted.gpsr_exempt_reason:
        wanted = replace(wanted, gpsr_exempt_reason=options.gpsr_exempt_reason[:200])
    if wanted.normalised() != now:
        safety.change_safety(product_id=product.pk, version=product.version, facts=wanted, actor=actor)


def _operator(record: OperatorRecord | None, report: Report) -> int | None:
    """Return the manufacturer or responsible person of this name and country, written down if it is new."""
    if record is None or not record.name:
        return None
    found = EconomicOperator.objects.filter(name=record.name[:160], country=record.country).first()
    if found is not None:
        return found.pk
    if not (record.postal_address and record.country and (record.email or record.website)):
        words = _("“%(name)s” was not taken: it lacks a country, a postal or an electronic address.")
        report.say(words % {"name": record.name})
        return None
    made = EconomicOperator.objects.create(
        name=record.name[:160],
        postal_address=record.postal_address[:400],
        country=record.country,
        email=record.email,
        website=record.website,
    )
    return made.pk


def _details(wanted: VariantRecord, stored: Variant | None) -> VariantDetails:
    """Return what the file says of a variant; where it says nothing, what is stored."""
    has_content = wanted.content_quantity is not None
    return VariantDetails(
        sku=wanted.sku or (stored.sku or "" if stored else ""),
        gtin=wanted.gtin or (stored.gtin if stored else ""),
        weight_grams=wanted.weight_grams
        if wanted.weight_grams is not None
        else (stored.weight_grams if stored else 0),
        image_id=stored.image_id if stored else None,
        content_quantity=wanted.content_quantity
        if has_content
        else (stored.content_quantity if stored else None),
        content_unit=wanted.content_unit if has_content else (stored.content_unit if stored else ""),
    )


def _price(wanted: VariantRecord, stored: Variant | None = None) -> PriceSpec:
    """Return the prices of a variant, gross EUR.

    A reduction whose file names no first day begins today, or goes on if it stands already.
    """
    if wanted.price is None:
        raise Refused(_("A variant has no price."))
    if wanted.reduced_price is None:
        return PriceSpec(price=wanted.price)
    runs = stored is not None and stored.reduced_price == wanted.reduced_price
    begins = _midnight(wanted.reduced_from or timezone.localdate())
    if wanted.reduced_from is None and runs and stored is not None:
        begins = stored.reduced_from or begins
    ends = _midnight(wanted.reduced_until + timedelta(days=1)) if wanted.reduced_until else None
    if wanted.reduced_until is None and wanted.reduced_from is None and runs and stored is not None:
        ends = stored.reduced_until
    # A file may still name a reduction that is over: then the regular price is what there is.
    return PriceSpec(wanted.price, wanted.reduced_price, begins, ends).without_past(timezone.now())


def _indexes(record: ProductRecord, wanted: VariantRecord) -> list[int]:
    try:
        return [
            [bg for bg, _en in option.values].index(value)
            for option, value in zip(record.options, wanted.values, strict=True)
        ]
    except ValueError as error:
        raise Refused(_("A variant lacks a value of an option.")) from error


def _unlawful(refusal: InvalidCatalogue, reduced: Collection[int]) -> list[int]:
    """Return whose reductions were refused; raises the refusal again where it is about something else."""
    found = [key for key, name in refusal.errors if name in REDUCTION and key in reduced]
    if len(found) < len(refusal.errors):
        raise refusal
    return [key for key in dict.fromkeys(found) if key is not None]


def _say_unlawful(report: Report, refusal: InvalidCatalogue, records: Mapping[int, VariantRecord]) -> None:
    words = _("The reduced price of %(sku)s was not taken over: %(why)s")
    for (key, _name), why in refusal.errors.items():
        sku = records[key].sku if key is not None and key in records else ""
        report.say(words % {"sku": sku or "–", "why": why})


def _own_id(key: str) -> uuid.UUID | None:
    if not key.startswith(OWN_KEY):
        return None
    try:
        return uuid.UUID(key.removeprefix(OWN_KEY))
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
