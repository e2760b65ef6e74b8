"""The staff's screens in the Wagtail admin."""

from __future__ import annotations

from tools.screenshots.camera import Camera


def log_in(camera: Camera, admin: str, *, email: str, password: str) -> None:
    """Log in at `admin` (ends with a slash) and picture the way there."""
    page = camera.page
    camera.visit(f"{admin}login/", "login")
    page.fill("[name=username]", email)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.locator("form button[type=submit]").click()
    if "/login/" in page.url:
        raise SystemExit(f"{email} cannot log in at {admin} with this password.")
    camera.shoot("dashboard")


def shoot_desk(camera: Camera, admin: str) -> None:
    """Picture the order desk and a commerce screen on a page of its own, as somebody who is logged in."""
    camera.visit(f"{admin}orders/", "orders")
    _follow_first(camera, "main tbody a[href*='/orders/']", "order")
    camera.visit(f"{admin}products/", "products")
    _follow_first(camera, "main tbody a[href*='/products/']", "product")


def _follow_first(camera: Camera, selector: str, name: str) -> str:
    """Picture the page behind the first such link and return its address, "" when the list is empty."""
    links = camera.page.locator(selector)
    if not links.count():
        print(f"Nothing to see for {name}: the list is empty.")
        return ""
    url = links.first.evaluate("link => link.href")
    camera.visit(url, name)
    return url
