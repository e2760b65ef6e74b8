"""The order's own page, the way back from the card page, and the buttons for an order that waits for money."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.views.signup import offer_form
from core.rate_limit import rate_limited
from orders.errors import OrderRefusal
from orders.models import Order
from orders.selectors import OrderPage, cash_offer, read_order_page
from orders.services.adopting import orders_to_adopt
from orders.services.payment import change_method, pay_again, start_payment
from orders.timeline import timeline
from orders.transfer import transfer_details, transfer_offer
from orders.views.access import by_signed_link
from orders.wording import situation


@require_safe
@by_signed_link
def order_page(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Show where the order stands."""
    return show_order(request, read_order_page(order), token, returned=False)


@require_safe
@by_signed_link
def order_return(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Show the same after the card page; it only reads, since the webhook tells the truth and may come later."""
    return show_order(request, read_order_page(order), token, returned=True)


@require_GET
@by_signed_link
def order_state(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Say in a few bytes where the order stands, for the page that waits for a payment."""
    now = situation(read_order_page(order), returned=True)
    return JsonResponse({"situation": now.name, "waiting": now.waiting})


@require_POST
@rate_limited("order-pay", limit=20, seconds=600)
@by_signed_link
def pay(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Send the shopper to the card page, opening a new attempt where the old one is over."""
    try:
        address = start_payment(pay_again(order.pk).pk)
    except OrderRefusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("order", token)
    if address is None:
        messages.error(
            request,
            _(
                "The card page cannot be opened at the moment. Your order is kept; please try again in a minute."
            ),
        )
        return redirect("order", token)
    return HttpResponseRedirect(address)


@require_POST
@rate_limited("order-method", limit=20, seconds=600)
@by_signed_link
def another_method(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Turn the order into one paid in cash on delivery or by transfer, for the total that the shopper saw."""
    method = request.POST.get("method", "")
    try:
        change_method(order.pk, method=method, shown_total=_sum(request.POST.get("total")))
    except OrderRefusal as refusal:
        messages.warning(request, str(refusal))
    else:
        if method == Order.PaymentMethod.TRANSFER:
            said = _(
                "You pay by bank transfer. What to send where stands below, and you get it by mail as well."
            )
        elif order.is_collected:
            said = _("You pay in cash when you collect the order.")
        else:
            said = _("You pay in cash when the parcel arrives.")
        messages.success(request, said)
    return redirect("order", token)


def show_order(
    request: HttpRequest, page: OrderPage, token: str, *, returned: bool, account_form: Form | None = None
) -> HttpResponse:
    """Render the page of an order for who may see it; its forms go to the addresses of `token`."""
    context = {
        "title": _("Order %(number)s") % {"number": page.order.number},
        "page_data": page,
        "order": page.order,
        "token": token,
        "situation": situation(page, returned=returned),
        "timeline": timeline(page),
        "cash": cash_offer(page),
        "transfer": transfer_details(page),
        "transfer_offer": transfer_offer(page),
        "returned": returned,
        "account_offer": account_offer(request, page.order),
        "account_form": account_form or offer_form(page.order.email),
    }
    return render(request, "orders/order.html", context)


def _sum(text: str | None) -> Decimal:
    """Read a sum out of our own form; nonsense equals no total and is refused as such."""
    try:
        amount = Decimal(text or "")
    except InvalidOperation:
        return Decimal(-1)
    return amount if amount.is_finite() else Decimal(-1)


def account_offer(request: HttpRequest, order: Order) -> str:
    """Return "create" for a guest, "keep" for who is signed in with the order's confirmed address, else nothing."""
    if order.customer_id is not None:
        return ""
    if not request.user.is_authenticated:
        return "create"
    return "keep" if orders_to_adopt(request.user).filter(pk=order.pk).exists() else ""
