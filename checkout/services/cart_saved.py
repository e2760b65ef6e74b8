"""What becomes of a cart when it is ordered."""

from checkout.models import Cart, CartLine
from checkout.selectors import CartView


def leave_ordered(cart: Cart, view: CartView) -> None:
    """Forget the words that are on the order now, and move what was saved for later into a new cart.

    The browser finds that one by the key of the old. No query where nothing was written and nothing saved; the caller holds
    the lock of the cart, which is ordered already.
    """
    if any(item.note or item.gift_message for item in view.items):
        cart.lines.filter(saved_for_later=False).update(note="", gift_message="")
    if not view.saved:
        return
    following = Cart.objects.create(
        country=cart.country,
        customer_id=cart.customer_id,
        postcode=cart.postcode,
        shows_net=cart.shows_net,
        vat_number=cart.vat_number,
        continues=cart,
    )
    CartLine.objects.filter(pk__in=[item.line_id for item in view.saved]).update(cart=following)
