"""From a request to its cart and back: the only module besides the views that sees a request.

A guest's cart belongs to whoever has its signed key; the cart of an account to the account alone, so that a key that is
left behind on a shared computer opens nothing after the log-out.
"""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from checkout.errors import Change
from checkout.limits import CART_LIFETIME
from checkout.models import Cart, CartLine
from checkout.services.cart import new_cart
from checkout.services.cart_joining import Merged, merge_carts
from core.brief import briefly
from core.compiled import CompiledQuery
from core.models import default_shop
from core.signing import LinkInvalid, read_link, sign_link

COOKIE = "cart"
COUNT_COOKIE = "cart_count"
# What is to be told about joined carts, until a page has told it.
NEWS = "cart_news"
_PURPOSE = "cart"
_MAX_AGE = int(CART_LIFETIME.total_seconds())
_OPEN = Cart.State.OPEN


def public_id(request: HttpRequest) -> uuid.UUID | None:
    """Return which cart the browser has the key to, whosever that is."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    try:
        return uuid.UUID(read_link(_PURPOSE, token, _MAX_AGE))
    except (LinkInvalid, ValueError):
        return None


def customer_id(request: HttpRequest) -> int | None:
    """Return the account that is logged in; guests cost no query."""
    user = getattr(request, "user", None) or AnonymousUser()
    return user.pk if user.is_authenticated else None


def _given(request: HttpRequest) -> dict[str, Any]:
    """Return by what this request may open carts: the key that the browser has, and the account."""
    given = {"key": public_id(request), "customer": customer_id(request)}
    return {name: value for name, value in given.items() if value is not None}


def _reachable(
    prefix: str, *, successors: bool, key: uuid.UUID | None = None, customer: int | None = None
) -> Q:
    """Return which carts may be opened: by key, if they are nobody's or the account's, and the open one of the account."""
    reachable = Q()
    if key is not None:
        keyed = Q(**{f"{prefix}public_id": key})
        if successors:
            # Not through the relation: an OR over a join would read all carts there are.
            before = Cart.objects.filter(public_id=key).order_by().values("pk")
            keyed |= Q(**{f"{prefix}continues": Subquery(before[:1])})
        owned = Q(**{f"{prefix}customer__isnull": True})
        reachable = keyed & (owned if customer is None else owned | Q(**{f"{prefix}customer": customer}))
    if customer is not None:
        reachable |= Q(**{f"{prefix}customer": customer, f"{prefix}state": _OPEN})
    return reachable


def _carts(**given: Any) -> QuerySet[Cart]:
    return Cart.objects.filter(_reachable("", successors=False, **given))


def _open_carts(**given: Any) -> QuerySet[Cart]:
    return Cart.objects.filter(_reachable("", successors=True, **given), state=_OPEN)


def _open_lines(**given: Any) -> QuerySet[CartLine]:
    found = _reachable("cart__", successors=True, **given)
    return CartLine.objects.filter(found, cart__state=_OPEN).select_related("cart")


_EXAMPLES: dict[str, Any] = {"key": uuid.UUID(int=1), "customer": -1}
_CARTS = CompiledQuery(_carts, **_EXAMPLES)
_OPEN_CARTS = CompiledQuery(_open_carts, **_EXAMPLES)
_OPEN_LINES = CompiledQuery(_open_lines, **_EXAMPLES)


def get_cart(request: HttpRequest) -> Cart | None:
    """Return the cart that the browser has the key to, ordered or not, else the open one of the account."""
    given = _given(request)
    found = _CARTS(**given) if given else []
    return next(iter(sorted(found, key=lambda cart: cart.public_id != given.get("key"))), None)


def get_open_lines(request: HttpRequest) -> list[CartLine]:
    """Return the lines of the cart that can still be changed, each with its cart, in one query."""
    given = _given(request)
    if not given:
        return []
    lines = _OPEN_LINES(**given)
    chosen = _preferred(request, {line.cart_id: line.cart for line in lines}.values())
    return [line for line in lines if chosen and line.cart_id == chosen.pk]


def get_open_cart(request: HttpRequest) -> Cart | None:
    """Return the cart that can still be changed: the account's, else that of this browser."""
    given = _given(request)
    return _preferred(request, _OPEN_CARTS(**given)) if given else None


def _preferred(request: HttpRequest, found) -> Cart | None:
    customer = customer_id(request)
    return next(iter(sorted(found, key=lambda cart: (cart.customer_id != customer, cart.pk))), None)


def open_cart(request: HttpRequest) -> Cart:
    """Return the cart of this shopper, or a new one; `remember` must follow on the response."""
    cart = get_open_cart(request)
    customer = customer_id(request)
    if cart is None:
        return _made(_home_country(), customer)
    if customer is not None and cart.customer_id is None:
        merged = merge_carts(customer_id=customer, guest=cart.public_id, language=get_language() or "bg")
        return merged.cart if merged else cart
    return cart


@briefly
def _home_country() -> str:
    return str(default_shop().country)


def _made(country: str, customer: int | None) -> Cart:
    if customer is None:
        return new_cart(country)
    try:
        with transaction.atomic():
            return new_cart(country, customer)
    except IntegrityError:
        # Another device of the same account was faster.
        return Cart.objects.get(customer=customer, state=_OPEN)


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


def forget(response: HttpResponse) -> None:
    """Leave neither key nor count in the browser."""
    for name in (COOKIE, COUNT_COOKIE):
        response.delete_cookie(name, samesite="Lax")


# --- Log-in and log-out ----------------------------------------------------------------------------


def note_login(request: HttpRequest, customer: int) -> None:
    """Join the guest's cart into the account's; the middleware lets the browser know, the cart page the shopper."""
    merged = merge_carts(customer_id=customer, guest=public_id(request), language=get_language() or "bg")
    if merged is None:
        return
    request._cart_outcome = merged  # type: ignore[attr-defined]
    if merged.changes and hasattr(request, "session"):
        request.session[NEWS] = [_stored(change) for change in merged.changes]


def note_logout(request: HttpRequest) -> None:
    """Have the browser forget the cart with this answer."""
    request._cart_outcome = None  # type: ignore[attr-defined]


def apply_outcome(request: HttpRequest, response: HttpResponse) -> None:
    """Write the cookies that a log-in or a log-out during this request asks for."""
    outcome: Merged | None = request._cart_outcome  # type: ignore[attr-defined]
    if outcome is None:
        forget(response)
    else:
        remember(response, outcome.cart, outcome.count)


def take_news(request: HttpRequest) -> list[Change]:
    """Return what is to be told about joined carts, once; guests without a session cost nothing."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return []
    return [Change(**stored) for stored in request.session.pop(NEWS, [])]


def _stored(change: Change) -> dict[str, Any]:
    kept = {"kind": change.kind, "variant_id": change.variant_id, "title": change.title}
    return {**kept, "wanted": change.wanted, "available": change.available}
