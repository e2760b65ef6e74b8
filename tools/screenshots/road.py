"""The shopper's road: every page between the door and the paid order."""

from __future__ import annotations

from playwright.sync_api import TimeoutError as Overdue

from tools.screenshots.camera import Camera
from tools.screenshots.catalogue import Catalogue

TYPED = {
    "email": "ana@example.com",
    "name": "Ана Петрова",
    "phone": "0888 123 456",
    "address_line1": "ул. Шипка 6, вх. Б, ап. 12",
    "postcode": "1504",
    "city": "София",
    "note": "Моля, звънете преди 18 ч.",
}
BOXES = ("other_recipient", "is_gift", "wants_invoice")
CARD = {"card-number": "4242424242424242", "expiry": "12 / 34", "cvc": "123", "name": "ANA PETROVA"}
ADD_TO_CART = ".product__buy button[type=submit]"


def shoot_content(camera: Camera, found: Catalogue) -> None:
    """Everything that can be read without putting anything into a cart."""
    camera.visit(found.home, "home")
    for name in ("category", "subcategory"):
        if url := getattr(found, name):
            camera.visit(url, name)
    for kind, url in found.products.items():
        camera.visit(url, f"product-{kind}")
    camera.visit(f"{found.home}search/?q={found.word}", "search")
    camera.visit(f"{found.home}search/?q=zzzz", "search-without-result")
    for name in ("journal", "legal"):
        if url := getattr(found, name):
            camera.visit(url, name)
    for number, url in enumerate(found.articles, start=1):
        camera.visit(url, f"article-{number}")
    camera.visit(f"{found.home}cart/", "cart-empty")
    camera.visit(f"{found.home}orders/find/", "order-lookup")
    camera.visit(f"{found.home}account/login/", "sign-in")
    camera.visit(f"{found.home}account/signup/", "sign-up")
    camera.visit(f"{found.home}no-such-page/", "not-found")


def shoot_menu(camera: Camera, found: Catalogue) -> None:
    """The menu of a phone, opened."""
    camera.page.goto(found.home)
    toggle = camera.page.locator("[popovertarget=site-menu]").first
    if toggle.is_visible():
        toggle.click()
        camera.shoot("menu", whole=False)


def shoot_waiting(camera: Camera, found: Catalogue) -> None:
    """The word about something sold out: refused, then noted."""
    url = found.products.get("sold-out")
    if not url:
        return
    page = camera.page
    for name, email in (("restock-refused", "ana@"), ("restock-noted", TYPED["email"])):
        page.goto(url)
        page.fill(".restock__form [name=email]", email)
        _press(camera, ".restock__form button[type=submit]")
        camera.shoot(name)


def shoot_purchase(camera: Camera, found: Catalogue) -> None:
    """Cart, checkout, card page and the order's page in its three states. Places two real orders in the shop."""
    page = camera.page
    _fill_cart(camera, found.to_buy)
    page.goto(f"{found.home}cart/")
    camera.shoot("cart")
    page.goto(f"{found.home}checkout/")
    camera.shoot("checkout")
    page.fill("[name=email]", "ana@")
    page.fill("[name=name]", TYPED["name"])
    _press(camera, "button[value=place]")
    camera.shoot("checkout-with-errors")
    for box in BOXES:
        page.check(f"[name={box}]")
    page.fill("[name=email]", "ana@gmial.com")
    page.locator("[name=email]").blur()
    page.wait_for_selector("[data-checkout]:not([aria-busy=true])")
    camera.shoot("checkout-with-everything-open")
    for box in BOXES:
        page.uncheck(f"[name={box}]")
        page.wait_for_selector("[data-checkout]:not([aria-busy=true])")
    _place(camera, found, payment="card")
    camera.shoot("card-page")
    _press(camera, "[data-testid=cancel]")
    camera.shoot("order-unpaid")
    _press(camera, "form[action$='/pay/'] button")
    for name, value in CARD.items():
        page.get_by_test_id(name).fill(value)
    _press(camera, "[data-testid=pay]")
    _wait_for_the_provider(camera)
    camera.shoot("order-paid")
    _fill_cart(camera, found.to_buy, most=1)
    _place(camera, found, payment="cod")
    camera.shoot("order-cash-on-delivery")


def shoot_account(camera: Camera, home: str, *, email: str, password: str) -> None:
    """The account of a customer: overview, orders, addresses, e-mail and second factor."""
    page = camera.page
    page.goto(f"{home}account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    _press(camera, "main form .button")
    if "/login/" in page.url:
        print(f"{email} cannot sign in with this password; the account is left out.")
        return
    camera.shoot("account")
    for path in ("orders", "addresses", "addresses/new", "email", "2fa"):
        camera.visit(f"{home}account/{path}/", f"account-{path.replace('/', '-')}")


def _press(camera: Camera, selector: str) -> None:
    with camera.page.expect_navigation():
        camera.page.locator(selector).first.click()


def _fill_cart(camera: Camera, products: list[str], *, most: int = 3) -> None:
    """Put up to `most` products into the cart, leaving out what has sold out, perhaps by our own orders."""
    added = 0
    for url in products:
        camera.page.goto(url)
        if camera.page.locator(ADD_TO_CART).is_enabled():
            camera.page.locator(ADD_TO_CART).click()
            camera.page.wait_for_selector("dialog.mini-cart[open]")
            added += 1
            if added == 1:
                camera.shoot("mini-cart", whole=False)
        if added == most:
            break
    if not added:
        raise SystemExit("Nothing is left to buy; `make reset` fills the shelves again.")


def _place(camera: Camera, found: Catalogue, *, payment: str) -> None:
    page = camera.page
    page.goto(f"{found.home}checkout/")
    for name, value in TYPED.items():
        page.fill(f"[name={name}]", value)
    choice = page.locator(f"#payment-{payment}")
    if not choice.is_checked():
        choice.check()
        page.wait_for_selector("[data-checkout]:not([aria-busy=true])")
    page.check("[name=terms]")
    _press(camera, "button[value=place]")


def _wait_for_the_provider(camera: Camera) -> None:
    """The order's page reloads itself once the payment is confirmed; a picture of the waiting is better than none."""
    try:
        camera.page.wait_for_selector("[data-order-waiting]", state="detached")
    except Overdue:
        print("The provider's confirmation did not come; is the worker running?")
