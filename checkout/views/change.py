"""Changing an order that waits for its payment: the order is given up and its cart comes back (DESIGN 1.12).

It stands here and not beside the order's other pages, because orders know nothing of carts.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from checkout import carts
from checkout.services.cart import item_count
from checkout.services.cart_joining import reopen_cart
from checkout.views.responses import SeeOther
from core.rate_limit import rate_limited
from orders.errors import OrderRefusal
from orders.models import Order
from orders.services.payment import withdraw_for_change
from orders.views.access import by_signed_link


@require_POST
@rate_limited("order-change", limit=20, seconds=600)
@by_signed_link
def change_order(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Withdraw the order and lead to the cart with its goods; an order that is paid or sent stays as it is."""
    try:
        withdraw_for_change(order.pk)
    except OrderRefusal as refusal:
        messages.warning(request, str(refusal))
        return SeeOther(reverse("order", args=[token]))
    cart = reopen_cart(order, into=carts.open_cart(request))
    messages.info(
        request, _("Your order is withdrawn. Change your cart and order again; nothing was charged.")
    )
    response = SeeOther(reverse("cart"))
    carts.remember(response, cart, item_count(cart))
    return response
