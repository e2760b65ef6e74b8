"""A marketer's screens: the list, changes of many products, the ledgers, the page editor, moving in and out."""

from __future__ import annotations

from urllib.parse import urlencode

from playwright.sync_api import Frame, Page
from playwright.sync_api import TimeoutError as Overdue

from tools.screenshots.camera import Camera

# One good product, one that lacks its picture, one whose price is no number: what a report looks like.
CSV = """Handle,Title,Body (HTML),Vendor,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Image Src
snimki-saksiya,Саксия за снимки,<p>Ръчно точена саксия.</p>,Лозен,"глина, снимки",true,Размер,малка,SNIMKI-1,900,4,12.90,
snimki-saksiya,,,,,,,голяма,SNIMKI-2,1900,2,19.90,
snimki-leyka,Лейка за снимки,<p>Поцинкована.</p>,Лозен,снимки,true,Title,Default Title,SNIMKI-3,700,4,24.90,missing.jpg
snimki-grebalo,Гребло за снимки,,Лозен,,true,Title,Default Title,SNIMKI-4,600,1,безценно,
"""
TICKED = 3
# What is seen in each of the editor's previews, in their order.
PREVIEWS = {"page-preview": ".product", "page-preview-cards": ".search-card"}


def shoot_marketing(camera: Camera, admin: str) -> None:
    """Picture what a marketer works with, as somebody who is logged in. Imports three products, which stay drafts."""
    camera.visit(f"{admin}products/", "products")
    _shoot_list(camera, admin)
    _shoot_changes(camera, admin)
    for name, path in (
        ("ledger-of-stock", "products/ledger/"),
        ("ledger-of-prices", "products/ledger/prices/"),
        ("pictures-without-text", "reports/pictures-without-text/"),
        ("imports", "imports/"),
    ):
        camera.visit(f"{admin}{path}", name)
    _shoot_import(camera, admin)
    _shoot_editor(camera, admin)


def _shoot_list(camera: Camera, admin: str) -> None:
    """The list with some products ticked, and narrowed by its filters."""
    page = camera.page
    boxes = page.locator("main tbody input[type=checkbox]")
    for box in boxes.all()[:TICKED]:
        box.check()
    camera.shoot("products-ticked", whole=False)
    camera.visit(f"{admin}products/?{urlencode({'q': 'стол'})}", "products-searched")
    page.goto(f"{admin}products/")
    for button in page.locator(
        "button[aria-label], .w-filter-button, [data-controller~=w-drilldown] button"
    ).all():
        if (
            button.is_visible()
            and "филт" in (button.inner_text() + (button.get_attribute("aria-label") or "")).lower()
        ):
            button.click()
            camera.shoot("products-filters", whole=False)
            break


def _shoot_changes(camera: Camera, admin: str) -> None:
    """The three changes of many products: asked, refused, previewed. Nothing is carried out."""
    page = camera.page
    page.goto(f"{admin}products/")
    ids = page.locator("main tbody input[data-object-id]").evaluate_all(
        "all => all.map((box) => box.dataset.objectId)"
    )
    query = urlencode([("id", each) for each in ids[:8]] + [("next", "/")])
    change = f"{admin}bulk/products/product/"
    camera.visit(f"{change}prices/?{query}", "bulk-prices")
    _submit(page, ".desk-ask button[type=submit]")
    camera.shoot("bulk-prices-refused")
    page.check("[name=way][value=percent]")
    page.fill("[name=amount]", "10")
    page.fill("[name=reason]", "Нова година")
    _submit(page, ".desk-ask button[type=submit]")
    camera.shoot("bulk-prices-preview")
    camera.visit(f"{change}stock/?{query}", "bulk-stock")
    page.fill("[name=difference]", "5")
    page.fill("[name=reason]", "доставка")
    _submit(page, ".desk-ask button[type=submit]")
    camera.shoot("bulk-stock-preview")
    camera.visit(f"{change}facts/?{query}", "bulk-facts")
    page.fill("[name=add_tags]", "зима, подарък")
    _submit(page, ".desk-ask button[type=submit]")
    camera.shoot("bulk-facts-preview")
    camera.visit(f"{change}archive/?{query}", "bulk-archive")


def _shoot_import(camera: Camera, admin: str) -> None:
    page = camera.page
    camera.visit(f"{admin}imports/new/", "import-new")
    _submit(page, "main form button[type=submit]")
    camera.shoot("import-refused")
    page.set_input_files(
        "[name=file]", {"name": "snimki.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    )
    _submit(page, "main form button[type=submit]")
    camera.shoot("import-checking")
    _wait_for_the_worker(page)
    camera.shoot("import-checked")
    _submit(page, "form[action$='/start/'] button")
    camera.shoot("import-under-way")
    _wait_for_the_worker(page)
    camera.shoot("import-report")


def _wait_for_the_worker(page: Page) -> None:
    try:
        page.wait_for_selector("[data-progress]", state="detached")
    except Overdue:
        print("The import is not through; is the worker running?")


def _shoot_editor(camera: Camera, admin: str) -> None:
    """The page editor of the first product that has options, from top to bottom; its previews."""
    page = camera.page
    page.goto(f"{admin}products/")
    link = page.locator("main .desk-coverage a").first
    page.goto(link.evaluate("link => link.href"))
    _wait_for_the_frame(page)
    camera.shoot("page-editor")
    toggle = page.locator("[data-side-panel-toggle=preview]")
    if not (toggle.count() and toggle.is_visible()):
        return
    toggle.click()
    modes = page.locator("[data-side-panel=preview] select")
    for index, (name, shown) in enumerate(PREVIEWS.items()):
        if modes.count():
            modes.first.select_option(index=index)
        try:
            page.frame_locator("[data-side-panel=preview] iframe").last.locator(shown).first.wait_for()
        except Overdue:
            print(f"There is no {name}.")
        # Wagtail takes no other wish while it brings the new preview in place of the old one.
        page.wait_for_timeout(1500)
        camera.shoot(name, whole=False)


def _wait_for_the_frame(page: Page) -> Frame | None:
    """The commerce screen loads when it is scrolled to, and is then as long as what it shows."""
    window = page.locator("[data-commerce] iframe")
    if not window.count():
        return None
    window.scroll_into_view_if_needed()
    frame = window.element_handle().content_frame()
    if frame:
        frame.wait_for_selector("#prices, #options")
    page.wait_for_timeout(800)
    return frame


def _submit(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).last.click()
