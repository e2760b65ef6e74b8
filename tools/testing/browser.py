"""Headless Chromium for tests, driven by Playwright's synchronous API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def running_chromium(executable: str) -> Iterator[Browser]:
    """Run Chromium for the length of the block, and no longer.

    Playwright keeps an event loop in this thread meanwhile. Django would take every query here for an unsafe one; so it
    is told otherwise, and a fixture around this must not outlive the tests that need a browser.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        try:
            browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        except PlaywrightError as error:
            pytest.fail(f"Chromium at {executable} does not start: {error}")
        yield browser
        browser.close()
