"""From a request to its cart and back: the only module besides the views that sees a request."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from checkout.limits import CART_LIFETIME
from checkout.models import Cart, CartLine
from checkout.services.cart import new_cart
from core.models import ShopSettings
from core.signing import LinkInvalid, read_link, sign_link

COOKIE = "cart"
COUNT_COOKIE = "cart_count"
_PURPOSE = "cart"
_MAX_AGE = int(CART_LIFETIME.total_seconds())


def _public_id(request: HttpRequest) -> uuid.UUID | None:
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    try:
        return uuid.UUID(read_link(_PURPOSE, token, _MAX_AGE))
    except (LinkInvalid, ValueError):
        return None


def get_cart(request: HttpRequest) -> Cart | None:
    """Return the cart of this browser, ordered or not; None without a valid cookie."""
    public_id = _public_id(request)
    return Cart.objects.filter(public_id=public_id).first() if public_id else None


def get_open_lines(request: HttpRequest) -> list[CartLine]:
    """Return the lines of the cart that can still be changed, each with its cart, in one query."""
    public_id = _public_id(request)
    if public_id is None:
        return []
    found = CartLine.objects.filter(cart__public_id=public_id, cart__state=Cart.State.OPEN)
    return list(found.select_related("cart"))


def get_open_cart(request: HttpRequest) -> Cart | None:
    """Return the cart of this browser while it can still be changed."""
    cart = get_cart(request)
    return cart if cart and cart.state == Cart.State.OPEN else None


def open_cart(request: HttpRequest) -> Cart:
    """Return the cart of this browser, or a new one; `remember` must follow on the response."""
    return get_open_cart(request) or new_cart(str(ShopSettings.for_request(request).country))


def remember(response: HttpResponse, cart: Cart, count: int) -> None:
    """Let the browser keep the cart for eight more days, and its number of items for the badge.

    The key to the cart is signed and out of reach of scripts; the count says nothing about anyone and is read by the
    badge, so that pages stay the same for everyone (DESIGN 1.18).
    """
    response.set_cookie(
        COOKIE,
        sign_link(_PURPOSE, str(cart.public_id)),
        max_age=_MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    set_count(response, count)


def set_count(response: HttpResponse, count: int) -> None:
    """Tell the badge how many items are in the cart."""
    response.set_cookie(
        COUNT_COOKIE, str(count), max_age=_MAX_AGE, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )
