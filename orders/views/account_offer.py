"""The offer to keep a guest's order in an account, on the order's own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.views.signup import sign_up
from core.rate_limit import rate_limited
from core.views.private import keep_private
from orders.models import Order
from orders.selectors import read_order_page
from orders.services.adopting import adopt_orders, orders_to_adopt
from orders.views.access import by_signed_link
from orders.views.page import show_order


@require_POST
@rate_limited("signup", limit=10, seconds=3600)
@by_signed_link
def make_account(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Create an account with the order's address; its orders join as soon as the address is confirmed."""
    if order.customer_id is not None or request.user.is_authenticated:
        return redirect("order", token)
    response, form = sign_up(request, email=order.email)
    if response is not None:
        return response
    page = show_order(request, read_order_page(order), token, returned=False, account_form=form)
    page.status_code = 422
    return page


@require_POST
@by_signed_link
def keep_in_account(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Take the order, and others of its address, into the account of who is signed in with that address."""
    if request.user.is_authenticated and orders_to_adopt(request.user).filter(pk=order.pk).exists():
        adopt_orders(user=request.user)
        messages.success(request, _("The order is in your account."))
    return keep_private(redirect("order", token))
