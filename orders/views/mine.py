"""The orders of the person who is signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.views.private import keep_private
from orders.links import order_token
from orders.selectors import orders_of, read_order_page
from orders.services.adopting import adopt_orders, orders_to_adopt
from orders.views.page import show_order

ON_A_PAGE = 20


@require_safe
@login_required
def my_orders(request: HttpRequest) -> HttpResponse:
    """List the orders, and offer those that were placed as a guest with the person's confirmed address."""
    context = {
        "title": _("Your orders"),
        "section": "orders",
        "page_obj": Paginator(orders_of(request.user), ON_A_PAGE).get_page(request.GET.get("page")),
        "adoptable": orders_to_adopt(request.user).count(),
    }
    return render(request, "account/orders.html", context)


@require_safe
@login_required
def my_order(request: HttpRequest, number: int) -> HttpResponse:
    """Show an order to its owner; to everybody else it does not exist."""
    order = get_object_or_404(orders_of(request.user), number=number)
    return keep_private(show_order(request, read_order_page(order), order_token(order), returned=False))


@require_POST
@login_required
def adopt(request: HttpRequest) -> HttpResponse:
    """Take the orders that were placed as a guest into the account."""
    count = adopt_orders(user=request.user)
    if count:
        words = ngettext("%(count)s order was added.", "%(count)s orders were added.", count)
        messages.success(request, words % {"count": count})
    return redirect("my-orders")
