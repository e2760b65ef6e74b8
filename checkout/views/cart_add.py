"""Into the cart from a page that is the same for everyone; and the small cart that shows it without a page load."""

import uuid
from dataclasses import replace
from urllib.parse import urlencode

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
from checkout.views.cart_forms import uuid_of, whole_number
from checkout.views.responses import SeeOther, not_stored
from checkout.views.rows import rows_for
from core.models import ShopSettings
from core.rate_limit import rate_limited
from core.same_origin import same_origin_required

# Lines that the small cart lists; the rest stands behind "and 3 more".
FEW = 4


@rate_limited("cart-add", limit=60, seconds=60)
@same_origin_required
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a variant into the cart; of what is short, all that is left. Leads to the cart, or to the small one if asked."""
    quantity = whole_number(request.POST.get("quantity", "1"))
    variant = uuid_of(request.POST.get("variant", ""))
    response = SeeOther(_where_next(request, variant))
    if quantity is None:
        nothing = _("Nothing was added.")
        messages.error(request, f"{nothing} {wording.quantity_range()}")
        return response
    if variant is None:
        messages.error(request, _("Choose a product first."))
        return response
    cart = carts.open_cart(request)
    count = None
    try:
        count = _add(request, cart, variant, quantity)
    except NotSold:
        messages.error(request, _("This product is not sold at present."))
    except CartFull:
        messages.error(
            request,
            _("Your cart is full: one order takes up to %(most)d different products.") % {"most": MOST_LINES},
        )
    except CartClosed:
        messages.error(request, _("Your cart has just become an order. Please add the product again."))
    carts.remember(response, cart, service.item_count(cart) if count is None else count)
    return response


def _where_next(request: HttpRequest, variant: uuid.UUID | None) -> str:
    if request.POST.get("then") != "mini":
        return reverse("cart")
    return f"{reverse('cart-mini')}?{urlencode({'added': variant or ''})}"


def _add(request: HttpRequest, cart: Cart, variant: uuid.UUID, quantity: int) -> int | None:
    """Add, say so, and return how many items there are now, where that is known already."""
    language = get_language() or "bg"
    wanted = {"cart_id": cart.pk, "variant_public_id": variant, "language": language}
    key = uuid_of(request.POST.get("key", ""))
    try:
        added = service.add_to_cart(
            **wanted, quantity=quantity, key=key, unless_just_made=_may_be_a_double_click(request)
        )
    except QuantityRefused as refused:
        reason = wording.quantity_refusal(refused)
        if refused.available <= refused.in_cart:
            there = _("It is in your cart.")
            messages.warning(request, f"{reason} {there}" if refused.in_cart else reason)
            return None
        count = service.fill_up(**wanted)
        held = ngettext("Your cart now holds %(count)d.", "Your cart now holds %(count)d.", count) % {
            "count": count
        }
        messages.warning(request, f"{reason} {held}")
        return None
    messages.success(request, _("Added to your cart."))
    return added.count


def _may_be_a_double_click(request: HttpRequest) -> bool:
    """Tell whether a browser without scripts sent the form: what it sends twice within two seconds was one purpose.

    The page is the same for everyone and cannot carry a key of its own; with scripts the key comes from there. Browsers say
    that it is a page load that they ask for (W3C Fetch Metadata); programs do not, and mean what they send.
    """
    return not request.POST.get("key") and request.headers.get("Sec-Fetch-Mode") == "navigate"


@require_safe
def mini(request: HttpRequest) -> HttpResponse:
    """Show the small cart as a part of a page: what was just added, the lines, their sum and the ways on.

    Prices that changed stay to be told by the cart itself.
    """
    lines = carts.get_open_lines(request)
    context = {"rows": [], "view": None, "more": 0}
    cart = lines[0].cart if lines else None
    count = 0
    if cart is not None:
        shop = ShopSettings.for_request(request)
        view = view_cart(cart=cart, lines=lines, shop=shop, language=get_language() or "bg")
        added = uuid_of(request.GET.get("added", ""))
        # What was just added stands on top.
        items = sorted(view.items, key=lambda item: not item.is_of(added))
        rows = rows_for(items[:FEW])
        context = {
            "view": view,
            "rows": [replace(row, is_new=row.item.is_of(added)) for row in rows],
            "more": len(items) - len(rows),
        }
        count = view.count
    response = not_stored(render(request, "cart/mini.html", context))
    if cart is not None:
        carts.remember(response, cart, count)
    return response
