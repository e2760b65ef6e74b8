"""The checkout: one page, one form, one button that obliges to pay."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from checkout import carts
from checkout.errors import CartChanged, CartClosed, CartEmpty, Change, DeliveryRefused, PaymentRefused
from checkout.forms import typed_values
from checkout.models import Cart
from checkout.services import cart as cart_service
from checkout.services.placing import place_order
from checkout.views.codes import asks_for_code, change_codes
from checkout.views.page import CheckoutPage
from checkout.views.responses import SeeOther, not_stored
from core.rate_limit import rate_limited
from orders.links import order_path
from orders.models import Order
from orders.services.payment import start_payment
from products.services.stock import OutOfStock


@rate_limited("checkout", limit=120, seconds=600)
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """Show the form; take it back to refresh the sums (`update`), to take what is left, or to place the order."""
    cart = carts.get_cart(request)
    if cart and cart.state == Cart.State.ORDERED and request.method == "POST":
        order = Order.objects.get(cart_reference=cart.public_id)
        return _go_on(order) if request.POST.get("action") == "place" else SeeOther(order_path(order))
    if cart is None or cart.state != Cart.State.OPEN:
        return _back_to_the_cart(request)
    page = CheckoutPage(request, cart, request.POST if request.method == "POST" else None)
    if not page.view.items:
        return _back_to_the_cart(request)
    return _posted(request, cart, page) if request.method == "POST" else page.answer()


def _back_to_the_cart(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        messages.info(request, _("Your cart is empty or has expired."))
    return SeeOther(reverse("cart"))


def _posted(request: HttpRequest, cart: Cart, page: CheckoutPage) -> HttpResponse:
    cart_service.save_draft(
        cart_id=cart.pk,
        draft=typed_values(request.POST),
        country=page.view.country,
        delivery_code=request.POST.get("delivery", ""),
        payment_method=request.POST.get("payment", ""),
    )
    action = request.POST.get("action", "")
    if action == "take-what-is-left":
        try:
            cart_service.take_what_is_left(cart_id=cart.pk, language=page.language)
        except CartClosed:
            return _back_to_the_cart(request)
        cart.refresh_from_db()
        page = CheckoutPage(request, cart, request.POST)
        return page.answer() if page.view.items else _back_to_the_cart(request)
    if asks_for_code(request):
        return _with_code(request, cart)
    if action != "place":
        return page.answer()
    return _place(request, cart, page)


def _with_code(request: HttpRequest, cart: Cart) -> HttpResponse:
    """Enter or remove a code and show the new sums; an order that was pressed for with a code in the field waits."""
    try:
        refused = change_codes(request, cart)
    except CartClosed:
        return _back_to_the_cart(request)
    cart.refresh_from_db()
    page = CheckoutPage(request, cart, request.POST)
    page.code_refused = refused
    changes = (Change(kind="sums"),) if request.POST.get("action") == "place" and not refused[1] else ()
    return page.answer(changes=changes, status=422 if refused[1] else 200)


def _place(request: HttpRequest, cart: Cart, page: CheckoutPage) -> HttpResponse:
    form = page.bound_form()
    if not form.is_valid():
        return page.answer(form, status=422)
    try:
        placed = place_order(
            cart_id=cart.pk,
            contact=form.contact(),
            delivery_code=form.cleaned_data["delivery"],
            payment_method=form.cleaned_data["payment"],
            shown_total=form.cleaned_data["shown_total"],
            shown_version=form.cleaned_data["shown_version"],
            accepted_terms=form.cleaned_data["shown_terms"],
            language=page.language,
            customer_id=request.user.pk if request.user.is_authenticated else None,
        )
    except CartChanged as changed:
        return _asked_again(request, cart, changed.changes)
    except (OutOfStock, DeliveryRefused, PaymentRefused):
        # The fresh page says what is gone and offers what is left.
        return _asked_again(request, cart, (Change(kind="sums"),))
    except (CartEmpty, CartClosed):
        return _back_to_the_cart(request)
    return _go_on(placed.order)


def _asked_again(request: HttpRequest, cart: Cart, changes: Sequence[Change]) -> HttpResponse:
    cart.refresh_from_db()
    page = CheckoutPage(request, cart, request.POST)
    form = page.bound_form()
    form.is_valid()
    told = [
        change
        for change in changes
        if change.kind != "sums" or not (page.view.problems or page.view.price_changes)
    ]
    return page.answer(form, changes=told, status=409)


def _go_on(order: Order) -> HttpResponse:
    """Lead to the card page while there is something to pay there, else to the order."""
    address = None
    if order.payment_method == Order.PaymentMethod.CARD and order.status == Order.Status.NEW:
        payment = order.payments.order_by("-attempt").first()
        address = start_payment(payment.pk) if payment and payment.is_open else None
    response = not_stored(SeeOther(address or order_path(order)))
    carts.set_count(response, 0)
    return response
