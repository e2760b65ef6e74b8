"""Notes and gift words on their way from the cart onto the order."""

from collections.abc import Sequence
from dataclasses import replace

from checkout.models import Cart
from checkout.selectors import CartView
from orders.drafts import Contact, DraftLine


def with_line_wishes(view: CartView, lines: Sequence[DraftLine]) -> tuple[DraftLine, ...]:
    """Return the lines, the goods with what the shopper wrote beside them.

    Of two lines of one variant the first is the one that was bought; what a promotion gives stays without words.
    """
    wishes = {item.variant_id: item for item in view.items if item.note or item.is_gift}
    written = []
    for line in lines:
        item = wishes.pop(line.variant_id, None) if line.kind == "goods" and line.variant_id else None
        if item is not None:
            line = replace(line, note=item.note, is_gift=item.is_gift, gift_message=item.gift_message)
        written.append(line)
    return tuple(written)


def with_order_wishes(cart: Cart, contact: Contact) -> Contact:
    """Return the contact with the gift wishes of the cart, where the checkout's form brought none of its own."""
    if contact.is_gift or not cart.is_gift:
        return contact
    return replace(contact, is_gift=True, gift_message=cart.gift_message)
