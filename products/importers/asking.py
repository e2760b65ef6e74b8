"""What a record asks of the catalogue's services: specs, in which a cell that says nothing is what the shop has stored."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from products.importers.records import ProductRecord, VariantRecord
from products.importers.results import Refused, Report
from products.models import Variant
from products.services.specs import InvalidCatalogue, PriceSpec, VariantDetails

REDUCTION = ("reduced_price", "reduced_from", "reduced_until")


def details_of(wanted: VariantRecord, stored: Variant | None) -> VariantDetails:
    """Return what the file says of a variant; where it says nothing, what is stored."""
    kept = (stored.length_mm, stored.width_mm, stored.height_mm) if stored else (0, 0, 0)
    length, width, height = kept if wanted.sides is None else wanted.sides
    has_content = wanted.content_quantity is not None
    return VariantDetails(
        sku=wanted.sku or (stored.sku or "" if stored else ""),
        gtin=wanted.gtin or (stored.gtin if stored else ""),
        weight_grams=wanted.weight_grams
        if wanted.weight_grams is not None
        else (stored.weight_grams if stored else 0),
        length_mm=length,
        width_mm=width,
        height_mm=height,
        image_id=stored.image_id if stored else None,
        content_quantity=wanted.content_quantity
        if has_content
        else (stored.content_quantity if stored else None),
        content_unit=wanted.content_unit if has_content else (stored.content_unit if stored else ""),
    )


def price_of(wanted: VariantRecord, stored: Variant | None = None) -> PriceSpec:
    """Return the prices of a variant, gross EUR.

    A reduction whose file names no first day begins today, or goes on if it stands already.
    """
    if wanted.price is None:
        raise Refused(_("A variant has no price."))
    if wanted.reduced_price is None:
        return PriceSpec(price=wanted.price)
    runs = stored is not None and stored.reduced_price == wanted.reduced_price
    begins = midnight(wanted.reduced_from or timezone.localdate())
    if wanted.reduced_from is None and runs and stored is not None:
        begins = stored.reduced_from or begins
    ends = midnight(wanted.reduced_until + timedelta(days=1)) if wanted.reduced_until else None
    if wanted.reduced_until is None and wanted.reduced_from is None and runs and stored is not None:
        ends = stored.reduced_until
    # A file may still name a reduction that is over: then the regular price is what there is.
    return PriceSpec(wanted.price, wanted.reduced_price, begins, ends).without_past(timezone.now())


def indexes_of(record: ProductRecord, wanted: VariantRecord) -> list[int]:
    try:
        return [
            [bg for bg, _en in option.values].index(value)
            for option, value in zip(record.options, wanted.values, strict=True)
        ]
    except ValueError as error:
        raise Refused(_("A variant lacks a value of an option.")) from error


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def unlawful(refusal: InvalidCatalogue, reduced: Collection[int]) -> list[int]:
    """Return whose reductions were refused; raises the refusal again where it is about something else."""
    found = [key for key, name in refusal.errors if name in REDUCTION and key in reduced]
    if len(found) < len(refusal.errors):
        raise refusal
    return [key for key in dict.fromkeys(found) if key is not None]


def say_unlawful(report: Report, refusal: InvalidCatalogue, records: Mapping[int, VariantRecord]) -> None:
    words = _("The reduced price of %(sku)s was not taken over: %(why)s")
    for (key, _name), why in refusal.errors.items():
        sku = records[key].sku if key is not None and key in records else ""
        report.say(words % {"sku": sku or "–", "why": why})
