"""Making, changing and archiving promotions; each change is one transaction with its entry in the audit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.audit import record_audit
from products.models import CategoryPage, Product, Variant
from promotions.models import CustomerGroup, Promotion, PromotionGroup, PromotionTier


@dataclass(frozen=True)
class TierSpec:
    """From so many pieces on either percent off or a price of one, gross EUR."""

    from_quantity: int
    percent: Any = None
    unit_gross: Any = None

    def __str__(self) -> str:
        value = f"{self.percent} %" if self.percent is not None else f"{self.unit_gross} EUR"
        return f"{self.from_quantity}+: {value}"


@dataclass(frozen=True)
class PromotionSpec:
    """What a promotion is to be: columns by name, and what it is connected with.

    It is for all goods exactly when no products, variants or categories are chosen.
    """

    values: dict[str, Any]
    products: Sequence[Product] = ()
    variants: Sequence[Variant] = ()
    categories: Sequence[CategoryPage] = ()
    groups: Sequence[CustomerGroup] = ()
    tiers: Sequence[TierSpec] = field(default_factory=tuple)


class EditedMeanwhile(Exception):
    """Somebody else changed the promotion since it was opened; nothing was changed."""


class LimitBelowUse(Exception):
    """The promotion has been used more often than the new limit would allow; nothing was changed."""

    def __init__(self, used: int) -> None:
        super().__init__(f"used {used} times")
        self.used = used


@transaction.atomic
def create_promotion(*, spec: PromotionSpec, actor: Actor) -> Promotion:
    """Make a promotion; it counts from its first moment on, or at once where it has none."""
    promotion = Promotion.objects.create(**spec.values, everything=_for_all(spec))
    changes = _connect(promotion, spec)
    changes |= {
        name: [None, value] for name, value in spec.values.items() if value not in (None, "", [], False)
    }
    record_audit(actor=actor, action="promotion.created", obj=promotion, changes=changes)
    return promotion


@transaction.atomic
def change_promotion(*, promotion_id: int, version: int, spec: PromotionSpec, actor: Actor) -> Promotion:
    """Let the promotion be what is described; orders that had it before keep what they got.

    Raises EditedMeanwhile when `version` is no longer the present one, LimitBelowUse; then nothing is changed.
    """
    promotion = Promotion.objects.select_for_update().get(pk=promotion_id)
    if promotion.version != version:
        raise EditedMeanwhile
    limit = spec.values.get("limit")
    if limit is not None and limit < promotion.used:
        raise LimitBelowUse(promotion.used)
    changes = {}
    for name, value in {**spec.values, "everything": _for_all(spec)}.items():
        before = getattr(promotion, name)
        if before != value:
            changes[name] = [_told(before), _told(value)]
            setattr(promotion, name, value)
    changes |= _connect(promotion, spec)
    if changes:
        promotion.version += 1
        promotion.save()
        record_audit(actor=actor, action="promotion.changed", obj=promotion, changes=changes)
    return promotion


@transaction.atomic
def archive_promotion(*, promotion_id: int, actor: Actor) -> None:
    """End a promotion for good, with all its codes; what was ordered with it stays as it is. Twice is harmless."""
    _set_archived(promotion_id, timezone.now(), "promotion.archived", actor)


@transaction.atomic
def restore_promotion(*, promotion_id: int, actor: Actor) -> None:
    """Let an archived promotion count again, within its own dates."""
    _set_archived(promotion_id, None, "promotion.restored", actor)


@transaction.atomic
def save_group(
    *, group: CustomerGroup | None, name: str, customers: Sequence[Any], actor: Actor
) -> CustomerGroup:
    """Make or change a group of customers; who came and went is counted in the audit, not named."""
    before = {"name": group.name, "customers": group.customers.count()} if group else {}
    if group is None:
        group = CustomerGroup.objects.create(name=name)
    elif group.name != name:
        group.name = name
        group.save(update_fields=["name"])
    group.customers.set(customers)
    now = {"name": name, "customers": len(customers)}
    changes = {key: [before.get(key), now[key]] for key in now if before.get(key) != now[key]}
    if changes:
        action = "customer_group.changed" if before else "customer_group.created"
        record_audit(actor=actor, action=action, obj=group, changes=changes)
    return group


def _set_archived(promotion_id: int, moment: Any, action: str, actor: Actor) -> None:
    promotion = Promotion.objects.select_for_update().get(pk=promotion_id)
    if (promotion.archived_at is None) == (moment is None):
        return
    changes = {"archived_at": [_told(promotion.archived_at), _told(moment)]}
    promotion.archived_at = moment
    promotion.version += 1
    promotion.save(update_fields=["archived_at", "version", "updated_at"])
    record_audit(actor=actor, action=action, obj=promotion, changes=changes)


def _for_all(spec: PromotionSpec) -> bool:
    return not (spec.products or spec.variants or spec.categories)


def _connect(promotion: Promotion, spec: PromotionSpec) -> dict[str, list[Any]]:
    """Set what the promotion is connected with and return what of it changed, in words."""
    changes = {}
    for name in ("products", "variants", "categories"):
        relation, wanted = getattr(promotion, name), list(getattr(spec, name))
        before = list(relation.all())
        if {row.pk for row in before} != {row.pk for row in wanted}:
            relation.set(wanted)
            changes[name] = [_listed(before), _listed(wanted)]
    before = list(promotion.groups.all())
    if {row.pk for row in before} != {row.pk for row in spec.groups}:
        PromotionGroup.objects.filter(promotion=promotion).delete()
        PromotionGroup.objects.bulk_create(
            PromotionGroup(promotion=promotion, group=group) for group in spec.groups
        )
        changes["groups"] = [_listed(before), _listed(spec.groups)]
    tiers = [TierSpec(t.from_quantity, t.percent, t.unit_gross) for t in promotion.tiers.all()]
    if tiers != list(spec.tiers):
        promotion.tiers.all().delete()
        PromotionTier.objects.bulk_create(
            PromotionTier(promotion=promotion, **vars(tier)) for tier in spec.tiers
        )
        changes["tiers"] = [_listed(tiers), _listed(spec.tiers)]
    return changes


def _listed(rows: Sequence[Any]) -> str:
    return ", ".join(str(row) for row in rows)


def _told(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value
