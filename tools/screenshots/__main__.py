"""`python -m tools.screenshots --base-url http://localhost:8000 --out screenshots`: pictures of a running demo shop.

Places two orders for each language and width, asks for a mail about what is sold out, and imports three drafts. The staff's screens are pictured when a password is known: --staff-password,
DEMO_STAFF_PASSWORD, or the demo's own in var/demo.env.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tools.screenshots.camera import Camera
from tools.screenshots.catalogue import Catalogue, find
from tools.screenshots.marketer import shoot_marketing
from tools.screenshots.road import shoot_content, shoot_menu, shoot_purchase, shoot_waiting
from tools.screenshots.staff import log_in, shoot_desk

DEMO_SECRETS = Path(__file__).resolve().parents[2] / "var" / "demo.env"
LANGUAGES = {"bg": ("", "bg-BG"), "en": ("en/", "en-GB")}
WIDTHS = (1440, 390)
SCREENS = ("shop", "desk", "marketing")


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _arguments(argv)
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not executable:
        print("error: needs Chromium: install it (apt-get install chromium) or set CHROMIUM to its path.")
        return 2
    base = arguments.base_url.rstrip("/") + "/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        taken = 0
        if "shop" in arguments.screens:
            for language in arguments.language:
                taken += _shoot_shop(browser, base, arguments.out / language, language)
        if arguments.staff_password and {"desk", "marketing"} & set(arguments.screens):
            taken += _shoot_staff(browser, base + arguments.admin_path.strip("/") + "/", arguments)
        browser.close()
    print(f"{taken} pictures in {arguments.out}/")
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("--base-url", default=f"http://localhost:{os.environ.get('PORT') or 8000}")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--language", action="append", choices=LANGUAGES, help="all when left out")
    parser.add_argument("--screens", action="append", choices=SCREENS, help="all when left out")
    parser.add_argument("--admin-path", default=os.environ.get("ADMIN_PATH") or "admin")
    parser.add_argument("--staff-email", default="manager@vitrina.example")
    parser.add_argument(
        "--staff-password",
        default=os.environ.get("DEMO_STAFF_PASSWORD") or _demo_password(),
        help="without one the admin is left out",
    )
    arguments = parser.parse_args(argv)
    arguments.screens = arguments.screens or list(SCREENS)
    arguments.language = arguments.language or list(LANGUAGES)
    return arguments


def _demo_password() -> str:
    lines = DEMO_SECRETS.read_text(encoding="utf-8").splitlines() if DEMO_SECRETS.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line).get("DEMO_STAFF_PASSWORD", "")


def _shoot_shop(browser: Browser, base: str, out: Path, language: str) -> int:
    prefix, locale = LANGUAGES[language]
    taken = 0
    for width in WIDTHS:
        camera = Camera(browser, out / str(width), width=width, locale=locale)
        found = find(camera.page, base + prefix)
        shoot_content(camera, found)
        shoot_menu(camera, found)
        shoot_waiting(camera, found)
        shoot_purchase(camera, found)
        camera.close()
        taken += len(camera.taken) + _shoot_in_the_dark(browser, out / f"{width}-dark", width, found)
    return taken


def _shoot_in_the_dark(browser: Browser, folder: Path, width: int, found: Catalogue) -> int:
    camera = Camera(browser, folder, width=width, dark=True)
    camera.visit(found.home, "home")
    for kind, url in list(found.products.items())[:2]:
        camera.visit(url, f"product-{kind}")
    camera.close()
    return len(camera.taken)


def _shoot_staff(browser: Browser, admin: str, arguments: argparse.Namespace) -> int:
    taken = 0
    for width in WIDTHS:
        camera = Camera(browser, arguments.out / "admin" / str(width), width=width, stretch=True)
        log_in(camera, admin, email=arguments.staff_email, password=arguments.staff_password)
        if "desk" in arguments.screens:
            shoot_desk(camera, admin)
        if "marketing" in arguments.screens:
            shoot_marketing(camera, admin)
        camera.close()
        taken += len(camera.taken)
    return taken


if __name__ == "__main__":
    sys.exit(main())
