"""The checkout's page as one request sees it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checkout import carts, wording
from checkout.errors import Change
from checkout.forms import CheckoutForm, typed_values
from checkout.models import Cart
from checkout.selectors import CartView, view_cart
from checkout.services.cart import note_seen_prices
from checkout.services.placing import terms_in_force
from checkout.views.countries import country_choices, country_name
from checkout.views.responses import not_stored
from checkout.views.rows import rows_of
from core.models import ShopSettings
from orders.models import Order


class CheckoutPage:
    """The cart, the choices and the form of one request, read once."""

    def __init__(self, request: HttpRequest, cart: Cart, posted: Mapping[str, str] | None = None) -> None:
        self.request, self.cart, self.posted = request, cart, posted
        self.language = get_language() or "bg"
        self.countries = country_choices()
        chosen = posted or {}
        self.view: CartView = view_cart(
            cart=cart,
            shop=ShopSettings.for_request(request),
            language=self.language,
            country=self._country(chosen.get("country", "")),
            delivery_code=chosen.get("delivery", ""),
            payment_method=chosen.get("payment", ""),
        )

    def _country(self, posted: str) -> str:
        served = [code for code, _name in self.countries]
        candidates = [code for code in (posted, str(self.cart.country)) if code in served]
        return next(iter([*candidates, *served]), str(self.cart.country))

    def _choices(self) -> dict[str, Any]:
        return {
            "countries": self.countries,
            "deliveries": [(offer.code, offer.name) for offer in self.view.offers],
            "payments": [(code, Order.PaymentMethod(code).label) for code in self.view.payment_methods],
        }

    def bound_form(self) -> CheckoutForm:
        return CheckoutForm(self.posted, **self._choices())

    def fresh_form(self) -> CheckoutForm:
        """Return the form with everything that was typed, now or earlier, and no complaint about it."""
        typed = {**self.cart.draft, **(typed_values(self.posted) if self.posted else {})}
        delivery = self.view.delivery.code if self.view.delivery else ""
        chosen = {"country": self.view.country, "delivery": delivery, "payment": self.view.payment_method}
        ticked = {"terms": bool(self.posted and self.posted.get("terms"))}
        return CheckoutForm(initial={**typed, **chosen, **ticked}, **self._choices())

    def answer(
        self, form: CheckoutForm | None = None, *, changes: Sequence[Change] = (), status: int = 200
    ) -> HttpResponse:
        """Render the page with the present sums, which then count as seen."""
        form = form or self.fresh_form()
        told = [
            *carts.take_news(self.request),
            *self.view.price_changes,
            *(change for change in changes if change.kind != "price"),
        ]
        if form.is_bound and form.drop_stale_sums():
            told.append(Change(kind="sums"))
        context = {
            "title": _("Checkout"),
            "form": form,
            "view": self.view,
            "rows": rows_of(self.view),
            "changes": [wording.describe(change) for change in told],
            "problems": [wording.describe(change) for change in self.view.problems],
            "shown_total": str(self.view.quote.total_gross),
            "shown_terms": terms_in_force(self.language),
            "order_button": wording.order_button(self.language),
            "country_name": country_name(self.view.country),
        }
        response = not_stored(render(self.request, "checkout/checkout.html", context, status=status))
        note_seen_prices(cart_id=self.cart.pk, prices=self.view.seen_prices)
        carts.remember(response, self.cart, self.view.count)
        return response
