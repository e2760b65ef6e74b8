"""The checkout's page as one request sees it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checkout import carts, wording
from checkout.address_book import SavedAddress, saved_addresses
from checkout.email_hints import better_email
from checkout.errors import Change
from checkout.forms import TEXTS, TICKS, CheckoutForm, Typed, read_typed
from checkout.models import Cart, CartLine
from checkout.selectors import CartView, view_cart
from checkout.services.business import confirm_vat_number
from checkout.services.cart import note_seen_prices
from checkout.services.placing import terms_in_force
from checkout.services.typed import save_typed
from checkout.views.codes import codes_of
from checkout.views.countries import country_choices, country_name
from checkout.views.responses import not_stored
from checkout.views.review import review_of
from checkout.views.rows import rows_of
from core.addresses import PARTS
from core.models import ShopSettings
from orders.models import Order
from shipping.selectors import is_collected


class CheckoutPage:
    """The cart, the choices and the form of one request, read once."""

    def __init__(
        self,
        request: HttpRequest,
        cart: Cart,
        posted: Mapping[str, str] | None = None,
        *,
        lines: Sequence[CartLine] | None = None,
        keep: bool = True,
    ) -> None:
        """Keep what was posted, so that the sums are those of what is in the form now."""
        self.request, self.cart, self.posted, self._lines = request, cart, posted, lines
        self.language = get_language() or "bg"
        self.countries = country_choices()
        # A code that was typed and not taken, and why.
        self.code_refused = ("", "")
        self.shop = ShopSettings.for_request(request)
        self.typed = read_typed(posted) if posted is not None else Typed()
        self.addresses: list[SavedAddress] = saved_addresses(request.user)
        self.force_address = False
        self._start_with_an_address()
        if posted is not None and keep:
            self._keep(posted)
        # Asks VIES where it has to, so before the sums are read (and never while anything is locked).
        self._number = confirm_vat_number(cart, shop=self.shop)

    @cached_property
    def view(self) -> CartView:
        """The cart and its sums, read when they are first asked for: an order that is placed reads them under its locks."""
        chosen = self._chosen
        return view_cart(
            cart=self.cart,
            shop=self.shop,
            language=self.language,
            country=self._country(chosen.get("country", "")),
            delivery_code=chosen.get("delivery", ""),
            payment_method=chosen.get("payment", ""),
            postcode=chosen.get("postcode", "")[:16],
            customer_id=self.request.user.pk if self.request.user.is_authenticated else None,
            email=chosen.get("email", ""),
            number=self._number,
            lines=self._lines,
        )

    @property
    def _chosen(self) -> dict[str, str]:
        return {**self.typed.texts, **self.typed.choices}

    def _keep(self, posted: Mapping[str, str]) -> None:
        if posted.get("action") == "use-address":
            self.use_address(str(posted.get("address", "")))
        typed = self.typed
        choices = {**typed.choices, "country": self._country(typed.choices.get("country", ""))}
        save_typed(cart=self.cart, texts=typed.texts, ticks=typed.ticks, choices=choices)

    def _start_with_an_address(self) -> None:
        """Begin with the usual address and company of somebody who is signed in and has typed none.

        They count as typed, so that a part that is kept later on is joined to them.
        """
        draft = self.cart.draft
        if self.posted is not None or not self.addresses or draft.get("address_line1"):
            return
        self.use_address(self.addresses[0].key)
        company = next((address.company for address in self.addresses if address.is_for_invoices), {})
        texts = {**self.typed.texts, **company}
        self.typed = Typed(
            texts={name: text for name, text in texts.items() if text and not draft.get(name)},
            choices=self.typed.choices,
        )
        save_typed(cart=self.cart, texts=self.typed.texts, ticks={}, choices=self.typed.choices)

    def use_address(self, key: str) -> None:
        """Let the form hold an address of the shopper's own book; any other key changes nothing."""
        found = next((address for address in self.addresses if address.key == key), None)
        if found is None:
            return
        country = {"country": found.country} if found.country in dict(self.countries) else {}
        self.typed = Typed(
            texts={**self.typed.texts, **found.texts, **found.company},
            ticks=self.typed.ticks,
            choices={**self.typed.choices, **country},
        )
        self.force_address = True

    def _country(self, posted: str) -> str:
        served = [code for code, _name in self.countries]
        candidates = [code for code in (posted, str(self.cart.country)) if code in served]
        return next(iter([*candidates, *served]), str(self.cart.country))

    def _choices(self) -> dict[str, Any]:
        return {
            "countries": self.countries,
            "deliveries": [(offer.code, offer.name) for offer in self.view.offers],
            "payments": [(code, Order.PaymentMethod(code).label) for code in self.view.payment_methods],
            "country": self.view.country,
            "collected": [offer.code for offer in self.view.offers if offer.is_pickup],
        }

    def bound_form(self) -> CheckoutForm:
        """Return the form with what was posted; an address that was typed before the page did without one counts as well."""
        return CheckoutForm(self._sent(), **self._choices())

    def _sent(self) -> dict[str, Any]:
        posted = self.posted or {}
        kept = {part: self.cart.draft.get(part, "") for part in PARTS if part not in posted}
        return {**{name: posted[name] for name in posted}, **kept}

    def ready_form(self) -> CheckoutForm | None:
        """Return the form where nothing in it is wrong by itself, else None.

        Whether its delivery and payment are offered is for place_order to say, which reads that anyway.
        """
        chosen = self._chosen
        delivery = chosen.get("delivery", "")
        form = CheckoutForm(
            self._sent(),
            countries=self.countries,
            deliveries=[(delivery, "")],
            payments=[(chosen.get("payment", ""), "")],
            country=self._country(chosen.get("country", "")),
            collected=[delivery] if is_collected(delivery) else [],
        )
        return form if form.is_valid() else None

    def fresh_form(self) -> CheckoutForm:
        """Return the form with everything that was typed, now or earlier, and no complaint about it."""
        delivery = self.view.delivery.code if self.view.delivery else ""
        chosen = {"country": self.view.country, "delivery": delivery, "payment": self.view.payment_method}
        ticked = {"terms": bool(self.posted and self.posted.get("terms"))}
        return CheckoutForm(initial={**self._kept(), **chosen, **ticked}, **self._choices())

    def _kept(self) -> dict[str, Any]:
        cart, draft = self.cart, self.cart.draft
        kept: dict[str, Any] = {name: draft.get(name, "") for name in TEXTS}
        kept |= {name: bool(draft.get(name)) for name in TICKS}
        kept["email"] = kept["email"] or getattr(self.request.user, "email", "")
        kept["postcode"] = kept["postcode"] or cart.postcode
        # The cart's own page asks for these as well.
        kept |= {"is_gift": cart.is_gift, "gift_message": cart.gift_message}
        # So is a company's VAT number, and the invoice with it.
        if cart.vat_number:
            kept |= {"wants_invoice": True, "vat_number": kept["vat_number"] or cart.vat_number}
        return kept | self.typed.texts | self.typed.ticks

    def context(self, form: CheckoutForm, changes: Sequence[Change] = ()) -> dict[str, Any]:
        """Return what the templates show; the present sums count as seen when they are."""
        told = [
            *carts.take_news(self.request),
            *self.view.price_changes,
            *(change for change in changes if change.kind != "price"),
        ]
        if form.is_bound and form.drop_stale_sums():
            told.append(Change(kind="sums"))
        title = _("Checkout")
        return {
            "title": _("Error: %(title)s") % {"title": title} if form.errors else title,
            "form": form,
            "view": self.view,
            "rows": rows_of(self.view),
            "review": review_of(form, self.view),
            "changes": [wording.describe(change) for change in told],
            "problems": [wording.describe(change) for change in self.view.problems],
            "shown_total": str(self.view.quote.total_gross),
            "shown_terms": terms_in_force(self.language),
            "order_button": wording.order_button(self.language),
            "country_name": country_name(self.view.country),
            "codes": codes_of(self.view, typed=self.code_refused[0], error=self.code_refused[1]),
            "email_hint": better_email(str(form["email"].value() or "")),
            "addresses": self.addresses,
            "used_address": self._used_address(form),
            "force_address": self.force_address,
        }

    def _used_address(self, form: CheckoutForm) -> str:
        typed = {part: str(form[part].value() or "") for part in PARTS if part in form.fields}
        country = self.view.country
        return next((a.key for a in self.addresses if a.country == country and a.is_in(typed)), "")

    def answer(
        self,
        form: CheckoutForm | None = None,
        *,
        changes: Sequence[Change] = (),
        status: int = 200,
        template: str = "checkout/checkout.html",
    ) -> HttpResponse:
        """Render the page with the present sums, which then count as seen."""
        context = self.context(form or self.fresh_form(), changes)
        response = not_stored(render(self.request, template, context, status=status))
        note_seen_prices(cart_id=self.cart.pk, prices=self.view.seen_prices)
        carts.remember(response, self.cart, self.view.count)
        return response
