"""Codes: typed one by one, made in numbers, read from a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actors import Actor
from core.audit import record_audit
from promotions.codes import is_code, key_of, possible, random_code, written
from promotions.models import Coupon, Promotion

# One press makes no more; a larger campaign presses again.
MOST_AT_ONCE = 5000
# Of all codes that a pattern could give at most every hundredth is made, so that nobody finds one by trying.
_SPARSE = 100


@dataclass(frozen=True)
class CouponSpec:
    """A code to be made. `limit` is how many orders may use it; None for as many as the promotion allows."""

    code: str
    limit: int | None = None
    batch: str = ""


class CodeTaken(Exception):
    """Codes exist already, in this promotion or another; nothing was made. `codes` names them."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = tuple(codes)


class PatternTooNarrow(Exception):
    """The pattern gives too few different codes to be safe from guessing. `most` is how many it may make."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most}")
        self.most = most


@transaction.atomic
def add_coupons(*, promotion_id: int, specs: Sequence[CouponSpec], actor: Actor) -> list[Coupon]:
    """Make these codes, all or none, in a constant number of queries.

    Raises CodeTaken naming those that exist (or stand twice in the list), ValueError for what is no code.
    """
    if any(not is_code(spec.code) for spec in specs):
        raise ValueError("not a code")
    promotion = Promotion.objects.select_for_update().get(pk=promotion_id)
    if taken := taken_codes([spec.code for spec in specs]):
        raise CodeTaken(taken)
    made = [
        Coupon(
            promotion=promotion,
            code=written(spec.code),
            key=key_of(spec.code),
            limit=spec.limit,
            batch=spec.batch,
        )
        for spec in specs
    ]
    try:
        with transaction.atomic():
            Coupon.objects.bulk_create(made)
    except IntegrityError as error:
        # Somebody else was making one of them at the same moment.
        raise CodeTaken(taken_codes([spec.code for spec in specs])) from error
    told = made[0].code if len(made) == 1 else str(len(made))
    record_audit(actor=actor, action="promotion.codes_added", obj=promotion, changes={"codes": [None, told]})
    return made


def taken_places(codes: Sequence[str]) -> set[int]:
    """Return the places of codes that exist already, or stood in the list before; one query."""
    keys = [key_of(code) for code in codes]
    taken = set(Coupon.objects.filter(key__in=set(keys)).values_list("key", flat=True))
    places = set()
    for place, key in enumerate(keys):
        if key in taken:
            places.add(place)
        taken.add(key)
    return places


def taken_codes(codes: Sequence[str]) -> list[str]:
    """Return which of the codes exist already, or stand in the list for the second time."""
    return [written(codes[place]) for place in sorted(taken_places(codes))]


def generate_coupons(
    *, promotion_id: int, pattern: str, count: int, limit: int | None, batch: str, actor: Actor
) -> list[Coupon]:
    """Make `count` random codes by a pattern in which every # is a sign of its own.

    Raises PatternTooNarrow when the codes would be easy to guess, ValueError for a pattern that gives no code.
    """
    if not is_code(pattern.replace("#", "X")):
        raise ValueError("not a pattern")
    most = min(MOST_AT_ONCE, possible(pattern) // _SPARSE)
    if count > most:
        raise PatternTooNarrow(most)
    found: dict[str, str] = {}
    while len(found) < count:
        drawn = [random_code(pattern) for _ in range(count - len(found))]
        taken = set(taken_codes(drawn))
        found |= {key_of(code): code for code in drawn if code not in taken}
    specs = [CouponSpec(code=code, limit=limit, batch=batch) for code in found.values()]
    return add_coupons(promotion_id=promotion_id, specs=specs, actor=actor)


@transaction.atomic
def set_coupon_archived(*, coupon_id: int, archived: bool, actor: Actor) -> Coupon:
    """Take a code out of use, or back into it; orders that used it stay as they are."""
    coupon = Coupon.objects.select_for_update().select_related("promotion").get(pk=coupon_id)
    if (coupon.archived_at is not None) == archived:
        return coupon
    coupon.archived_at = timezone.now() if archived else None
    coupon.save(update_fields=["archived_at"])
    action = "promotion.code_archived" if archived else "promotion.code_restored"
    record_audit(
        actor=actor, action=action, obj=coupon.promotion, changes={"code": [coupon.code, coupon.code]}
    )
    return coupon
