"""Changing a cart. It holds no stock, but never asks for more than there is (DESIGN flow (b)).

Every change may carry `key`, which makes it once however often it is sent, and `seen_version`, the version of the cart
that the shopper looked at: what was changed elsewhere since then is not overwritten unseen (ADR 31).
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, Sum, Value, When

from checkout.errors import CartFull, NotSold, QuantityRefused
from checkout.limits import MOST, MOST_LINES
from checkout.models import Cart, CartLine
from checkout.services.cart_journal import (
    CONTENTS,
    Entry,
    Kind,
    locked_cart,
    made_just_now,
    record,
    refuse_overlooked,
    was_made,
)
from products.selectors import Sellable, get_sellable, get_sellables


@dataclass(frozen=True)
class Added:
    """The line that something was added to, and how many items the cart holds now."""

    line: CartLine
    count: int


def new_cart(country: str, customer_id: int | None = None) -> Cart:
    """Make an empty cart that is to be delivered to `country` until the shopper says otherwise."""
    return Cart.objects.create(country=country, customer_id=customer_id)


def _refuse_beyond(sellable: Sellable, wanted: int, in_cart: int) -> None:
    possible = min(MOST, max(0, sellable.available))
    if not 1 <= wanted <= possible:
        raise QuantityRefused(title=sellable.title, wanted=wanted, available=possible, in_cart=in_cart)


def _sold(variant_public_id: uuid.UUID, language: str) -> Sellable:
    sellable = get_sellable(variant_public_id, language)
    if sellable is None or not sellable.sellable:
        raise NotSold
    return sellable


def add_item(
    *,
    cart_id: int,
    variant_public_id: uuid.UUID,
    quantity: int,
    language: str,
    key: uuid.UUID | None = None,
) -> CartLine:
    """Put `quantity` more of a variant into the cart and return its line; see add_to_cart."""
    return add_to_cart(
        cart_id=cart_id, variant_public_id=variant_public_id, quantity=quantity, language=language, key=key
    ).line


@transaction.atomic
def add_to_cart(
    *,
    cart_id: int,
    variant_public_id: uuid.UUID,
    quantity: int,
    language: str,
    key: uuid.UUID | None = None,
    unless_just_made: bool = False,
) -> Added:
    """Put `quantity` more of a variant into the cart, on the line that it may already have.

    What was saved for later comes back. Sent again with the same key it adds nothing; with `unless_just_made` neither, when
    just this was the last thing done to the cart, within two seconds. Raises NotSold, CartClosed, CartFull,
    or QuantityRefused when the line would hold more than 999 or more than there is; then nothing is changed.
    """
    cart = locked_cart(cart_id)
    sellable = _sold(variant_public_id, language)
    lines = list(cart.lines.all())
    line = _line_for(lines, sellable.variant_id)
    if line is not None and unless_just_made and made_just_now(cart, sellable.variant_id, quantity):
        return Added(line=line, count=_items(lines))
    in_cart = 0 if line is None or line.saved_for_later else line.quantity
    if quantity < 1:
        raise QuantityRefused(
            title=sellable.title, wanted=quantity, available=sellable.available, in_cart=in_cart
        )
    try:
        _refuse_beyond(sellable, in_cart + quantity, in_cart)
    except QuantityRefused:
        # What the first of two clicks has put in leaves no room for the second, which is none.
        if line is None or not was_made(cart, key):
            raise
        return Added(line=line, count=_items(lines))
    line = _hold(cart, lines, sellable, in_cart + quantity, key)
    return Added(line=line, count=_items(lines))


@transaction.atomic
def fill_up(*, cart_id: int, variant_public_id: uuid.UUID, language: str) -> int:
    """Let the cart hold all that is left of a variant, up to 999, and return how many.

    Raises NotSold, CartClosed or CartFull; then nothing is changed.
    """
    cart = locked_cart(cart_id)
    sellable = _sold(variant_public_id, language)
    if sellable.available < 1:
        raise NotSold
    quantity = min(MOST, sellable.available)
    _hold(cart, list(cart.lines.all()), sellable, quantity, None)
    return quantity


@transaction.atomic
def set_quantity(
    *,
    cart_id: int,
    line_id: int,
    quantity: int,
    language: str,
    variant_public_id: uuid.UUID | None = None,
    key: uuid.UUID | None = None,
    seen_version: int | None = None,
) -> None:
    """Let a line hold exactly `quantity`.

    With `variant_public_id` a line that is gone is made again. Raises CartClosed, NotSold when the line or its variant is
    gone, QuantityRefused beyond 1 to 999 or beyond what there is, ChangedElsewhere when somebody changed the line after
    `seen_version`; then nothing is changed.
    """
    cart = locked_cart(cart_id)
    lines = list(cart.lines.all())
    line = next((line for line in lines if line.pk == line_id), None)
    if line is not None:
        sellable = get_sellables([line.variant_id], language).get(line.variant_id)
        if sellable is None or not sellable.sellable:
            raise NotSold
    elif variant_public_id is not None:
        sellable = _sold(variant_public_id, language)
        line = _line_for(lines, sellable.variant_id)
    else:
        raise NotSold
    held = 0 if line is None or line.saved_for_later else line.quantity
    if held == quantity or was_made(cart, key):
        return
    refuse_overlooked(
        cart,
        seen_version,
        kinds=CONTENTS,
        variant_id=sellable.variant_id,
        title=sellable.title,
        now=held,
    )
    _refuse_beyond(sellable, quantity, held)
    _hold(cart, lines, sellable, quantity, key)


@transaction.atomic
def remove_item(
    *,
    cart_id: int,
    line_id: int,
    language: str = "bg",
    key: uuid.UUID | None = None,
    seen_version: int | None = None,
) -> bool:
    """Take a line out of the cart and tell whether it was there.

    Raises CartClosed, or ChangedElsewhere when somebody changed the line after `seen_version`.
    """
    cart = locked_cart(cart_id)
    line = cart.lines.filter(pk=line_id).first()
    if line is None:
        return was_made(cart, key)
    held = 0 if line.saved_for_later else line.quantity
    refuse_overlooked(
        cart,
        seen_version,
        kinds=CONTENTS,
        variant_id=line.variant_id,
        title=title_of(line, language) if seen_version not in (None, cart.version) else "",
        now=held,
    )
    if record(cart, key, Entry(Kind.REMOVED, line.variant_id, before=held)):
        line.delete()
    return True


@transaction.atomic
def take_what_is_left(*, cart_id: int, language: str, key: uuid.UUID | None = None) -> None:
    """Bring every line down to what there is and drop the lines of which nothing is left; raises CartClosed."""
    cart = locked_cart(cart_id)
    lines = list(cart.lines.filter(saved_for_later=False))
    sellables = get_sellables([line.variant_id for line in lines], language)
    gone: list[CartLine] = []
    short: list[CartLine] = []
    entries: list[Entry] = []
    for line in lines:
        sellable = sellables.get(line.variant_id)
        left = max(0, sellable.available) if sellable and sellable.sellable else 0
        if left >= line.quantity:
            continue
        kind = Kind.QUANTITY if left else Kind.REMOVED
        entries.append(Entry(kind, line.variant_id, before=line.quantity, after=left))
        (short if left else gone).append(line)
        line.quantity = left
    if entries and record(cart, key, *entries):
        CartLine.objects.filter(pk__in=[line.pk for line in gone]).delete()
        CartLine.objects.bulk_update(short, ["quantity"])


def _line_for(lines: list[CartLine], variant_id: int) -> CartLine | None:
    return next((line for line in lines if line.variant_id == variant_id), None)


def _items(lines: list[CartLine]) -> int:
    return sum(line.quantity for line in lines if not line.saved_for_later)


def _hold(
    cart: Cart, lines: list[CartLine], sellable: Sellable, quantity: int, key: uuid.UUID | None
) -> CartLine:
    """Let the cart's line of a variant hold `quantity`, making or bringing it back; `lines` are all that the cart has."""
    line = _line_for(lines, sellable.variant_id)
    before = 0 if line is None or line.saved_for_later else line.quantity
    if line is None:
        if len(lines) >= MOST_LINES:
            raise CartFull
        line = CartLine(cart=cart, variant_id=sellable.variant_id, quantity=0)
        lines.append(line)
    kind = Kind.QUANTITY if before else Kind.ADDED
    if record(cart, key, Entry(kind, sellable.variant_id, before=before, after=quantity)):
        line.quantity = quantity
        line.saved_for_later = False
        line.seen_unit_gross = sellable.price.amount
        line.save()
    return line


def title_of(line: CartLine, language: str) -> str:
    """Return what the line's product is called in the language; two queries."""
    sellable = get_sellables([line.variant_id], language).get(line.variant_id)
    return sellable.title if sellable else ""


def note_seen_prices(*, cart_id: int, prices: Mapping[int, Decimal]) -> None:
    """Remember that the shopper was shown these prices (gross EUR by variant), so that the same change is told once."""
    if not prices:
        return
    amounts = [When(variant_id=variant_id, then=Value(amount)) for variant_id, amount in prices.items()]
    CartLine.objects.filter(cart_id=cart_id, variant_id__in=prices).update(seen_unit_gross=Case(*amounts))


def item_count(cart: Cart) -> int:
    """Return how many items, not lines, are in the cart; what is saved for later is not."""
    counted = cart.lines.filter(saved_for_later=False)
    return counted.aggregate(items=Sum("quantity"))["items"] or 0
