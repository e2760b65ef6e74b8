"""Notes and gift words on their way from the cart onto the order."""

from collections.abc import Sequence
from dataclasses import replace

from checkout.models import Cart
from checkout.selectors import CartView
from orders.drafts import Contact, DraftLine


def with_line_wishes(view: CartView, lines: Sequence[DraftLine]) -> tuple[DraftLine, ...]:
    """Return the goods with what the shopper wrote beside them; what was not bought but given stays as it is."""
    wishes = {
        item.variant_id: {"note": item.note, "is_gift": item.is_gift, "gift_message": item.gift_message}
        for item in view.items
        if item.note or item.is_gift
    }
    taken: set[int] = set()
    written = []
    for line in lines:
        if line.kind == "goods" and line.variant_id in wishes and line.variant_id not in taken:
            taken.add(line.variant_id)
            line = replace(line, **wishes[line.variant_id])
        written.append(line)
    return tuple(written)


def with_order_wishes(cart: Cart, contact: Contact) -> Contact:
    """Return the contact with the gift wishes of the cart, where the checkout's form brought none of its own."""
    if contact.is_gift or not cart.is_gift:
        return contact
    return replace(contact, is_gift=True, gift_message=cart.gift_message)
