"""Coupon codes: the field, what was entered, and why something does not count."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from checkout import carts
from checkout.errors import CartClosed
from checkout.models import Cart
from checkout.selectors import CartView
from checkout.services.codes import MOST_CODES, TooManyCodes, enter_code, remove_code
from checkout.views.responses import SeeOther
from core.client_address import client_network
from core.models import ShopSettings
from core.rate_limit import RateLimited, check_rate
from pricing.refusals import refusal_words
from promotions.codes import MOST_SIGNS, key_of

# Enough for whoever mistypes, far too few to find a code by trying.
_TRIES, _WITHIN = 20, 600


@dataclass(frozen=True)
class CodeRow:
    """A code of the cart: what it takes off (EUR, below zero), or why it does not count."""

    code: str
    name: str
    shown: Decimal | None
    problem: str


@dataclass(frozen=True)
class Codes:
    """What templates/cart/codes.html shows; `typed` and `error` are about a code that was not taken."""

    rows: tuple[CodeRow, ...] = ()
    notices: tuple[str, ...] = ()
    typed: str = ""
    error: str = ""

    @property
    def most_signs(self) -> int:
        return MOST_SIGNS


def codes_of(view: CartView, *, typed: str = "", error: str = "") -> Codes:
    """Return the codes of a cart as they stand in its quote."""
    applied = {key_of(discount.code): discount for discount in view.quote.discounts if discount.code}
    refused = {key_of(refusal.code): refusal for refusal in view.quote.refusals if refusal.code}
    rows = []
    for code in view.cart.codes:
        discount, refusal = applied.get(key_of(code)), refused.get(key_of(code))
        rows.append(
            CodeRow(
                code=code,
                name=discount.name if discount else (refusal.name if refusal else ""),
                shown=discount.shown if discount else None,
                problem=refusal_words(refusal) if refusal else "",
            )
        )
    notices = tuple(refusal_words(refusal) for refusal in view.quote.refusals if not refusal.code)
    return Codes(rows=tuple(rows), notices=notices, typed=typed, error=error)


def asks_for_code(request: HttpRequest) -> bool:
    """Tell whether a posted form enters or removes a code."""
    posted = request.POST
    return (
        bool(posted.get("code", "").strip()) or "remove_code" in posted or posted.get("action") == "add-code"
    )


def change_codes(request: HttpRequest, cart: Cart) -> tuple[str, str]:
    """Enter or remove a code; return what was typed and why it was not taken, or two empty words. Raises CartClosed."""
    if "remove_code" in request.POST:
        remove_code(cart_id=cart.pk, code=request.POST["remove_code"][:MOST_SIGNS])
        return "", ""
    typed = request.POST.get("code", "").replace("\0", "").strip()[:MOST_SIGNS]
    error = _enter(request, cart, typed)
    return (typed, error) if error else ("", "")


def _enter(request: HttpRequest, cart: Cart, typed: str) -> str:
    if not typed:
        return _("Enter the code.")
    language, shop = get_language() or "bg", ShopSettings.for_request(request)
    try:
        check_rate(scope="cart-code", identity=client_network(request), limit=_TRIES, seconds=_WITHIN)
        refusal = enter_code(cart_id=cart.pk, typed=typed, shop=shop, language=language)
    except RateLimited as limited:
        minutes = max(1, -(-limited.retry_after // 60))
        return ngettext(
            "Too many tries. Try again in %(count)d minute.",
            "Too many tries. Try again in %(count)d minutes.",
            minutes,
        ) % {"count": minutes}
    except TooManyCodes:
        return _("One order takes up to %(most)d codes. Remove another one first.") % {"most": MOST_CODES}
    return refusal_words(refusal) if refusal else ""


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take a code out of the cart."""
    cart = carts.get_open_cart(request)
    try:
        if cart and remove_code(cart_id=cart.pk, code=request.POST.get("remove_code", "")[:MOST_SIGNS]):
            messages.success(request, _("The code is removed."))
    except CartClosed:
        messages.error(request, _("Your cart has just become an order."))
    return SeeOther(reverse("cart"))
