"""Correcting the stock of many variants for one reason: worked out first, then each in a transaction of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.actors import Actor
from products.models import Stock, Variant
from products.selectors.bulk import variants_for_change
from products.selectors.catalogue import variant_label
from products.services import stock
from products.services.bulk import Refusal, Report, unforeseen


@dataclass(frozen=True)
class StockLine:
    variant: Variant
    on_hand: int
    reserved: int
    difference: int

    @property
    def label(self) -> str:
        return variant_label(self.variant)

    @property
    def after(self) -> int:
        return self.on_hand + self.difference

    @property
    def problems(self) -> tuple[str, ...]:
        if self.difference > 0 and self.after > stock.MOST_ON_HAND:
            return (_too_many(),)
        if self.difference < 0 and self.after < self.reserved:
            return (_below(self.reserved),)
        return ()


def plan_stock(*, product_ids: Iterable[int], differences: Mapping[int, int]) -> list[StockLine]:
    """Work out the new balances of the products' variants, in a fixed number of queries; nothing is written."""
    return [
        StockLine(variant, variant.stock.on_hand, variant.stock.reserved, differences.get(variant.pk, 0))
        for variant in variants_for_change(product_ids)
    ]


def apply_stock(*, differences: Mapping[int, int], actor: Actor, reason: str) -> Report:
    """Correct every variant by its difference; the report names those of which orders hold too many.

    A difference is what counts, so what was sold after the preview is not undone.
    """
    report = Report()
    wanted = {pk: difference for pk, difference in sorted(differences.items()) if difference}
    variants = Variant.objects.select_related("product").prefetch_related("values__option").in_bulk(wanted)
    for pk, variant in variants.items():
        try:
            stock.correct_now(variant_id=pk, difference=wanted[pk], reason=reason, actor=actor)
        except stock.OutOfStock:
            words = _below(Stock.objects.values_list("reserved", flat=True).get(pk=pk))
        except stock.TooMany:
            words = _too_many()
        except Exception as error:
            words = unforeseen(error, f"variant {pk}")
        else:
            report.changed += 1
            continue
        name = ", ".join(part for part in (variant.product.name, variant_label(variant)) if part)
        report.refusals.append(Refusal(variant.product_id, name, words))
    return report


def _too_many() -> str:
    return _("There would be more than can be counted.")


def _below(reserved: int) -> str:
    if not reserved:
        return _("There are not so many.")
    return _("Orders hold %(count)s: at least as many must stay.") % {"count": reserved}
