"""A visitor who buys: the steps of the shopper's road, in either language."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from django.utils import translation
from playwright.sync_api import BrowserContext, Locator, expect

from pricing.formats import format_money
from tests.browser.visitor import PATIENCE, Visitor

CARD = "4242 4242 4242 4242"
DECLINED_CARD = "4000 0000 0000 0002"
ORDER_BUTTON = {"bg": "Поръчка със задължение за плащане", "en": "Order with obligation to pay"}


@dataclass
class Typed:
    """What the shopper types into the checkout."""

    email: str
    name: str = "Ана Петрова"
    phone: str = "0888 123 456"
    address_line1: str = "ул. Шипка 6"
    postcode: str = "1504"
    city: str = "София"
    note: str = "Моля, звънете преди 18 ч."

    def fields(self) -> dict[str, str]:
        return dict(vars(self))


class Shopper(Visitor):
    """`email` is the shopper's own, by which a test finds the order and the mails of this shopper only."""

    def __init__(
        self,
        context: BrowserContext,
        *,
        home: str,
        card_pages: str,
        language: str,
        email: str,
        scripted: bool = True,
    ) -> None:
        super().__init__(context, home=home, card_pages=card_pages)
        self.language = language
        # Without JavaScript every form leads to another page.
        self.scripted = scripted
        self.email = email

    # --- Words ------------------------------------------------------------------------------------

    def words(self, english: str) -> str:
        """Return one of the shop's own sentences in the shopper's language."""
        with translation.override(self.language):
            return translation.gettext(english)

    def money(self, amount: str) -> str:
        with translation.override(self.language):
            return format_money(Decimal(amount))

    def at(self, path: str) -> str:
        return path if self.language == "bg" else f"/en{path}"

    # --- Goods and cart ---------------------------------------------------------------------------

    def choose(self, **values: str) -> None:
        """Choose a variant where the script has given every option its own row: choose(Size="Large")."""
        for option, value in values.items():
            self.page.get_by_role("group", name=option).get_by_text(value, exact=True).click()

    def put_in(self, quantity: int = 1) -> Locator:
        """Press "Add to cart" where scripts run, and return the small cart that opens above the page."""
        self.page.fill("#quantity", str(quantity))
        self.page.locator(".product__buy button[type=submit]").click()
        panel = self.page.get_by_role("dialog")
        expect(panel).to_be_visible()
        self.look()
        return panel

    def add_to_cart(self, quantity: int = 1) -> None:
        """Add the product and go to the cart, through the small cart where scripts run."""
        if self.scripted:
            self.follow(self.put_in(quantity).locator(f"a[href='{self.at('/cart/')}']"))
        else:
            self.page.fill("#quantity", str(quantity))
            self.follow(self.page.locator(".product__buy button[type=submit]"))
        assert self.path == self.at("/cart/")

    def press_in_cart(self, control: Locator) -> None:
        """Press a button of the cart and wait for the answer to be in place."""
        if not self.scripted:
            self.follow(control)
            return
        with self._answer():
            control.click()
        self.look()

    def set_quantity(self, quantity: int, *, line: int = 0) -> None:
        box = self.page.locator(".line__update").nth(line)
        box.locator("input[name=quantity]").fill(str(quantity))
        if not self.scripted:
            self.follow(box.locator("button[type=submit]"))
            return
        with self._answer():
            box.locator("input[name=quantity]").blur()
        self.look()

    @contextmanager
    def _answer(self) -> Iterator[None]:
        with self.page.expect_response(lambda answer: urlsplit(answer.url).path == self.at("/cart/update/")):
            yield
        expect(self.page.locator("[data-cart]")).not_to_have_attribute("aria-busy", "true")

    def total(self) -> Locator:
        return self.page.locator(".sums__total td")

    # --- Checkout ---------------------------------------------------------------------------------

    def to_checkout(self) -> None:
        self.follow(self.page.locator(f"main a[href='{self.at('/checkout/')}']"))

    def fill_in(self, typed: Typed | None = None, *, delivery: str = "door", payment: str = "card") -> Typed:
        """Fill in the form; choosing a delivery or a payment refreshes the sums, which are waited for."""
        typed = typed or Typed(self.email)
        for name, value in typed.fields().items():
            self.page.fill(f"[name={name}]", value)
        for name, value in (("delivery", delivery), ("payment", payment)):
            choice = self.page.locator(f"#{name}-{value}")
            if not choice.is_checked():
                choice.check()
                expect(self.page.locator("[data-checkout]")).not_to_have_attribute("aria-busy", "true")
        self.page.check("[name=terms]")
        return typed

    def order_button(self) -> Locator:
        return self.page.locator("button[value=place]")

    def place(self) -> None:
        """Press the button, whose words the law fixes."""
        assert self.order_button().inner_text() == ORDER_BUTTON[self.language]
        self.follow(self.order_button())

    def order(self, *, payment: str = "card", delivery: str = "door") -> None:
        """Go from the cart through the checkout."""
        self.to_checkout()
        self.fill_in(payment=payment, delivery=delivery)
        self.place()

    # --- The provider's page ----------------------------------------------------------------------

    def pay_with(self, card: str) -> None:
        """Fill in the card page and pay; with a good card the shopper is back in the shop afterwards."""
        assert self.page.url.startswith(f"{self.card_pages}/c/pay/")
        for name, value in (
            ("card-number", card),
            ("expiry", "12 / 34"),
            ("cvc", "123"),
            ("name", "ANA PETROVA"),
        ):
            self.page.get_by_test_id(name).fill(value)
        self.follow(self.page.get_by_test_id("pay"))

    def sees_paid(self) -> None:
        """Assert that the order's page says "paid", at once or when the provider's word is here."""
        assert re.fullmatch(self.at("/orders/[^/]+/(return/)?"), urlsplit(self.page.url).path)
        expect(self.heading).to_have_text(self.words("Thank you, your order is paid"), timeout=PATIENCE)
        self.look()
