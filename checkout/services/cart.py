"""Changing a cart. It holds no stock, but never asks for more than there is (DESIGN flow (b))."""

import uuid
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from checkout.errors import CartClosed, CartFull, NotSold, QuantityRefused
from checkout.limits import MOST, MOST_LINES
from checkout.models import Cart, CartLine
from orders.models import Order
from products.selectors import Sellable, get_sellable, get_sellables

# What a shopper may type is kept as typed, up to this length per field.
_DRAFT_LENGTH = 500


def new_cart(country: str) -> Cart:
    """Make an empty cart that is to be delivered to `country` until the shopper says otherwise."""
    return Cart.objects.create(country=country)


def locked_cart(cart_id: int) -> Cart:
    """Return the open cart with its row locked (first in the order of locks); raises CartClosed."""
    cart = Cart.objects.select_for_update().filter(pk=cart_id).first()
    if cart is None or cart.state != Cart.State.OPEN:
        raise CartClosed
    return cart


def _touch(cart: Cart) -> None:
    """Mark the lines as changed: a form that was shown before is now out of date."""
    cart.version += 1
    cart.save(update_fields=["version", "updated_at"])


def _refuse_beyond(sellable: Sellable, wanted: int, in_cart: int) -> None:
    possible = min(MOST, max(0, sellable.available))
    if not 1 <= wanted <= possible:
        raise QuantityRefused(title=sellable.title, wanted=wanted, available=possible, in_cart=in_cart)


def _refuse_when_full(cart: Cart) -> None:
    if cart.lines.count() >= MOST_LINES:
        raise CartFull


@transaction.atomic
def add_item(*, cart_id: int, variant_public_id: uuid.UUID, quantity: int, language: str) -> CartLine:
    """Put `quantity` more of a variant into the cart, on the line that it may already have.

    Raises NotSold, CartClosed, CartFull, or QuantityRefused when the line would hold more than 999 or more than there is;
    then nothing is changed.
    """
    cart = locked_cart(cart_id)
    sellable = get_sellable(variant_public_id, language)
    if sellable is None or not sellable.sellable:
        raise NotSold
    line = cart.lines.filter(variant_id=sellable.variant_id).first()
    in_cart = line.quantity if line else 0
    if quantity < 1:
        raise QuantityRefused(
            title=sellable.title, wanted=quantity, available=sellable.available, in_cart=in_cart
        )
    _refuse_beyond(sellable, in_cart + quantity, in_cart)
    if line is None:
        _refuse_when_full(cart)
        line = CartLine(cart=cart, variant_id=sellable.variant_id, quantity=0)
    line.quantity += quantity
    line.seen_unit_gross = sellable.price.amount
    line.save()
    _touch(cart)
    return line


@transaction.atomic
def fill_up(*, cart_id: int, variant_public_id: uuid.UUID, language: str) -> int:
    """Let the cart hold all that is left of a variant, up to 999, and return how many.

    Raises NotSold, CartClosed or CartFull; then nothing is changed.
    """
    cart = locked_cart(cart_id)
    sellable = get_sellable(variant_public_id, language)
    if sellable is None or not sellable.sellable or sellable.available < 1:
        raise NotSold
    if not cart.lines.filter(variant_id=sellable.variant_id).exists():
        _refuse_when_full(cart)
    quantity = min(MOST, sellable.available)
    CartLine.objects.update_or_create(
        cart=cart,
        variant_id=sellable.variant_id,
        defaults={"quantity": quantity, "seen_unit_gross": sellable.price.amount},
    )
    _touch(cart)
    return quantity


@transaction.atomic
def set_quantity(*, cart_id: int, line_id: int, quantity: int, language: str) -> None:
    """Let a line hold exactly `quantity`.

    Raises CartClosed, NotSold when the line or its variant is gone, QuantityRefused beyond 1 to 999 or beyond what there
    is; then nothing is changed.
    """
    cart = locked_cart(cart_id)
    line = cart.lines.filter(pk=line_id).first()
    if line is None:
        raise NotSold
    sellable = get_sellables([line.variant_id], language).get(line.variant_id)
    if sellable is None or not sellable.sellable:
        raise NotSold
    _refuse_beyond(sellable, quantity, line.quantity)
    if line.quantity != quantity:
        line.quantity = quantity
        line.save(update_fields=["quantity"])
        _touch(cart)


@transaction.atomic
def remove_item(*, cart_id: int, line_id: int) -> bool:
    """Take a line out of the cart and tell whether it was there; raises CartClosed."""
    cart = locked_cart(cart_id)
    deleted, _by_model = cart.lines.filter(pk=line_id).delete()
    if deleted:
        _touch(cart)
    return bool(deleted)


@transaction.atomic
def take_what_is_left(*, cart_id: int, language: str) -> None:
    """Bring every line down to what there is and drop the lines of which nothing is left; raises CartClosed."""
    cart = locked_cart(cart_id)
    lines = list(cart.lines.all())
    sellables = get_sellables([line.variant_id for line in lines], language)
    changed = False
    for line in lines:
        sellable = sellables.get(line.variant_id)
        left = max(0, sellable.available) if sellable and sellable.sellable else 0
        if left == 0:
            line.delete()
        elif left < line.quantity:
            line.quantity = left
            line.save(update_fields=["quantity"])
        else:
            continue
        changed = True
    if changed:
        _touch(cart)


def note_seen_prices(*, cart_id: int, prices: Mapping[int, Decimal]) -> None:
    """Remember that the shopper was shown these prices (gross EUR by variant), so that the same change is told once."""
    for variant_id, amount in prices.items():
        CartLine.objects.filter(cart_id=cart_id, variant_id=variant_id).exclude(
            seen_unit_gross=amount
        ).update(seen_unit_gross=amount)


def save_draft(
    *, cart_id: int, draft: Mapping[str, str], country: str, delivery_code: str, payment_method: str
) -> None:
    """Keep what was typed into the checkout, so that coming back finds it; nothing happens to a cart that is ordered."""
    Cart.objects.filter(pk=cart_id, state=Cart.State.OPEN).update(
        draft={name: value[:_DRAFT_LENGTH] for name, value in draft.items()},
        country=country,
        delivery_code=delivery_code[:50],
        payment_method=payment_method[:10],
        updated_at=timezone.now(),
    )


def item_count(cart: Cart) -> int:
    """Return how many items, not lines, are in the cart."""
    return cart.lines.aggregate(items=Sum("quantity"))["items"] or 0


@transaction.atomic
def reopen_cart(order: Order, *, into: Cart | None = None) -> Cart:
    """Give the goods of an order back as an open cart, with the contact data typed in; the order is not touched.

    The lines are added to the cart `into` where the shopper has begun another one; doing it twice adds nothing. What is
    no longer sold stays out by itself: the cart shows it as gone.
    """
    cart = locked_cart(into.pk) if into else new_cart(str(order.country))
    for line in order.lines.filter(kind="goods"):
        if line.variant_id is None:
            continue
        kept, created = CartLine.objects.get_or_create(
            cart=cart,
            variant_id=line.variant_id,
            defaults={"quantity": line.quantity, "seen_unit_gross": line.unit_gross},
        )
        if not created and kept.quantity < line.quantity:
            CartLine.objects.filter(pk=kept.pk).update(quantity=line.quantity)
    typed = ("email", "name", "phone", "address_line1", "address_line2", "city", "postcode", "note")
    Cart.objects.filter(pk=cart.pk).update(
        country=order.country,
        delivery_code=order.delivery_code,
        payment_method=order.payment_method,
        vat_number=order.company_vat_number,
        draft={name: getattr(order, name) for name in typed},
        version=F("version") + 1,
        updated_at=timezone.now(),
    )
    cart.refresh_from_db()
    return cart
