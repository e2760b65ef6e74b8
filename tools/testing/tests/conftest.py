"""A browser for the tests of the ground that the others stand on."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tools.testing.browser import running_chromium


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with running_chromium(chromium) as started:
        yield started
