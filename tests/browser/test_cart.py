"""The cart in Chromium: the small cart above the product page, changes without a page load, two tabs, a shared link."""

import pytest
from playwright.sync_api import expect

from checkout.models import CartMutation
from products.tests.factories import make_page_twin

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def english_page(goods, title, **attributes):
    """Return the English page of a product of the test's own."""
    _variant, page = goods.new_product(title, **attributes)
    return make_page_twin(page, parent=goods.plants_en, title=title)


def first_quantity(page):
    return page.locator(".line__update input[name=quantity]").first


def test_adding_on_a_phone_opens_the_small_cart_and_gives_the_focus_back(visit, goods):
    shopper = visit("bg", **PHONE)
    page = shopper.page
    _mug, product = goods.new_product("Червена чаша", price="8.40", stock=5)
    shopper.open(product.url)

    panel = shopper.put_in(2)

    expect(panel).to_contain_text(shopper.words("Added to your cart."))
    expect(panel).to_contain_text("Червена чаша")
    expect(panel.locator(".mini-cart__sum dd")).to_have_text(shopper.money("16.80"))
    expect(page.locator("#mini-cart-title")).to_be_focused()
    expect(page.locator("[data-cart-count]")).to_have_text("2")
    assert shopper.path == product.url
    box = panel.bounding_box()
    assert box["x"] == 0
    assert round(box["y"] + box["height"]) == 844
    for control in panel.get_by_role("link").all() + panel.get_by_role("button").all():
        size = control.bounding_box()
        assert size["height"] >= 44, control

    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(".product__buy button[type=submit]")).to_be_focused()
    # Again, from the page as it stands
    panel = shopper.put_in(1)
    expect(panel.locator(".line__options")).to_contain_text("3 ×")
    shopper.follow(panel.locator("a[href='/checkout/']"))
    assert shopper.path == "/checkout/"


def test_a_double_click_adds_once(visit, goods):
    shopper = visit("en")
    product = english_page(goods, "Double cup", stock=9)
    shopper.open(product.url)

    shopper.page.locator(".product__buy button[type=submit]").dblclick()

    expect(shopper.page.get_by_role("dialog")).to_be_visible()
    expect(shopper.page.locator("[data-cart-count]")).to_have_text("1")


def test_a_double_click_without_javascript_adds_once(visit, goods):
    shopper = visit("bg", java_script_enabled=False)
    mug, product = goods.new_product("Тройна чаша", stock=9)
    shopper.open(product.url)
    shopper.add_to_cart()
    shopper.open(product.url)

    # Not the same as what was added a moment ago: this is a purpose of its own, pressed twice.
    shopper.page.fill("#quantity", "2")
    shopper.page.locator(".product__buy button[type=submit]").dblclick()
    shopper.page.wait_for_url("**/cart/")

    shopper.open("/cart/")
    expect(first_quantity(shopper.page)).to_have_value("3")
    assert CartMutation.objects.filter(variant=mug).count() == 2


def test_without_a_network_the_old_road_is_tried(visit, goods):
    """The script cannot reach the shop; the form is then sent as if there were no script, with the same key."""
    shopper = visit("en")
    page = shopper.page
    product = english_page(goods, "Far cup", stock=9)
    shopper.open(product.url)
    fetched = []

    def lose(route):
        if route.request.is_navigation_request():
            route.continue_()
        else:
            fetched.append(route.request.url)
            # The shop hears it, and the answer is lost on the way.
            route.fetch(max_redirects=0)
            route.abort()

    page.route("**/cart/add/", lose)
    with page.expect_navigation(url="**/cart/"):
        page.locator(".product__buy button[type=submit]").click()

    assert len(fetched) == 1
    expect(first_quantity(page)).to_have_value("1")
    # What the browser says of the lost answer is the test's own doing.
    shopper.complaints = [said for said in shopper.complaints if "net::ERR_FAILED" not in said]


def test_quantities_change_without_a_page_load_and_the_focus_stays(visit, goods):
    shopper = visit("en")
    page = shopper.page
    product = english_page(goods, "Quick cup", price="8.40", stock=5)
    shopper.open(product.url)
    shopper.add_to_cart()
    page.evaluate("window.sameDocument = true")
    more = page.get_by_role("button", name="One more")

    for _ in range(3):
        more.click()

    expect(shopper.total()).to_have_text("€39.50")  # 4 × 8.40 + 5.90
    expect(first_quantity(page)).to_have_value("4")
    expect(page.locator("[data-cart-count]")).to_have_text("4")
    expect(more).to_be_focused()
    expect(page.locator("[data-cart-said]")).to_contain_text("€39.50")
    more.click()
    expect(shopper.total()).to_have_text("€47.90")
    expect(more).to_be_disabled()
    expect(first_quantity(page)).to_be_focused()

    shopper.press_in_cart(page.get_by_role("button", name="Save for later"))
    expect(page.locator("#saved-title")).to_be_visible()
    expect(page.locator("[data-cart-count]")).to_be_hidden()
    shopper.press_in_cart(page.get_by_role("button", name="Into the cart"))
    expect(first_quantity(page)).to_have_value("5")

    page.locator(".line__wishes summary").click()
    page.get_by_label("Note").fill("The blue one")
    shopper.press_in_cart(page.locator(".line__wishes button[value=wishes]"))
    expect(page.locator(".line__words")).to_contain_text("The blue one")
    assert page.evaluate("window.sameDocument") is True


def test_the_second_tab_sees_what_changed_and_chooses(visit, goods):
    shopper = visit("en")
    page = shopper.page
    product = english_page(goods, "Common cup", stock=9)
    shopper.open(product.url)
    shopper.add_to_cart()
    other = page.context.new_page()
    other.goto(f"{shopper.home}/en/cart/")
    first_quantity(other).fill("5")
    first_quantity(other).blur()
    expect(other.locator("[data-cart-count]")).to_have_text("5")

    shopper.set_quantity(3)

    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("you looked at 1 and want 3, but in another tab it was changed to 5.")
    expect(notice).to_be_focused()
    expect(first_quantity(page)).to_have_value("5")
    shopper.press_in_cart(notice.get_by_role("button", name="Take 3"))
    expect(first_quantity(page)).to_have_value("3")

    # The other tab is the stale one now, and lets the change stand.
    first_quantity(other).fill("7")
    first_quantity(other).blur()
    with other.expect_navigation():
        other.get_by_role("link", name="Keep 3").click()
    expect(first_quantity(other)).to_have_value("3")


def test_a_shared_link_is_copied_and_gives_another_browser_the_goods(visit, goods):
    giver, taker = visit("en"), visit("en", java_script_enabled=False)
    product = english_page(goods, "Given cup", stock=9)
    giver.open(product.url)
    giver.add_to_cart(2)
    giver.follow(giver.page.get_by_role("link", name="Share this cart by a link"))
    link = giver.page.get_by_label("Link to the goods").input_value()
    giver.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    giver.page.get_by_role("button", name="Copy the link").click()
    expect(giver.page.locator("[data-share-said]")).to_have_text("Copied")
    assert giver.page.evaluate("navigator.clipboard.readText()") == link

    taker.open(link.removeprefix(taker.home))
    taker.reads("Given cup")
    taker.follow(taker.page.get_by_role("button", name="Put it into my cart"))

    assert taker.path == "/en/cart/"
    expect(first_quantity(taker.page)).to_have_value("2")
