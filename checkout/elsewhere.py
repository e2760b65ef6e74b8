"""What was done to a cart in another tab or on another device, since a version that the shopper saw."""

from collections.abc import Iterable
from uuid import UUID

from checkout.errors import Change, ChangeKind
from checkout.models import Cart, CartMutation
from products.selectors import get_sellables

Kind = CartMutation.Kind


def changes_elsewhere(
    cart: Cart, version: int, language: str, *, apart_from: Iterable[UUID] = ()
) -> tuple[Change, ...]:
    """Return what became of each variant since `version`, first to last; nothing for what is again as it was.

    `apart_from` are the keys of the shopper's own changes. Two to three queries, whatever the number of changes; none for a
    version that is the present one.
    """
    if version >= cart.version:
        return ()
    since = CartMutation.objects.filter(cart=cart, version__gt=version).exclude(key__in=list(apart_from))
    by_variant: dict[int | None, list[CartMutation]] = {}
    for mutation in since.order_by("version", "pk"):
        by_variant.setdefault(mutation.variant_id, []).append(mutation)
    sellables = get_sellables([pk for pk in by_variant if pk is not None], language) if by_variant else {}
    changes: list[Change] = []
    for variant_id, mutations in by_variant.items():
        kind = _kind_of(mutations)
        sellable = sellables.get(variant_id or 0)
        if kind is None or (sellable is None and kind != "elsewhere_gift"):
            continue
        title = sellable.title if sellable else ""
        was, now = mutations[0].before, mutations[-1].after
        changes.append(Change(kind=kind, variant_id=variant_id, title=title, was=was, now=now))
    return tuple(changes)


def _kind_of(mutations: list[CartMutation]) -> ChangeKind | None:
    if mutations[0].variant_id is None:
        return "elsewhere_gift" if mutations[-1].kind == Kind.GIFT else None
    moved = [mutation for mutation in mutations if mutation.kind != Kind.WISHES]
    if not moved:
        return "elsewhere_wishes"
    was, now = moved[0].before, moved[-1].after
    if was == now:
        return None
    if not now:
        return "elsewhere_saved" if moved[-1].kind == Kind.SAVED else "elsewhere_removed"
    return "elsewhere_quantity" if was else "elsewhere_added"
