"""A browser window that takes pictures of whole pages."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page

PATIENCE = 20_000
# Pictures below the fold load when they are scrolled to, which nobody does here.
LOAD_EVERYTHING = """async () => {
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  await document.fonts.ready;
  window.scrollTo(0, 0);
}"""
# The admin scrolls inside its frame: only a window as long as what it shows pictures all of it.
CONTENT_HEIGHT = """() => Math.max(...[document.documentElement, ...document.querySelectorAll(".content-wrapper, main")]
  .map((part) => part.getBoundingClientRect().top + part.scrollHeight))"""
LONGEST = 9000


class Camera:
    """Shots are numbered in the order they are taken: `folder`/07-cart.png."""

    def __init__(
        self,
        browser: Browser,
        folder: Path,
        *,
        width: int,
        height: int = 0,
        dark: bool = False,
        stretch: bool = False,
        locale: str = "bg-BG",
    ) -> None:
        phone = width < 600
        self.folder = folder
        self.stretch = stretch
        self.taken: list[Path] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": height or (844 if phone else 900)},
            device_scale_factor=2 if phone else 1,
            is_mobile=phone,
            has_touch=phone,
            locale=locale,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        folder.mkdir(parents=True, exist_ok=True)

    def shoot(self, name: str, *, whole: bool = True) -> Path:
        """Take the page as it stands, from top to bottom unless told otherwise; returns the file."""
        self.page.evaluate(LOAD_EVERYTHING)
        size = self.page.viewport_size
        if whole and self.stretch and size:
            height = min(LONGEST, max(size["height"], int(self.page.evaluate(CONTENT_HEIGHT))))
            self.page.set_viewport_size({"width": size["width"], "height": height})
        path = self.folder / f"{len(self.taken) + 1:02}-{name}.png"
        self.page.screenshot(path=path, full_page=whole, animations="disabled")
        if size:
            self.page.set_viewport_size(size)
        self.taken.append(path)
        return path

    def visit(self, url: str, name: str, *, whole: bool = True) -> None:
        self.page.goto(url)
        self.shoot(name, whole=whole)

    def close(self) -> None:
        self.context.close()
