"""Choosing where the cart goes before the checkout, never by a redirect (Regulation (EU) 2018/302, Art. 3)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from checkout import carts
from checkout.destination import DestinationForm
from checkout.errors import CartClosed
from checkout.models import Cart
from checkout.services.business import set_destination, set_vat_number
from checkout.views.cart import cart_page
from checkout.views.countries import country_choices
from checkout.views.responses import SeeOther
from core.models import ShopSettings
from core.rate_limit import rate_limited


@require_POST
@rate_limited("destination", limit=30, seconds=600)
def change_destination(request: HttpRequest) -> HttpResponse:
    """Store the country, whether prices without VAT are shown, and the VAT number, which VIES is asked about."""
    cart = carts.get_open_cart(request)
    if cart is None:
        return SeeOther(reverse("cart"))
    form = DestinationForm(request.POST, countries=country_choices())
    if not form.is_valid():
        return cart_page(request, destination=form, status=422)
    try:
        _store(request, cart, form)
    except CartClosed:
        messages.error(request, _("Your cart has just become an order."))
    return SeeOther(f"{reverse('cart')}#summary-title")


def _store(request: HttpRequest, cart: Cart, form: DestinationForm) -> None:
    typed = form.cleaned_data
    set_destination(cart_id=cart.pk, country=typed["country"], shows_net=typed["shows_net"])
    set_vat_number(cart_id=cart.pk, number=typed["vat_number"], shop=ShopSettings.for_request(request))
