"""Using a promotion, counted like stock: claimed by the order that gets it, given back by the one that is closed.

Every function needs an open transaction. Promotions are locked by ascending primary key, then codes, and after the stock
(docs/locking.md).
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q
from django.utils import timezone

from core.transactions import require_transaction
from promotions.codes import key_of
from promotions.models import Coupon, Promotion, Redemption
from promotions.people import person_of

State = Redemption.State
_HAS_ROOM = Q(limit__isnull=True) | Q(used__lt=F("limit"))


@dataclass(frozen=True)
class Use:
    """A promotion that an order gets, the code that opened it, and what it takes off (gross EUR)."""

    promotion: uuid.UUID
    code: str
    gross: Decimal


class UsedUp(Exception):
    """Others, or the same person in another order, were faster; nothing was claimed. `name` is for the shopper's eyes."""

    def __init__(self, *, name: str, code: str) -> None:
        super().__init__(f"{name} {code}".strip())
        self.name = name
        self.code = code


def claim(*, reference: uuid.UUID, uses: Sequence[Use], customer_id: int | None, email: str) -> None:
    """Count the promotions of one order, all of them or none, in a constant number of queries.

    The row of a promotion is locked before anything is counted, so that of many at once only as many as its limits allow
    get through; the constraints on `used` stand behind it. Raises UsedUp naming the first that cannot be had.
    """
    require_transaction("promotions.claim")
    if not uses:
        return
    person = person_of(email)
    promotions = _lock_promotions([use.promotion for use in uses])
    coupons = _lock_coupons([use.code for use in uses if use.code])
    had = _had_by(promotions.values(), customer_id, person)
    for use in uses:
        promotion, coupon = promotions.get(use.promotion), coupons.get(key_of(use.code))
        if promotion is None or not _may_have(promotion, coupon, use, had[promotion.pk]):
            raise UsedUp(name=promotion.name if promotion else "", code=use.code)
    _count([promotion.pk for promotion in promotions.values()], [coupon.pk for coupon in coupons.values()])
    Redemption.objects.bulk_create(
        Redemption(
            promotion=promotions[use.promotion],
            coupon=coupons.get(key_of(use.code)) if use.code else None,
            reference=reference,
            customer_id=customer_id,
            person=person,
            gross=use.gross,
        )
        for use in uses
    )


def release(*, reference: uuid.UUID) -> None:
    """Let what an order used be used by somebody else; harmless when there is nothing, and when it is done twice."""
    require_transaction("promotions.release")
    found = list(Redemption.objects.filter(reference=reference, state=State.CLAIMED))
    if not found:
        return
    promotions, coupons = _keys_of(found)
    _lock(promotions, coupons)
    Promotion.objects.filter(pk__in=promotions).update(used=F("used") - 1)
    Coupon.objects.filter(pk__in=coupons).update(used=F("used") - 1)
    Redemption.objects.filter(pk__in=[row.pk for row in found]).update(
        state=State.RELEASED, released_at=timezone.now()
    )


def claim_again(*, reference: uuid.UUID) -> list[str]:
    """Count once more what a closed order had used and that money now revives; return the names of what has no room left.

    The order keeps its discounts either way: the buyer paid the sum that was agreed.
    """
    require_transaction("promotions.claim_again")
    found = list(
        Redemption.objects.filter(reference=reference, state=State.RELEASED).select_related("promotion")
    )
    if not found:
        return []
    _lock(*_keys_of(found))
    without_room = []
    for row in found:
        has_room = Promotion.objects.filter(_HAS_ROOM, pk=row.promotion_id).exists()
        if has_room and row.coupon_id:
            has_room = Coupon.objects.filter(_HAS_ROOM, pk=row.coupon_id).exists()
        if not has_room:
            without_room.append(str(row.promotion))
            continue
        _count([row.promotion_id], [row.coupon_id] if row.coupon_id else [])
        Redemption.objects.filter(pk=row.pk).update(state=State.CLAIMED, released_at=None)
    return without_room


def _lock_promotions(public_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Promotion]:
    rows = Promotion.objects.select_for_update().filter(public_id__in=public_ids).order_by("pk")
    return {promotion.public_id: promotion for promotion in rows}


def _lock_coupons(codes: Sequence[str]) -> dict[str, Coupon]:
    if not codes:
        return {}
    rows = Coupon.objects.select_for_update().filter(key__in=[key_of(code) for code in codes]).order_by("pk")
    return {coupon.key: coupon for coupon in rows}


def _lock(promotions: Sequence[int], coupons: Sequence[int]) -> None:
    list(Promotion.objects.select_for_update().filter(pk__in=promotions).order_by("pk").values_list("pk"))
    list(Coupon.objects.select_for_update().filter(pk__in=coupons).order_by("pk").values_list("pk"))


def _keys_of(found: Sequence[Redemption]) -> tuple[list[int], list[int]]:
    return [row.promotion_id for row in found], [row.coupon_id for row in found if row.coupon_id]


def _had_by(promotions: Iterable[Promotion], customer_id: int | None, person: str) -> Counter[int]:
    """Count what this person had before, of the promotions that ask for it."""
    asking = [each.pk for each in promotions if each.limit_per_customer is not None or each.first_order_only]
    if not asking:
        return Counter()
    mine = Q(customer=customer_id) if customer_id is not None else Q(pk__in=[])
    if person:
        mine |= Q(person=person)
    rows = Redemption.objects.filter(mine, promotion__in=asking, state=State.CLAIMED)
    return Counter(rows.values_list("promotion", flat=True))


def _may_have(promotion: Promotion, coupon: Coupon | None, use: Use, had: int) -> bool:
    most = 1 if promotion.first_order_only else promotion.limit_per_customer
    if use.code and (coupon is None or coupon.promotion_id != promotion.pk or not _has_room(coupon)):
        return False
    return _has_room(promotion) and (most is None or had < most)


def _has_room(row: Promotion | Coupon) -> bool:
    return row.archived_at is None and (row.limit is None or row.used < row.limit)


def _count(promotions: Sequence[int], coupons: Sequence[int]) -> None:
    counted = Promotion.objects.filter(_HAS_ROOM, pk__in=promotions).update(used=F("used") + 1)
    counted += Coupon.objects.filter(_HAS_ROOM, pk__in=coupons).update(used=F("used") + 1) if coupons else 0
    if counted != len(promotions) + len(coupons):
        raise RuntimeError("a promotion was counted without its lock")
