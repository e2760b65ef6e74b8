"""A browser of one person, and everything in it that a shop must never cause.

visitor.open("/cart/")                       # goes there and looks the page over
visitor.follow(visitor.page.get_by_role("link", name="Plants"))
visitor.complaints                           # what the console said and who else was asked: nothing, in a sound shop
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Request, Response, expect

PAGE_FAULTS = (Path(__file__).parent / "page_faults.js").read_text()
PATIENCE = 15_000
# Chromium repeats the status of every answer in the console; `_answered` judges those, with more knowledge.
ECHO_OF_A_STATUS = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class Visitor:
    """`home` is the shop's origin, `card_pages` the payment provider's: the only two that may be asked for anything."""

    def __init__(self, context: BrowserContext, *, home: str, card_pages: str = "") -> None:
        self.home = home
        self.card_pages = card_pages
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._complain("script", str(error)))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    # --- Going somewhere --------------------------------------------------------------------------

    def open(self, path: str) -> None:
        self.page.goto(self.home + path)
        self.look()

    def follow(self, control: Locator) -> None:
        """Press a link or a button that leads to another page, and look that page over."""
        with self.page.expect_navigation():
            control.click()
        self.look()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> Locator:
        return self.page.locator("h1")

    def look(self) -> None:
        """Assert that the page the visitor stands on is sound; the provider's pages are not ours to judge."""
        if origin_of(self.page.url) != self.home:
            return
        expected = {"language": "en" if self.path.startswith("/en/") else "bg"}
        assert self.page.evaluate(PAGE_FAULTS, expected) == [], self.page.url

    def reads(self, text: str) -> None:
        """Assert that the page says this somewhere in its main part."""
        expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE)

    # --- What went wrong --------------------------------------------------------------------------

    def _complain(self, kind: str, text: str) -> None:
        self.complaints.append(f"{kind}: {text}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not ECHO_OF_A_STATUS.match(message.text):
            self._complain(f"console {message.type}", f"{message.text} ({message.location['url']})")

    def _asked(self, request: Request) -> None:
        if request.url.startswith(("data:", "blob:")):
            return
        allowed = {self.home, self.card_pages} if request.is_navigation_request() else {_page_of(request)}
        if origin_of(request.url) not in allowed & {self.home, self.card_pages}:
            self._complain("foreign request", request.url)

    def _answered(self, response: Response) -> None:
        # The shop's own word to a form that a script sent: it is shown on the page.
        if response.status in (409, 422):
            return
        refused = 500 if response.request.is_navigation_request() else 400
        if response.status >= refused:
            self._complain(str(response.status), response.url)


def _page_of(request: Request) -> str:
    try:
        return origin_of(request.frame.url)
    except Error:
        # Asked for while the page was being left.
        return origin_of(request.headers.get("referer", request.url))
