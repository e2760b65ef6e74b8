"""The checkout: one page, one form, one button that obliges to pay."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from checkout import carts
from checkout.address_book import keep_address
from checkout.errors import CartChanged, CartClosed, CartEmpty, Change, DeliveryRefused, PaymentRefused
from checkout.forms import PARTS, CheckoutForm
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
    """Show the form; take it back to keep what was typed, to take what is left, or to place the order."""
    lines = carts.get_open_lines(request)
    cart = lines[0].cart if lines else carts.get_cart(request)
    if cart and cart.state == Cart.State.ORDERED:
        return _ordered(request, cart)
    if cart is None or not lines:
        return _back_to_the_cart(request)
    page = CheckoutPage(request, cart, _posted_by(request) if request.method == "POST" else None, lines=lines)
    if request.POST.get("action") != "place" and not page.view.items:
        return _back_to_the_cart(request)
    return _posted(request, cart, page) if request.method == "POST" else page.answer()


@rate_limited("checkout-save", limit=400, seconds=600)
@csrf_protect
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep a part of the form that a script sends, and answer with the parts of the page that depend on it."""
    lines = carts.get_open_lines(request)
    if not lines:
        return SeeOther(reverse("checkout"))
    page = CheckoutPage(request, lines[0].cart, _posted_by(request), lines=lines)
    if not page.view.items:
        return SeeOther(reverse("checkout"))
    return page.answer(template="checkout/fragments.html")


def _posted_by(request: HttpRequest) -> QueryDict:
    """Return what was sent, with the address that was offered in place of one with a slip, if its button was pressed."""
    posted = request.POST.copy()
    if meant := posted.get("use_email"):
        posted["email"] = meant
    return posted


def _ordered(request: HttpRequest, cart: Cart) -> HttpResponse:
    """Lead to the order: after a second press, and after the browser's way back, which must not begin another one."""
    order = Order.objects.get(cart_reference=cart.public_id)
    again = request.method == "POST" and request.POST.get("action") == "place"
    return _go_on(order) if again else not_stored(SeeOther(order_path(order)))


def _back_to_the_cart(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        messages.info(request, _("Your cart is empty or has expired."))
    return SeeOther(reverse("cart"))


def _posted(request: HttpRequest, cart: Cart, page: CheckoutPage) -> HttpResponse:
    action = request.POST.get("action", "")
    if action == "take-what-is-left":
        try:
            cart_service.take_what_is_left(cart_id=cart.pk, language=page.language)
        except CartClosed:
            return _back_to_the_cart(request)
        cart.refresh_from_db()
        page = CheckoutPage(request, cart, page.posted, keep=False)
        return page.answer() if page.view.items else _back_to_the_cart(request)
    if asks_for_code(request):
        return _with_code(request, cart)
    part = action.removeprefix("save-")
    if part != action and part in PARTS:
        return _part_saved(page, part)
    return _place(request, cart, page) if action == "place" else page.answer()


def _part_saved(page: CheckoutPage, part: str) -> HttpResponse:
    """Say what is wrong with the part whose own button was pressed, and nothing about the others yet.

    What is in order is asked for again, so that neither a reload nor the way back sends it twice; unless the terms are
    ticked, which is kept nowhere.
    """
    form = page.bound_form()
    if not form.judge_only(part):
        return page.answer(form, status=422)
    if form["terms"].value():
        return page.answer()
    return not_stored(SeeOther(f"{reverse('checkout')}#part-{part}"))


def _with_code(request: HttpRequest, cart: Cart) -> HttpResponse:
    """Enter or remove a code and show the new sums; an order that was pressed for with a code in the field waits."""
    try:
        refused = change_codes(request, cart)
    except CartClosed:
        return _back_to_the_cart(request)
    cart.refresh_from_db()
    page = CheckoutPage(request, cart, request.POST, keep=False)
    page.code_refused = refused
    changes = (Change(kind="sums"),) if request.POST.get("action") == "place" and not refused[1] else ()
    return page.answer(changes=changes, status=422 if refused[1] else 200)


def _place(request: HttpRequest, cart: Cart, page: CheckoutPage) -> HttpResponse:
    form = page.ready_form()
    if form is None:
        return _refused(request, page)
    try:
        placed = place_order(
            cart_id=cart.pk,
            contact=form.contact(),
            company=form.company(),
            delivery_code=form.cleaned_data["delivery"],
            payment_method=form.cleaned_data["payment"],
            shown_total=form.cleaned_data["shown_total"],
            shown_version=form.cleaned_data["shown_version"],
            accepted_terms=form.cleaned_data["shown_terms"],
            language=page.language,
            customer_id=request.user.pk if request.user.is_authenticated else None,
        )
    except CartChanged as changed:
        return _asked_again(request, cart, page, changed.changes)
    except (OutOfStock, DeliveryRefused, PaymentRefused):
        # The fresh page says what is gone and offers what is left.
        return _asked_again(request, cart, page, (Change(kind="sums"),))
    except (CartEmpty, CartClosed):
        return _back_to_the_cart(request)
    _keep_address(request, form, created=placed.created)
    return _go_on(placed.order)


def _refused(request: HttpRequest, page: CheckoutPage) -> HttpResponse:
    """Show what is wrong with the form, beside what is offered now."""
    if not page.view.items:
        return _back_to_the_cart(request)
    form = page.bound_form()
    form.is_valid()
    return page.answer(form, status=422)


def _keep_address(request: HttpRequest, form: CheckoutForm, *, created: bool) -> None:
    if not (created and request.user.is_authenticated and form.cleaned_data["save_address"]):
        return
    if form.is_collected:
        return
    refusal = keep_address(user=request.user, contact=form.contact(), company=form.company())
    if refusal:
        messages.warning(request, refusal)


def _asked_again(
    request: HttpRequest, cart: Cart, before: CheckoutPage, changes: Sequence[Change]
) -> HttpResponse:
    cart.refresh_from_db()
    page = CheckoutPage(request, cart, before.posted, keep=False)
    form = page.bound_form()
    # A delivery or a payment that is offered no more is spoken of beside the choice.
    is_valid = form.is_valid()
    has_reason = not is_valid or page.view.problems or page.view.price_changes
    told = [change for change in changes if change.kind != "sums" or not has_reason]
    return page.answer(form, changes=told, status=409 if is_valid else 422)


def _go_on(order: Order) -> HttpResponse:
    """Lead to the card page while there is something to pay there, else to the order."""
    address = None
    if order.payment_method == Order.PaymentMethod.CARD and order.status == Order.Status.NEW:
        payment = order.payments.order_by("-attempt").first()
        address = start_payment(payment.pk) if payment and payment.is_open else None
    response = not_stored(SeeOther(address or order_path(order)))
    carts.set_count(response, 0)
    return response
