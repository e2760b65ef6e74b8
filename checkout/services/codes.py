"""The coupon codes of a cart. They count when it is quoted; nothing is claimed before the order (DESIGN 1.17)."""

from django.db import transaction

from checkout.models import Cart
from checkout.selectors import CartView, view_cart
from checkout.services.cart_journal import locked_cart
from core.models import ShopSettings
from promotions.codes import MOST_SIGNS, is_code, key_of, written
from promotions.engine.results import Reason, Refusal

# More than anybody has; the discounts are tried in all their combinations.
MOST_CODES = 5


class TooManyCodes(Exception):
    """The cart holds as many codes as one order takes; nothing was changed."""


@transaction.atomic
def enter_code(*, cart_id: int, typed: str, shop: ShopSettings, language: str) -> Refusal | None:
    """Keep a code in the cart, unless nothing that the shopper does could make it count; then return why.

    A code that does not count yet (too little in the cart, another one is better) is kept: the cart says what it lacks.
    Entering a code twice changes nothing. Raises CartClosed or TooManyCodes.
    """
    cart = locked_cart(cart_id)
    if not is_code(typed):
        return Refusal(Reason.UNKNOWN, written(typed)[:MOST_SIGNS])
    if key_of(typed) in {key_of(code) for code in cart.codes}:
        return None
    if len(cart.codes) >= MOST_CODES:
        raise TooManyCodes
    cart.codes = [*cart.codes, written(typed)]
    refusal = _refusal_of(typed, view_cart(cart=cart, shop=shop, language=language))
    if refusal and refusal.is_final:
        return refusal
    _save(cart)
    return None


@transaction.atomic
def remove_code(*, cart_id: int, code: str) -> bool:
    """Take a code out of the cart and tell whether it was there; raises CartClosed."""
    cart = locked_cart(cart_id)
    kept = [each for each in cart.codes if key_of(each) != key_of(code)]
    if kept == cart.codes:
        return False
    cart.codes = kept
    _save(cart)
    return True


def _refusal_of(typed: str, view: CartView) -> Refusal | None:
    return next(
        (each for each in view.quote.refusals if each.code and key_of(each.code) == key_of(typed)), None
    )


def _save(cart: Cart) -> None:
    cart.version += 1
    cart.save(update_fields=["codes", "version", "updated_at"])
