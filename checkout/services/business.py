"""Where the cart goes and who buys: country, prices without VAT, and the VAT number, which VIES is asked about."""

from django.db import transaction

from checkout.models import Cart
from checkout.services.cart_journal import locked_cart
from core.models import ShopSettings
from taxes.numbers import NumberUnreadable, read_number
from taxes.services import CheckedNumber, check_number


def set_vat_number(*, cart_id: int, number: str, shop: ShopSettings) -> CheckedNumber | None:
    """Store the VAT number that was typed, and return what VIES says of it; nothing typed takes it out of the cart.

    VIES may take five seconds, so nothing is locked while it is asked. `unknown` (VIES is silent) is stored as well: VAT is
    charged until the number is confirmed. Raises NumberUnreadable, which changes nothing, and CartClosed.
    """
    checked = None
    if number.strip():
        checked = check_number(number=read_number(number), requester=shop.vat_number)
    written = str(checked.number) if checked else ""
    with transaction.atomic():
        cart = locked_cart(cart_id)
        if cart.vat_number != written:
            cart.vat_number = written
            cart.save(update_fields=["vat_number", "updated_at"])
    return checked


def confirm_vat_number(cart: Cart, *, shop: ShopSettings) -> CheckedNumber | None:
    """Ask VIES again where nothing is known of the cart's number any more; the answer is found by `view_cart`.

    For a page that is about to show sums, before it reads them with what is returned. A number that is known costs one
    query, a cart without one nothing, and silence is not asked about twice in a minute.
    """
    try:
        number = read_number(cart.vat_number) if cart.vat_number else None
    except NumberUnreadable:
        return None
    return check_number(number=number, requester=shop.vat_number) if number else None


@transaction.atomic
def set_destination(*, cart_id: int, country: str, shows_net: bool) -> None:
    """Choose where the cart is to be delivered, and whether prices without VAT stand beside those with it.

    A postcode of another country is forgotten: it would name a wrong place there. Raises CartClosed.
    """
    cart = locked_cart(cart_id)
    if str(cart.country) != country:
        cart.country, cart.postcode = country, ""
        cart.draft = {name: value for name, value in cart.draft.items() if name != "postcode"}
    cart.shows_net = shows_net
    cart.save(update_fields=["country", "postcode", "draft", "shows_net", "updated_at"])
