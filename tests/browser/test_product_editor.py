"""A product from nothing in the page editor, with autosave running: its prices and stock are forms of their own."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import FrameLocator, Page, expect

from accounts.tests.people import make_person
from products.models import PriceChange, Product, ProductPage, StockMovement
from products.tests.factories import make_image
from tests.browser.staff_door import enter_admin

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def marketer(visit):
    visitor = visit("bg")
    person = make_person("Marketer", email=visitor.email)
    enter_admin(visitor.page, visitor.home, person)
    return visitor


def screen_of(page: Page) -> FrameLocator:
    return page.frame_locator("[data-commerce] iframe")


def send(screen: FrameLocator, section: str) -> None:
    """Press the button of a section and wait for what the screen says after it."""
    screen.locator("[data-said]").evaluate_all("said => said.forEach((words) => words.remove())")
    screen.locator(f"form[action*='/{section}/'] button.button-longrunning").click()
    expect(screen.locator("[data-said]")).to_have_count(1)


def wait_for_autosave(page: Page) -> None:
    expect(page.locator(".w-autosave-indicator__state--saved")).to_be_visible()


def write_title(page: Page, title: str) -> None:
    """Type as a person does: Wagtail looks for changes only from two seconds after the editor came up."""
    page.fill("#id_title", "")
    page.locator("#id_title").press_sequentially(title, delay=200)


def test_a_product_is_made_and_published_without_leaving_the_editor(marketer, goods, visit):
    page = marketer.page
    add = reverse("wagtailadmin_pages:add", args=["products", "productpage", goods.plants.pk])
    page.goto(marketer.home + add)
    expect(page.locator("[data-commerce-wait]")).to_be_visible()

    write_title(page, "Ленена покривка")
    screen = screen_of(page)
    expect(screen.locator("#options")).to_be_visible()
    wait_for_autosave(page)
    window = ProductPage.objects.get(draft_title="Ленена покривка")
    editor = reverse("wagtailadmin_pages:edit", args=[window.pk])
    assert marketer.path == editor
    screen.locator("#id_option-name_bg").fill("Размер")
    screen.locator("#id_option-name_en").fill("Size")
    screen.locator("#id_option-values").fill("малка | small\nсредна | medium\nголяма | large")
    send(screen, "option")
    screen.locator("#id_generate-price").fill("10,00")
    send(screen, "generate")
    expect(screen.locator("#prices tbody tr:not(.desk-fill)")).to_have_count(3)
    prices = screen.locator("#prices input[name^=price-][name$=-price]")
    for field, price in zip(prices.all(), ("10,50", "12,50", "15"), strict=True):
        field.fill(price)
    send(screen, "prices")
    screen.locator("#stock input[name*='-difference-']").nth(0).fill("4")
    screen.locator("#stock input[name*='-difference-']").nth(2).fill("7")
    screen.locator("#id_stock-reason").fill("доставка")
    send(screen, "stock")
    assert marketer.path == editor, "everything happened on the page's own editor"

    Product.objects.filter(pages=window).update(gpsr_exempt_reason="test")
    page.locator(".footer [data-w-dropdown-target='toggle']").click()
    with page.expect_navigation():
        page.locator("[name=action-publish]").click()

    window.refresh_from_db()
    assert window.live
    assert window.product.name == "Ленена покривка"
    variants = list(window.product.variants.select_related("stock"))
    assert [v.price for v in variants] == [Decimal("10.50"), Decimal("12.50"), Decimal("15.00")]
    assert [v.stock.on_hand for v in variants] == [4, 0, 7]
    assert {m.reason for m in StockMovement.objects.filter(variant__in=variants)} == {"доставка"}
    shopper = visit("bg")
    shopper.open(window.url)
    expect(shopper.page.locator(".product__price .price:visible")).to_contain_text("10,50\u00a0€")


def test_autosave_keeps_its_hands_off_a_price_that_is_being_typed(marketer, goods):
    variant, window = goods.new_product("Ръкавици", price="30.00")
    page = marketer.page
    editor = marketer.home + reverse("wagtailadmin_pages:edit", args=[window.pk])
    page.goto(editor)
    screen = screen_of(page)
    price = screen.locator(f"[name=price-{variant.pk}-price]")
    price.fill("3")

    write_title(page, "Градински ръкавици")
    wait_for_autosave(page)

    window.refresh_from_db()
    assert window.draft_title == "Градински ръкавици"
    variant.refresh_from_db()
    assert variant.price == Decimal("30.00")
    expect(price).to_have_value("3")
    price.fill("33,30")
    send(screen, "prices")
    variant.refresh_from_db()
    assert variant.price == Decimal("33.30")
    assert PriceChange.objects.filter(variant=variant).latest("at").actor_label == "Marketer"
    assert page.url == editor


def test_the_editor_warns_before_a_typed_price_is_lost(marketer, goods):
    variant, window = goods.new_product("Лопатка", price="30.00")
    page = marketer.page
    page.goto(marketer.home + reverse("wagtailadmin_pages:edit", args=[window.pk]))
    screen_of(page).locator(f"[name=price-{variant.pk}-price]").press_sequentially("1")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.goto(f"{marketer.home}/{settings.ADMIN_PATH}/")

    assert asked == ["beforeunload"]


def test_what_is_typed_in_one_part_stays_while_another_is_saved(marketer, goods):
    variant, window = goods.new_product("Лейка", price="30.00", stock=5)
    picture = make_image(title="Лейка отгоре")
    page = marketer.page
    page.goto(marketer.home + reverse("wagtailadmin_pages:edit", args=[window.pk]))
    screen = screen_of(page)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    screen.locator(".desk-picture__choose").click()
    screen.locator(".modal").get_by_text("Лейка отгоре").click()
    screen.locator(f"#id_stock-difference-{variant.pk}").fill("3")
    screen.locator(f"[name=price-{variant.pk}-price]").fill("31")

    send(screen, "prices")

    expect(screen.locator(f"[name=variant-{variant.pk}-image]")).to_have_value(str(picture.pk))
    screen.locator("#id_stock-reason").fill("доставка")
    send(screen, "stock")
    send(screen, "details")
    variant.refresh_from_db()
    variant.stock.refresh_from_db()
    assert (variant.price, variant.stock.on_hand, variant.image_id) == (Decimal("31.00"), 8, picture.pk)
    assert asked == []


def test_a_variant_gets_its_picture_from_the_gallery_or_from_all(marketer, goods):
    variant, window = goods.new_product("Кошница", price="30.00")
    other = make_image(title="Друга снимка")
    shown = window.gallery.get().image
    page = marketer.page
    page.goto(marketer.home + reverse("wagtailadmin_pages:edit", args=[window.pk]))
    screen = screen_of(page)

    screen.locator(".desk-picture__gallery").click()
    screen.locator(f"#gallery [data-picture='{shown.pk}']").click()
    send(screen, "details")
    variant.refresh_from_db()
    assert variant.image_id == shown.pk

    screen.locator(".desk-picture__shown").click()
    screen.locator(".modal").get_by_text("Друга снимка").click()
    expect(screen.locator(".modal")).to_have_count(0)
    send(screen, "details")
    variant.refresh_from_db()
    assert variant.image_id == other.pk
