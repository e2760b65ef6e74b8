"""The cart page and what changes it. Everything works without JavaScript."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from checkout import carts, wording
from checkout.errors import CartClosed, CartFull, NotSold, QuantityRefused
from checkout.limits import MOST_LINES
from checkout.models import Cart
from checkout.selectors import view_cart
from checkout.services import cart as service
from checkout.views.codes import change_codes, codes_of
from checkout.views.countries import country_name
from checkout.views.responses import SeeOther, not_stored
from checkout.views.rows import rows_of
from core.models import ShopSettings
from core.rate_limit import rate_limited
from core.same_origin import same_origin_required
from products.selectors import goes_with


@dataclass(frozen=True)
class Refusal:
    """What was typed into a line's quantity, why it was not taken, and what could be taken instead."""

    line_id: int
    typed: str
    message: str
    possible: int = 0


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    return _page(request)


@rate_limited("cart-add", limit=60, seconds=60)
@same_origin_required
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a variant into the cart; of what is short, all that is left."""
    response = SeeOther(reverse("cart"))
    quantity = _whole_number(request.POST.get("quantity", "1"))
    variant = _variant(request.POST.get("variant", ""))
    if quantity is None:
        messages.error(request, f"{_('Nothing was added.')} {wording.quantity_range()}")
        return response
    if variant is None:
        messages.error(request, _("Choose a product first."))
        return response
    cart = carts.open_cart(request)
    try:
        _add(request, cart, variant, quantity)
    except NotSold:
        messages.error(request, _("This product is not sold at present."))
    except CartFull:
        messages.error(
            request,
            _("Your cart is full: one order takes up to %(most)d different products.") % {"most": MOST_LINES},
        )
    except CartClosed:
        messages.error(request, _("Your cart has just become an order. Please add the product again."))
    carts.remember(response, cart, service.item_count(cart))
    return response


def _add(request: HttpRequest, cart: Cart, variant: uuid.UUID, quantity: int) -> None:
    language = get_language() or "bg"
    try:
        service.add_item(cart_id=cart.pk, variant_public_id=variant, quantity=quantity, language=language)
    except QuantityRefused as refused:
        reason = wording.quantity_refusal(refused)
        if refused.available <= refused.in_cart:
            messages.warning(
                request, reason if not refused.in_cart else f"{reason} {_('It is in your cart.')}"
            )
            return
        count = service.fill_up(cart_id=cart.pk, variant_public_id=variant, language=language)
        held = ngettext("Your cart now holds %(count)d.", "Your cart now holds %(count)d.", count) % {
            "count": count
        }
        messages.warning(request, f"{reason} {held}")
    else:
        messages.success(request, _("Added to your cart."))


@require_POST
def update(request: HttpRequest) -> HttpResponse:
    """Change or remove a line, or bring every line down to what is left."""
    cart = carts.get_open_cart(request)
    if cart is None:
        return SeeOther(reverse("cart"))
    try:
        refusal = _update(request, cart)
    except NotSold:
        messages.error(request, _("This product is not sold at present."))
        refusal = None
    except CartClosed:
        messages.error(request, _("Your cart has just become an order."))
        refusal = None
    if refusal:
        return _page(request, refusal=refusal, status=422)
    response = SeeOther(reverse("cart"))
    carts.remember(response, cart, service.item_count(cart))
    return response


def _update(request: HttpRequest, cart: Cart) -> Refusal | None:
    language = get_language() or "bg"
    if request.POST.get("action") == "take-what-is-left":
        service.take_what_is_left(cart_id=cart.pk, language=language)
        messages.success(request, _("Your cart now holds what is left."))
        return None
    line_id = _whole_number(request.POST.get("line", "")) or 0
    if request.POST.get("action") == "remove":
        if service.remove_item(cart_id=cart.pk, line_id=line_id):
            messages.success(request, _("Removed from your cart."))
        return None
    typed = request.POST.get("quantity", "")
    quantity = _whole_number(typed)
    if quantity is None:
        return Refusal(line_id, typed[:12], wording.quantity_range())
    try:
        service.set_quantity(cart_id=cart.pk, line_id=line_id, quantity=quantity, language=language)
    except QuantityRefused as refused:
        return Refusal(line_id, typed, wording.quantity_refusal(refused), refused.available)
    messages.success(request, _("Your cart has been updated."))
    return None


@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """Enter a coupon code; one that is refused stays in the field with the reason below it."""
    cart = carts.get_open_cart(request)
    if cart is None:
        return SeeOther(reverse("cart"))
    try:
        refused = change_codes(request, cart)
    except CartClosed:
        messages.error(request, _("Your cart has just become an order."))
        return SeeOther(reverse("cart"))
    if refused[1]:
        return _page(request, code_refused=refused, status=422)
    return SeeOther(f"{reverse('cart')}#codes")


def _page(
    request: HttpRequest,
    *,
    refusal: Refusal | None = None,
    code_refused: tuple[str, str] = ("", ""),
    status: int = 200,
) -> HttpResponse:
    """Show the cart; price changes are told once, because showing them is what makes them seen."""
    lines = carts.get_open_lines(request)
    if not lines:
        response = not_stored(render(request, "cart/cart.html", {"title": _("Cart")}, status=status))
        carts.set_count(response, 0)
        return response
    cart = lines[0].cart
    shop = ShopSettings.for_request(request)
    view = view_cart(cart=cart, lines=lines, shop=shop, language=get_language() or "bg")
    context = {
        "title": _("Cart"),
        "view": view,
        "rows": rows_of(view),
        "changes": [wording.describe(change) for change in view.price_changes],
        "refusal": refusal,
        "country_name": country_name(view.country),
        "codes": codes_of(view, typed=code_refused[0], error=code_refused[1]),
        "goes_with": goes_with(
            product_ids={item.sellable.product_id for item in view.items if item.sellable},
            language=get_language() or "bg",
        ),
    }
    response = not_stored(render(request, "cart/cart.html", context, status=status))
    service.note_seen_prices(cart_id=cart.pk, prices=view.seen_prices)
    carts.remember(response, cart, view.count)
    return response


def _whole_number(text: str) -> int | None:
    """Return a number from 1 on; None for everything that a quantity cannot be."""
    text = text.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    return int(text) or None


def _variant(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
