"""A shopper at a browser without JavaScript: reads the forms that the pages show and sends them back."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from orders.models import Order
from tools.stripe_emulator.testing import RunningEmulator


class Forms(HTMLParser):
    """The forms of a page: where each leads and what it would send, as a browser fills it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, Any]]] = []
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("action", ""), {}))
        if not self.found:
            return
        fields = self.found[-1][1]
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "input" and name:
            if given.get("type") in ("radio", "checkbox") and "checked" not in given:
                return
            # A form that is made of parts names each of them.
            if name not in fields:
                fields[name] = value
            elif isinstance(fields[name], list):
                fields[name].append(value)
            else:
                fields[name] = [fields[name], value]
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in fields):
            fields[self._select] = value


@dataclass
class Shopper:
    """Buys with real requests; `stripe` is the card page's side."""

    stripe: RunningEmulator
    language: str = "bg"
    client: Client = field(default_factory=Client)

    def url(self, name: str, *args: str) -> str:
        with translation.override(self.language):
            return reverse(name, args=args)

    def add(self, variant, quantity: int = 1):
        """Put something into the cart."""
        return self.client.post(
            self.url("cart-add"), {"variant": str(variant.public_id), "quantity": quantity}, follow=True
        )

    def checkout_form(self) -> dict[str, Any]:
        """Open the checkout and return what its form would send."""
        html = self.client.get(self.url("checkout")).content.decode()
        return next(fields for _action, fields in Forms(html).found if "shown_total" in fields)

    def fill_in(self, **changed: str) -> dict[str, Any]:
        """Fill the checkout form in; sums are refreshed for the choices, as the page's own button does it."""
        typed = {
            "email": "ana@example.com",
            "name": "Ана Петрова",
            "phone": "0888 123 456",
            "country": "BG",
            "address_line1": "ул. Шипка 6",
            "city": "София",
            "postcode": "1504",
            "delivery": "door",
            "payment": "card",
            "terms": "on",
            **changed,
        }
        refreshed = self.client.post(
            self.url("checkout"), {**self.checkout_form(), **typed, "action": "update"}
        )
        fields = next(f for _a, f in Forms(refreshed.content.decode()).found if "shown_total" in f)
        return {**fields, **typed, "action": "place"}

    def confirm(self, form: dict[str, Any]):
        """Press the button."""
        return self.client.post(self.url("checkout"), form)

    def order(self, **changed: str) -> tuple[Order, str]:
        """Check out; return the order and where the browser was sent."""
        answer = self.confirm(self.fill_in(**changed))
        assert answer.status_code == 303, answer.content.decode()[-2000:]
        return Order.objects.latest("pk"), answer.headers["Location"]

    def pay(self, card_page: str, card: str = "4242424242424242"):
        """Fill in the card page at this address and send it."""
        assert card_page.startswith(self.stripe.url), card_page
        return self.stripe.control.complete_session(card_page.rsplit("/", 1)[1], card=card)

    def visit(self, address: str):
        """Open an address of the shop, absolute or not."""
        return self.client.get(urlsplit(address).path)

    def press(self, page, name: str):
        """Send the form of a page whose address has this name, with exactly what it holds."""
        place = re.compile(self.url(name, "0token0").replace("0token0", r"[^/]+"))
        action, fields = next(
            (action, fields)
            for action, fields in Forms(page.content.decode()).found
            if place.fullmatch(action)
        )
        return self.client.post(action, fields)


def link_in(kind_of_subject: str) -> str:
    """Return the order link out of the newest mail that really went out with these words in its subject."""
    found = [sent for sent in mail.outbox if kind_of_subject in sent.subject]
    return re.search(r"http://testserver(/\S*orders/\S+)", found[-1].body)[1]
