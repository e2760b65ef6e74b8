"""Blocks that move: spots in a picture, a film that waits for a click, a strip of pictures, the picker in the editor."""

import json
import uuid

import pytest
from playwright.sync_api import expect

from accounts.models import User
from accounts.tests.people import PASSWORD
from home.models import HomePage
from products.tests.factories import make_image
from tests.browser.staff_door import enter_admin

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

PHONE = {"width": 390, "height": 844}
PLAYER = "https://www.youtube-nocookie.com/embed/WhWc3b3KhnY?autoplay=1&rel=0"


def items(*values):
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


@pytest.fixture
def composed(goods):
    """The home page with a film, a gallery and a picture to shop from."""
    picture = make_image(width=1200, height=800, alt_bg="Стая")
    products = [goods.pot, goods.new_product("Лейка")[1]]
    spots = items(
        {"product": products[0].pk, "x": 25, "y": 40},
        {"product": products[1].pk, "x": 90, "y": 100},
    )
    pictures = items(*({"image": picture.pk, "caption": ""} for _ in range(4)))
    blocks = [
        {
            "type": "shoppable_picture",
            "value": {"heading": "", "image": picture.pk, "spots": spots, "caption": ""},
        },
        {"type": "gallery", "value": {"heading": "Още", "pictures": pictures, "layout": "strip"}},
        {
            "type": "video",
            "value": {
                "title": "Пролет",
                "url": "https://youtu.be/WhWc3b3KhnY",
                "poster": picture.pk,
                "caption": "",
            },
        },
    ]
    home = HomePage.objects.get(locale__language_code="bg")
    before = home.body.raw_data
    for block in blocks:
        block["id"] = str(uuid.uuid4())
    HomePage.objects.filter(pk=home.pk).update(body=json.dumps(blocks))
    yield home, products
    HomePage.objects.filter(pk=home.pk).update(body=json.dumps(list(before)))


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}, {"java_script_enabled": False}])
def test_a_spot_stands_where_it_was_set_and_opens_its_product(visit, composed, options):
    _home, products = composed
    shopper = visit(**options)
    shopper.page.goto(shopper.home + "/")
    marks = shopper.page.locator(".hot-spot summary")
    picture = shopper.page.locator(".shop-picture__picture img").bounding_box()
    # Each number lies on its place in the picture, the one at the rim inside it, and a finger finds it
    x, y = middle(marks.first)
    assert x == pytest.approx(picture["x"] + 0.25 * picture["width"], abs=1)
    assert y == pytest.approx(picture["y"] + 0.4 * picture["height"], abs=1)
    second = marks.nth(1).bounding_box()
    assert (second["width"], second["height"]) == (44, 44)
    assert second["y"] + second["height"] <= picture["y"] + picture["height"] + 1
    # One card is open at a time
    marks.first.click()
    marks.nth(1).click()
    cards = shopper.page.locator(".hot-spot__card:visible")
    expect(cards).to_have_count(1)
    expect(cards.get_by_role("link")).to_have_attribute("href", products[1].get_url())
    cards.get_by_role("link").click()
    shopper.page.wait_for_url(shopper.home + products[1].get_url())


def test_the_keyboard_opens_and_closes_a_spot(visit, composed):
    shopper = visit()
    shopper.page.goto(shopper.home + "/")
    mark = shopper.page.locator(".hot-spot summary").first
    mark.focus()
    shopper.page.keyboard.press("Enter")
    expect(shopper.page.locator(".hot-spot__card:visible")).to_have_count(1)
    shopper.page.keyboard.press("Tab")
    shopper.page.keyboard.press("Escape")
    expect(shopper.page.locator(".hot-spot__card:visible")).to_have_count(0)
    expect(mark).to_be_focused()


def test_a_strip_of_pictures_is_scrolled_by_keyboard_without_javascript(visit, composed):
    shopper = visit(java_script_enabled=False, viewport=PHONE)
    shopper.page.goto(shopper.home + "/")
    strip = shopper.page.get_by_role("list", name="Още")
    strip.focus()
    first = strip.locator("li").first.bounding_box()["x"]
    shopper.page.keyboard.press("ArrowRight")
    shopper.page.wait_for_timeout(500)
    assert strip.locator("li").first.bounding_box()["x"] < first


def test_the_player_is_fetched_by_the_click_and_not_before(visit, composed):
    shopper = visit()
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(content_type="text/html", body="<!doctype html><title>Player</title>")

    shopper.page.route("https://*/**", answer)
    shopper.page.goto(shopper.home + "/")
    shopper.page.locator(".video").scroll_into_view_if_needed()
    shopper.page.wait_for_load_state("networkidle")
    assert (asked, shopper.complaints) == ([], [])
    # When play is pressed
    shopper.page.get_by_role("link", name="Пролет").click()
    frame = shopper.page.frame_locator(".video iframe")
    expect(frame.locator("html")).to_be_attached()
    # Then the player stands in the page, allowed by its policy and named for who cannot see it
    assert asked == [PLAYER]
    expect(shopper.page.locator(".video iframe")).to_have_attribute("title", "Пролет")
    # The visitor's guard reports a stranger that was asked; here that is what the click is for.
    assert shopper.complaints == [f"foreign request: {PLAYER}"]
    shopper.complaints.clear()


def test_a_marketer_sets_a_spot_by_clicking_on_the_picture(visit, composed):
    home, _products = composed
    person = User.objects.create_superuser(email="spots@example.com", password=PASSWORD)
    staff = visit(viewport={"width": 1280, "height": 1000})
    enter_admin(staff.page, staff.home, person)
    staff.page.goto(f"{staff.home}/admin/pages/{home.pk}/edit/")
    picker = staff.page.locator(".spot-picker")
    picture = picker.locator("img")
    picture.scroll_into_view_if_needed()
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    expect(picker.locator("button")).to_have_count(2)
    x, y = (staff.page.locator(f"[data-contentpath=spots] input[name$='-value-{axis}']") for axis in "xy")
    # When the first spot is chosen and the picture clicked at a quarter of both sides, and moved by a key
    picker.locator("button").first.click()
    box = picture.bounding_box()
    picture.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.1})
    picker.locator("button").first.press("ArrowRight")
    # Then its numbers follow
    assert (x.first.input_value(), y.first.input_value()) == ("76", "10")
    # When a number is typed, the mark follows; and a click beside all marks makes a new spot
    x.first.fill("33")
    expect(picker.locator("button").first).to_have_attribute("style", "left: 33%; top: 10%;")
    picker.locator("button").first.click()
    picture.click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.5})
    expect(picker.locator("button")).to_have_count(3)
    expect(x.nth(2)).to_have_value("50")
    staff.complaints.clear()
