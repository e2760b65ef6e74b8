"""A smoke test for keyboards and small screens. Names, labels, headings and widths are looked at on every page that any
browser test visits (page_faults.js); here is what needs a hand on the keyboard or a thumb."""

import pytest
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# WCAG 2.4.7: something must show where the keyboard is (here or on the card around it); 2.4.11: and not out of sight.
FOCUSED = """() => {
  const element = document.activeElement;
  const outlined = (one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const box = element.getBoundingClientRect();
  const around = [element];
  while (around.length < 6 && around.at(-1).parentElement) around.push(around.at(-1).parentElement);
  return {
    name: element.outerHTML.slice(0, 100),
    marked: around.some(outlined),
    inside: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth,
    body: element === document.body,
  };
}"""


@pytest.fixture
def addresses(goods) -> dict[str, str]:
    return {
        "home": "/en/",
        "category": goods.plants_en.url,
        "product": goods.pot_en.url,
        "search": "/en/search/?q=pot",
        "cart": "/en/cart/",
        "checkout": "/en/checkout/",
        "order lookup": "/en/orders/find/",
    }


@pytest.fixture
def with_a_cart(visit, goods):
    def enter(**options):
        shopper = visit("en", **options)
        shopper.open(goods.pot_en.url)
        shopper.add_to_cart()
        return shopper

    return enter


def test_the_keyboard_can_be_followed_through_every_page(with_a_cart, addresses):
    shopper = with_a_cart()
    page = shopper.page
    for name, address in addresses.items():
        shopper.open(address)
        page.keyboard.press("Tab")
        expect(page.locator(".skip-link")).to_be_focused()
        expect(page.locator(".skip-link")).to_be_in_viewport()
        for _ in range(25):
            page.keyboard.press("Tab")
            focus = page.evaluate(FOCUSED)
            if focus["body"]:
                break
            assert focus["marked"], f"{name}: nothing shows that the keyboard is on {focus['name']}"
            assert focus["inside"], (
                f"{name}: the keyboard is on something that cannot be seen: {focus['name']}"
            )


def test_the_narrowest_phones_get_every_name_and_no_scrolling_sideways(visit, addresses):
    """Looked at by page_faults.js, like every page that a browser test opens."""
    shopper = visit("en", **{**PHONE, "viewport": {"width": 340, "height": 640}})

    for address in addresses.values():
        shopper.open(address)

    shopper.open(addresses["home"])
    expect(shopper.page.get_by_role("button", name="Menu", exact=True)).to_be_visible()


def test_the_skip_link_leads_past_the_menu(visit, goods):
    shopper = visit("en")
    shopper.open(goods.plants_en.url)

    shopper.page.keyboard.press("Tab")
    shopper.page.keyboard.press("Enter")

    expect(shopper.page.locator("#main")).to_be_focused()


def test_every_page_fits_a_phone(with_a_cart, addresses):
    """No page is wider than the screen (looked at by `open`), and the menu opens and leads on."""
    shopper = with_a_cart(**PHONE)
    page = shopper.page
    for address in addresses.values():
        shopper.open(address)

    shopper.open(addresses["home"])
    expect(page.locator("#site-menu")).to_be_hidden()
    page.locator("[popovertarget=site-menu]").first.tap()
    expect(page.locator("#site-menu")).to_be_visible()
    shopper.follow(page.locator("#site-menu").get_by_role("link", name="Plants"))
    expect(shopper.heading).to_have_text("Plants")


def test_buttons_are_large_enough_for_a_thumb(with_a_cart, addresses):
    """The design asks for 44 px; WCAG 2.2 (2.5.8) for 24 at least."""
    shopper = with_a_cart(**PHONE)
    for name, address in addresses.items():
        shopper.open(address)
        small = shopper.page.locator(
            "main button:visible, main .button:visible, header button:visible"
        ).evaluate_all(
            """all => all.filter((one) => !one.matches(".link-button, .visually-hidden"))
                 .filter((one) => one.getBoundingClientRect().height < 43.5 || one.getBoundingClientRect().width < 43.5)
                 .map((one) => one.outerHTML.slice(0, 90))"""
        )
        assert small == [], name


def test_a_purchase_by_keyboard_alone(visit, goods):
    """From the product to the order: Tab, arrows, space and letters, no pointer."""
    shopper = visit("en")
    page = shopper.page
    shopper.open(goods.pot_en.url)
    page.get_by_role("group", name="Size").get_by_label("Small").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".product__price .price:visible")).to_have_text("€14.90")
    page.locator("#quantity").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    # The small cart takes the focus, and Escape gives it back.
    small = page.locator("dialog[open]")
    expect(small).to_be_visible()
    expect(small).to_contain_text("€29.80")
    shopper.look()
    page.keyboard.press("Escape")
    expect(small).to_have_count(0)
    shopper.open("/en/cart/")
    expect(page.locator(".line__sum")).to_have_text("€29.80")

    shopper.open("/en/checkout/")
    page.locator("[name=email]").focus()
    for text in (shopper.email, "Ana Petrova", "0888 123 456"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    # Where to and how come before the address. Delivery and payment are groups of radio buttons, one stop each.
    for name in ("[name=country]", "#delivery-door"):
        expect(page.locator(name)).to_be_focused()
        page.keyboard.press("Tab")
    for text in ("6 Shipka St", "", "1504", "Sofia"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    # After them are boxes for what only some need.
    for name in ("[name=other_recipient]", "[name=is_gift]"):
        expect(page.locator(name)).to_be_focused()
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#payment-cod")).to_be_checked()
    expect(shopper.total()).to_have_text("€37.20")
    # Then the invoice, what was read back with its links, the note, and the consent.
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "terms":
            break
    page.keyboard.press("Space")
    expect(page.locator("[name=terms]")).to_be_checked()
    shopper.order_button().focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    shopper.look()
    expect(shopper.heading).to_have_text(shopper.words("Thank you, your order is in"))
