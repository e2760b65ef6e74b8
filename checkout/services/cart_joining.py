"""Two carts become one: at log-in, from a shared link, and when an order is given back (ADR 32).

The rule: where both hold the same thing, the larger quantity counts. Whoever put two mugs into the cart on the telephone and
two on the laptop means two. Never more than there is, than 999, or than 80 different things; what did not fit is told.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from checkout.errors import Change
from checkout.limits import MOST, MOST_LINES
from checkout.models import Cart, CartLine
from checkout.services.cart import new_cart
from checkout.services.cart_journal import Entry, Kind, locked_cart, record, was_made
from checkout.services.typed import typed_of
from orders.models import Order
from products.selectors import Sellable, get_sellables


@dataclass(frozen=True)
class Wish:
    """Something that is to be in the cart as well. `seen_unit_gross` is None where its price was not seen."""

    variant_id: int
    quantity: int
    seen_unit_gross: Decimal | None = None
    saved_for_later: bool = False
    note: str = ""
    is_gift: bool = False
    gift_message: str = ""


@dataclass(frozen=True)
class Merged:
    """The account's cart after log-in; `changes` are told to the shopper, `joined` first when two carts became one."""

    cart: Cart
    count: int
    changes: tuple[Change, ...] = ()


@transaction.atomic
def merge_carts(*, customer_id: int, guest: uuid.UUID | None, language: str) -> Merged | None:
    """Let the account have one open cart with what it held and what the guest's cart holds; None when there is neither.

    Of two log-ins at once the second waits for the account's row and finds the cart of the first. A cart that belongs to
    another account is left alone. Order of locks: account, then carts by number.
    """
    User.objects.select_for_update(no_key=True).get(pk=customer_id)
    wanted = Q(customer_id=customer_id)
    if guest is not None:
        wanted |= Q(public_id=guest, customer__isnull=True)
    found = Cart.objects.select_for_update().filter(wanted, state=Cart.State.OPEN).order_by("pk")
    carts = {cart.customer_id: cart for cart in found}
    own, guests = carts.get(customer_id), carts.get(None)
    if guests is None:
        return Merged(cart=own, count=_count(own)) if own else None
    if own is None:
        guests.customer_id = customer_id
        guests.save(update_fields=["customer", "updated_at"])
        return Merged(cart=guests, count=_count(guests))
    changes: tuple[Change, ...] = ()
    incoming = [_wish(line) for line in guests.lines.all()]
    if incoming:
        had_something = own.lines.exists()
        changes = join(own, incoming, language=language)
        if had_something:
            changes = (Change(kind="joined"), *changes)
    _take_over(own, guests)
    guests.delete()
    return Merged(cart=own, count=_count(own), changes=changes)


@transaction.atomic
def add_goods(
    *, cart_id: int, goods: Mapping[int, int], language: str, key: uuid.UUID | None = None
) -> tuple[Change, ...]:
    """Put a copy of goods (quantity by variant) into the cart by the same rule, and return what did not fit.

    What is not sold or sold out stays outside. Sent again with the same key it changes nothing. Raises CartClosed.
    """
    cart = locked_cart(cart_id)
    if was_made(cart, key):
        return ()
    wishes = [Wish(variant_id=variant_id, quantity=quantity) for variant_id, quantity in goods.items()]
    return join(cart, wishes, language=language, key=key)


@transaction.atomic
def reopen_cart(order: Order, *, into: Cart | None = None) -> Cart:
    """Give the goods of an order back as an open cart, with the contact data typed in; the order is not touched.

    The lines are added to the cart `into` where the shopper has begun another one; doing it twice adds nothing. What is
    no longer sold comes back as well: the cart shows it as gone.
    """
    cart = locked_cart(into.pk) if into else new_cart(str(order.country))
    wishes = [
        Wish(
            variant_id=line.variant_id,
            quantity=line.quantity,
            seen_unit_gross=line.unit_gross,
            note=line.note,
            is_gift=line.is_gift,
            gift_message=line.gift_message,
        )
        # What a promotion gave, it gives again by itself.
        for line in order.lines.filter(kind="goods", given_by__isnull=True)
        if line.variant_id is not None
    ]
    join(cart, wishes, language=order.language, within_stock=False)
    cart.country = order.country
    cart.delivery_code, cart.payment_method = order.delivery_code, order.payment_method
    cart.draft, cart.postcode, cart.vat_number = typed_of(order), order.postcode, order.company_vat_number
    cart.is_gift, cart.gift_message = order.is_gift, order.gift_message
    codes = order.discounts.exclude(code="").values_list("code", flat=True)
    cart.codes = _united(cart.codes, codes)
    cart.save()
    return cart


def join(
    cart: Cart,
    wishes: Sequence[Wish],
    *,
    language: str,
    key: uuid.UUID | None = None,
    within_stock: bool = True,
) -> tuple[Change, ...]:
    """Join wishes into a locked cart in a fixed number of queries, and return what was cut down or found no room."""
    lines = {line.variant_id: line for line in cart.lines.all()}
    sellables = get_sellables([wish.variant_id for wish in wishes], language)
    changes: list[Change] = []
    new: list[CartLine] = []
    changed: list[CartLine] = []
    entries: list[Entry] = []
    for wish in wishes:
        sellable = sellables.get(wish.variant_id)
        if sellable is None:
            continue
        quantity, change = _fitting(lines.get(wish.variant_id), wish, sellable, within_stock)
        if change:
            changes.append(change)
        if not quantity:
            continue
        line = lines.get(wish.variant_id)
        if line is None and len(lines) >= MOST_LINES:
            changes.append(Change(kind="no_room", variant_id=wish.variant_id, title=sellable.title))
            continue
        (changed if line else new).append(line or CartLine(cart=cart, variant_id=wish.variant_id, quantity=0))
        line = lines[wish.variant_id] = (changed if line else new)[-1]
        entries.extend(_joined(line, wish, quantity, sellable))
    if entries and record(cart, key, *entries):
        CartLine.objects.bulk_create(new)
        fields = ["quantity", "saved_for_later", "note", "is_gift", "gift_message"]
        CartLine.objects.bulk_update(changed, fields)
    return tuple(changes)


def _fitting(
    line: CartLine | None, wish: Wish, sellable: Sellable, within_stock: bool
) -> tuple[int, Change | None]:
    """Return how many the line is to hold, 0 for what cannot be had by a stranger's wish, and what is to be told."""
    quantity = min(MOST, max(wish.quantity, line.quantity if line else 0))
    left = max(0, sellable.available) if sellable.sellable else 0
    if not within_stock or left >= quantity:
        return quantity, None
    told = Change(
        kind="cut_down", variant_id=wish.variant_id, title=sellable.title, wanted=quantity, available=left
    )
    if left:
        return left, told
    if wish.seen_unit_gross is not None:
        # It was in one of the shopper's own carts: it stays in sight, and the cart says that it is gone.
        return quantity, None
    return 0, replace(told, kind="sold_out" if sellable.sellable else "withdrawn")


def _joined(line: CartLine, wish: Wish, quantity: int, sellable: Sellable) -> list[Entry]:
    """Bring a line to what it is to be, and return what that means for the journal."""
    is_new = line.pk is None
    before = 0 if is_new or line.saved_for_later else line.quantity
    line.quantity = quantity
    line.saved_for_later = wish.saved_for_later and (is_new or line.saved_for_later)
    if is_new:
        seen = wish.seen_unit_gross
        line.seen_unit_gross = sellable.price.amount if seen is None else seen
    line.note = wish.note or line.note
    if wish.is_gift:
        line.is_gift, line.gift_message = True, wish.gift_message or line.gift_message
    after = 0 if line.saved_for_later else quantity
    if before == after:
        return [Entry(Kind.WISHES, line.variant_id, before=before, after=after)]
    return [Entry(Kind.QUANTITY if before else Kind.ADDED, line.variant_id, before=before, after=after)]


def _wish(line: CartLine) -> Wish:
    return Wish(
        variant_id=line.variant_id,
        quantity=line.quantity,
        seen_unit_gross=line.seen_unit_gross,
        saved_for_later=line.saved_for_later,
        note=line.note,
        is_gift=line.is_gift,
        gift_message=line.gift_message,
    )


def _take_over(own: Cart, guests: Cart) -> None:
    """Let the account's cart have what the guest's knows: of two answers the later visit's, the guest's, counts."""
    own.country = guests.country
    for name in ("delivery_code", "payment_method", "postcode", "vat_number", "gift_message"):
        setattr(own, name, getattr(guests, name) or getattr(own, name))
    own.shows_net = own.shows_net or guests.shows_net
    own.is_gift = own.is_gift or guests.is_gift
    own.draft = {**own.draft, **{name: value for name, value in guests.draft.items() if value}}
    own.codes = _united(own.codes, guests.codes)
    own.save()


def _united(codes: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return the codes of both in their order, each once, whatever the case it was typed in."""
    united = {code.casefold(): code for code in reversed([*codes, *others])}
    return list(reversed(united.values()))


def _count(cart: Cart | None) -> int:
    lines = cart.lines.filter(saved_for_later=False).values_list("quantity", flat=True) if cart else ()
    return sum(lines)
