"""What tells variants apart: checked against the others and what there is, and put into the columns of a row."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from core.models import ShopImage
from core.validators import gtin_is_valid
from products.models import Product, Variant
from products.services.specs import Problems, VariantDetails


def options_key(value_ids: Iterable[int]) -> str:
    """Return what tells a choice from every other: the values in the order of their keys."""
    return "-".join(str(pk) for pk in sorted(value_ids))


def detail_problems(wanted: Mapping[int, VariantDetails], *, taken_by_others: bool = False) -> Problems:
    """Find what is wrong with SKUs, GTINs, weights, sides, contents and pictures, in two queries at the most.

    With `taken_by_others` the keys are places among new variants, not yet ids.
    """
    problems: Problems = {}
    skus = [details.sku for details in wanted.values() if details.sku]
    others = Variant.objects.filter(sku__in=skus)
    if not taken_by_others:
        others = others.exclude(pk__in=wanted)
    taken = set(others.order_by().values_list("sku", flat=True)) if skus else set()
    chosen = {details.image_id for details in wanted.values() if details.image_id is not None}
    pictures = set(ShopImage.objects.filter(pk__in=chosen).values_list("pk", flat=True)) if chosen else set()
    for key, details in wanted.items():
        if details.sku and (details.sku in taken or skus.count(details.sku) > 1):
            problems[key, "sku"] = _("Another variant has this SKU.")
        if details.gtin and not gtin_is_valid(details.gtin):
            problems[key, "gtin"] = _("This GTIN is not valid: check its digits.")
        if details.weight_grams < 0:
            problems[key, "weight_grams"] = _("The weight cannot be negative.")
        problems |= {(key, name): words for name, words in details.side_problems().items()}
        problems |= {(key, name): words for name, words in details.content_problems().items()}
        if details.image_id is not None and details.image_id not in pictures:
            problems[key, "image"] = _("This picture is no longer there.")
    return problems


def detail_columns(details: VariantDetails) -> dict[str, object]:
    """Return the details as the columns of a variant; an empty SKU is none, so that any number may go without."""
    return {
        "sku": details.sku or None,
        "gtin": details.gtin,
        "weight_grams": details.weight_grams,
        "length_mm": details.length_mm,
        "width_mm": details.width_mm,
        "height_mm": details.height_mm,
        "content_quantity": details.content_quantity,
        "content_unit": details.content_unit,
        "image_id": details.image_id,
    }


def set_fields(obj: Product | Variant, fields: Mapping[str, object]) -> dict[str, list[str]]:
    """Set the fields on the object and return those that differed, before and after, as text."""
    written = {}
    for name, value in fields.items():
        before = getattr(obj, name)
        if before != value:
            written[name] = ["" if before is None else str(before), "" if value is None else str(value)]
            setattr(obj, name, value)
    return written
