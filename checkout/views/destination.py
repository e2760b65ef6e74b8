"""Choosing where the cart goes before the checkout, never by a redirect (Regulation (EU) 2018/302, Art. 3)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from checkout import carts
from checkout.destination import DestinationForm
from checkout.errors import CartClosed
from checkout.models import Cart
from checkout.services.business import set_destination, set_vat_number
from checkout.views.countries import country_choices
from checkout.views.responses import SeeOther, not_stored
from core.models import ShopSettings
from core.rate_limit import rate_limited


@rate_limited("destination", limit=60, seconds=600)
@require_http_methods(["GET", "HEAD", "POST"])
def destination(request: HttpRequest) -> HttpResponse:
    """Show the form; take country, prices without VAT and VAT number back, and ask VIES about the number.

    A page of its own, so that the cart need not read all countries each time that it is shown.
    """
    cart = carts.get_open_cart(request)
    if cart is None:
        return SeeOther(reverse("cart"))
    if request.method != "POST":
        return _page(request, _fresh_form(cart))
    form = DestinationForm(request.POST, countries=country_choices())
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        _store(request, cart, form)
    except CartClosed:
        messages.error(request, _("Your cart has just become an order."))
    return SeeOther(reverse("cart"))


def _fresh_form(cart: Cart) -> DestinationForm:
    return DestinationForm(
        countries=country_choices(),
        initial={"country": cart.country, "shows_net": cart.shows_net, "vat_number": cart.vat_number},
    )


def _store(request: HttpRequest, cart: Cart, form: DestinationForm) -> None:
    typed = form.cleaned_data
    set_destination(cart_id=cart.pk, country=typed["country"], shows_net=typed["shows_net"])
    set_vat_number(cart_id=cart.pk, number=typed["vat_number"], shop=ShopSettings.for_request(request))


def _page(request: HttpRequest, form: DestinationForm, *, status: int = 200) -> HttpResponse:
    context = {"title": _("Delivery and VAT"), "form": form}
    return not_stored(render(request, "cart/destination.html", context, status=status))
