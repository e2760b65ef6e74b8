"""The staff's screens in the Wagtail admin."""

from __future__ import annotations

import time

from tools.screenshots.camera import Camera
from tools.supervisor.totp import code_at, seconds_left


def shoot_admin(camera: Camera, admin: str, *, email: str, password: str, factor_secret: str) -> None:
    """Log in at `admin` (ends with a slash) and picture the order desk, the commerce screen and the page editor."""
    page = camera.page
    camera.visit(f"{admin}login/", "login")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    if "/login/" in page.url:
        raise SystemExit(f"{email} cannot log in at {admin} with this password.")
    camera.shoot("second-factor")
    if seconds_left(time.time()) < 5:
        time.sleep(5)
    page.fill("[name=code]", code_at(factor_secret, time.time()))
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    if not page.url.startswith(admin):
        raise SystemExit(
            f"{email} has another second factor, or its code was used already; try again in a minute."
        )
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
