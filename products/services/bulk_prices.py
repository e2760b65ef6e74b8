"""One rule for the prices of many variants: worked out before anything is written, then applied product by product."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.money import round_money, round_to_ending
from products.models import Variant
from products.selectors.bulk import variants_for_change
from products.selectors.catalogue import variant_label
from products.services import catalogue
from products.services.bulk import Report, Seen, each_product
from products.services.price_history import price_of, reduction_problems
from products.services.specs import PriceSpec

HUNDRED = Decimal(100)


class Way(TextChoices):
    SUM = "sum", _("Change the price by a sum (EUR)")
    PERCENT = "percent", _("Change the price by percent")
    REDUCE = "reduce", _("Reduce by percent, from a day on")
    END = "end", _("End the reductions, running and planned")


class Rounding(TextChoices):
    CENT = "cent", _("To the cent")
    NINETY_NINE = "99", _("To …,99")
    NINETY = "90", _("To …,90")
    WHOLE = "whole", _("To whole euros")


ENDINGS = {
    Rounding.NINETY_NINE: Decimal("0.99"),
    Rounding.NINETY: Decimal("0.90"),
    Rounding.WHOLE: Decimal(0),
}


@dataclass(frozen=True)
class PriceRule:
    """What happens to a price. `amount` is EUR or percent, below zero for down; a reduction is given as percent above zero.

    A reduction runs over the half-open time [begins, ends).
    """

    way: Way
    amount: Decimal = Decimal(0)
    rounding: Rounding = Rounding.CENT
    begins: datetime | None = None
    ends: datetime | None = None

    def applied(self, before: PriceSpec, moment: datetime) -> PriceSpec:
        """Return what the prices become; a reduction that is over at `moment` stays as a fact of the past.

        It goes only where a new reduction takes its place, or where it would forbid a lower price.
        """
        if self.way == Way.END:
            return before if before.is_over(moment) else PriceSpec(price=before.price)
        if self.way == Way.REDUCE:
            reduced = self._rounded(before.price * (HUNDRED - self.amount) / HUNDRED)
            return PriceSpec(before.price, reduced, self.begins, self.ends)
        if self.way == Way.SUM:
            price = self._rounded(before.price + self.amount)
        else:
            price = self._rounded(before.price * (HUNDRED + self.amount) / HUNDRED)
        forbids = before.reduced_price is not None and before.reduced_price >= price
        return replace(before.without_past(moment) if forbids else before, price=price)

    def _rounded(self, amount: Decimal) -> Decimal:
        ending = ENDINGS.get(self.rounding)
        return round_money(amount) if ending is None else round_to_ending(amount, ending)


@dataclass(frozen=True)
class PriceLine:
    """What the rule makes of a variant, and why that cannot be."""

    variant: Variant
    before: PriceSpec
    after: PriceSpec
    problems: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return variant_label(self.variant)

    @property
    def changed(self) -> bool:
        return self.before != self.after


def plan_prices(*, product_ids: Iterable[int], rule: PriceRule, moment: datetime) -> list[PriceLine]:
    """Work out the rule for every variant of the products, in a fixed number of queries; nothing is written."""
    variants = variants_for_change(product_ids)
    befores = {variant.pk: price_of(variant) for variant in variants}
    afters = {pk: rule.applied(before, moment) for pk, before in befores.items()}
    problems: dict[int, list[str]] = {pk: [] for pk in afters}
    for pk, after in afters.items():
        if after != befores[pk]:
            problems[pk] += after.problems().values()
    sound = [v for v in variants if not problems[v.pk] and afters[v.pk] != befores[v.pk]]
    for (variant_id, _name), words in reduction_problems(sound, afters, moment).items():
        if variant_id is not None:
            problems[variant_id].append(words)
    return [PriceLine(v, befores[v.pk], afters[v.pk], tuple(problems[v.pk])) for v in variants]


def apply_prices(*, seen: Seen, rule: PriceRule, moment: datetime, actor: Actor, reason: str) -> Report:
    """Put the rule in force for every product that is still as it was seen; the report names the others.

    A product whose prices cannot all be written keeps all of them.
    """
    changes: dict[int, dict[int, PriceSpec]] = {}
    for variant in variants_for_change(seen):
        after = rule.applied(price_of(variant), moment)
        changes.setdefault(variant.product_id, {})[variant.pk] = after

    def change(product_id: int, version: int) -> bool:
        wanted = changes.get(product_id, {})
        reached = catalogue.change_prices(
            product_id=product_id, version=version, changes=wanted, actor=actor, reason=reason
        )
        return reached != version

    return each_product(seen, change)
