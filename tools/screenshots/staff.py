"""The staff's screens in the Wagtail admin."""

from __future__ import annotations

from tools.screenshots.camera import Camera


def shoot_admin(camera: Camera, admin: str, *, email: str, password: str) -> None:
    """Log in at `admin` (ends with a slash) and picture the order desk, the commerce screen and the page editor."""
    page = camera.page
    camera.visit(f"{admin}login/", "login")
    page.fill("[name=username]", email)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.locator("form button[type=submit]").click()
    if "/login/" in page.url:
        raise SystemExit(f"{email} cannot log in at {admin} with this password.")
    camera.shoot("dashboard")
    camera.visit(f"{admin}orders/", "orders")
    _follow_first(camera, "main tbody a[href*='/orders/']", "order")
    camera.visit(f"{admin}products/", "products")
    product = _follow_first(camera, "main tbody a[href*='/products/']", "product")
    if product:
        page.goto(product)
        _follow_first(camera, "main .desk-links a[href*='/pages/']", "page-editor")


def _follow_first(camera: Camera, selector: str, name: str) -> str:
    """Picture the page behind the first such link and return its address, "" when the list is empty."""
    links = camera.page.locator(selector)
    if not links.count():
        print(f"Nothing to see for {name}: the list is empty.")
        return ""
    url = links.first.evaluate("link => link.href")
    camera.visit(url, name)
    return url
