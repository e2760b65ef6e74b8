"""The link to a copy of a cart's goods: given away, looked at, and put into one's own cart."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from checkout import carts, wording
from checkout.errors import CartClosed
from checkout.models import CartLine
from checkout.selectors import CartItem
from checkout.services.cart import item_count
from checkout.services.cart_joining import add_goods
from checkout.sharing import goods_of, token_of
from checkout.views.cart_forms import mutation_key
from checkout.views.responses import SeeOther
from checkout.views.rows import Row, rows_for
from core.rate_limit import rate_limited
from core.same_origin import same_origin_required
from core.signing import LinkExpired, LinkInvalid
from core.views.private import keep_private
from products.selectors import get_sellables


@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """Show the link to the goods in this browser's cart, to copy by hand or by a button."""
    lines = [line for line in carts.get_open_lines(request) if not line.saved_for_later]
    if not lines:
        return SeeOther(reverse("cart"))
    rows = _rows({line.variant_id: line.quantity for line in lines}, lines)
    link = request.build_absolute_uri(reverse("cart-shared", args=[token_of(row.item for row in rows)]))
    return _private(
        render(request, "cart/share.html", {"title": _("Share the cart"), "link": link, "rows": rows})
    )


@rate_limited("cart-shared", limit=20, seconds=60)
@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Show the goods of a link at their present prices; the button puts a copy of them into the reader's own cart."""
    try:
        goods = goods_of(token)
    except LinkExpired:
        title = _("This link is out of date")
        return _private(render(request, "cart/shared_expired.html", {"title": title}, status=410))
    except LinkInvalid as error:
        raise Http404 from error
    if request.method == "POST":
        return _take(request, goods)
    rows = [row for row in _rows(goods) if row.item.sellable]
    context = {"title": _("A shared cart"), "rows": rows, "mutation_key": str(uuid.uuid4())}
    context["can_take"] = any(row.item.available for row in rows)
    return _private(render(request, "cart/shared.html", context))


def _take(request: HttpRequest, goods: dict[int, int]) -> HttpResponse:
    response = SeeOther(reverse("cart"))
    cart = carts.open_cart(request)
    try:
        changes = add_goods(
            cart_id=cart.pk, goods=goods, language=get_language() or "bg", key=mutation_key(request)
        )
    except CartClosed:
        messages.error(request, _("Your cart has just become an order."))
        return response
    for change in changes:
        messages.warning(request, wording.describe(change))
    if len(changes) < len(goods):
        messages.success(request, _("The goods are in your cart."))
    carts.remember(response, cart, item_count(cart))
    return response


def _rows(goods: dict[int, int], lines: list[CartLine] | None = None) -> list[Row]:
    """Return the goods as lines that belong to nobody's cart; three queries."""
    sellables = get_sellables(goods, get_language() or "bg")
    seen = {line.variant_id: line.seen_unit_gross for line in lines or []}
    items = [
        CartItem(
            line_id=variant_id,
            variant_id=variant_id,
            quantity=quantity,
            seen_unit_gross=seen.get(variant_id) or sellables[variant_id].price.amount,
            sellable=sellables[variant_id],
        )
        for variant_id, quantity in goods.items()
        if variant_id in sellables
    ]
    return rows_for(items)


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the page to who has the link; the shop itself may know where its form was sent from."""
    response = keep_private(response)
    response.headers["Referrer-Policy"] = "same-origin"
    return response
