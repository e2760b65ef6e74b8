"""The lock of a cart, and what was done to it: each change once, by its key, with the version that it led to (ADR 31)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from checkout.errors import CartClosed, ChangedElsewhere
from checkout.limits import DOUBLE_CLICK
from checkout.models import Cart, CartMutation
from core.compiled import CompiledQuery

Kind = CartMutation.Kind
# What a shopper who changes a quantity, or takes a line out, did not want to overlook.
CONTENTS = (Kind.ADDED, Kind.QUANTITY, Kind.REMOVED, Kind.SAVED, Kind.BACK)

# The constraint decides, not a look beforehand: of two that come at once the second waits and inserts nothing.
_CLAIM = """
    INSERT INTO checkout_cartmutation (cart_id, key, version, kind, variant_id, before, after, made_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (cart_id, key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True)
class Entry:
    """What happens to one variant, or to the cart as a whole; quantities are 0 for none."""

    kind: Kind
    variant_id: int | None = None
    before: int = 0
    after: int = 0


_LOCKED = CompiledQuery(lambda pk: Cart.objects.select_for_update().filter(pk=pk), pk=-1)


def locked_cart(cart_id: int) -> Cart:
    """Return the open cart with its row locked (first in the order of locks); raises CartClosed."""
    found = _LOCKED(pk=cart_id)
    cart = found[0] if found else None
    if cart is None or cart.state != Cart.State.OPEN:
        raise CartClosed
    return cart


def was_made(cart: Cart, key: uuid.UUID | None) -> bool:
    """Tell whether the change with this key is in the cart already."""
    return key is not None and CartMutation.objects.filter(cart=cart, key=key).exists()


def made_just_now(cart: Cart, variant_id: int, quantity: int) -> bool:
    """Tell whether the last thing that was done to a locked cart, two seconds ago at the most, was to add just this."""
    last = CartMutation.objects.filter(cart=cart).order_by("-version", "-pk").first()
    return (
        last is not None
        and last.kind in (Kind.ADDED, Kind.QUANTITY)
        and last.variant_id == variant_id
        and last.after - last.before == quantity
        and last.made_at > timezone.now() - DOUBLE_CLICK
    )


def record(cart: Cart, key: uuid.UUID | None, *entries: Entry) -> bool:
    """Enter a change into the journal of a locked cart and give the cart its next version.

    Returns False, and does nothing, when the change with this key was made before: then the caller leaves everything as
    it is. Without a key every change is a new one.
    """
    first, rest = entries[0], entries[1:]
    version = cart.version + 1
    values = (first.kind.value, first.variant_id, first.before, first.after, timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, (cart.pk, key or uuid.uuid4(), version, *values))
        if cursor.fetchone() is None:
            return False
    if rest:
        _enter(cart, version, rest)
    touch(cart)
    return True


def touch(cart: Cart) -> None:
    """Give a locked cart its next version: a form that was shown before is now out of date."""
    cart.version += 1
    cart.save(update_fields=["version", "updated_at"])


def _enter(cart: Cart, version: int, entries: Iterable[Entry]) -> None:
    CartMutation.objects.bulk_create(
        CartMutation(
            cart=cart,
            key=uuid.uuid4(),
            version=version,
            kind=entry.kind,
            variant_id=entry.variant_id,
            before=entry.before,
            after=entry.after,
        )
        for entry in entries
    )


def refuse_overlooked(
    cart: Cart,
    seen_version: int | None,
    *,
    kinds: Iterable[Kind],
    variant_id: int | None = None,
    title: str = "",
    now: int = 0,
) -> None:
    """Raise ChangedElsewhere when the same thing was changed since the version that the shopper saw.

    Changes of other lines are no reason to ask: they are told with the answer (checkout.elsewhere).
    """
    if seen_version is None or seen_version >= cart.version:
        return
    since = CartMutation.objects.filter(cart=cart, version__gt=seen_version, kind__in=list(kinds))
    same = Q(variant__isnull=True) if variant_id is None else Q(variant_id=variant_id)
    first = since.filter(same).order_by("version", "pk").first()
    if first is not None:
        raise ChangedElsewhere(title=title, was=first.before, now=now)
