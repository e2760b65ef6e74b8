"""The open shop: one for all browser tests, since every test comes with a browser, an address and goods of its own."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from tests.browser.goods import Goods, open_shop
from tests.browser.shopper import Shopper
from tools.stripe_emulator.testing import RunningEmulator, running_emulator
from tools.testing.browser import running_chromium

WEBHOOK = "/payments/stripe/webhook/"
DESKTOP = {"width": 1280, "height": 900}
_shoppers = count(1)


@pytest.fixture(scope="package")
def database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The database as the migrations made it; what the shop does is committed, and emptied in the end.

    Django does the same for every test with `serialized_rollback`, which takes seconds each time.
    """
    with django_db_blocker.unblock():
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
        try:
            yield
        finally:
            call_command(
                "flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True
            )


@pytest.fixture
def _django_db_helper(database: None) -> None:
    """Stand in for pytest-django's fixture of this name, which would empty the database before every test."""


@pytest.fixture(scope="package")
def browser(chromium: str, database: None) -> Iterator[Browser]:
    """Headless Chromium. Its event loop makes Django open other connections in this thread; they end with it."""
    with running_chromium(chromium) as started:
        yield started
    connections.close_all()


@pytest.fixture(scope="package")
def server(database: None) -> Iterator[LiveServer]:
    """The shop's web server, in a thread with its own connections."""
    server = LiveServer("localhost")
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="package")
def stripe(server: LiveServer) -> Iterator[RunningEmulator]:
    """The payment provider, which posts its events to the shop; and the shop pointed at it."""
    with running_emulator(server.url + WEBHOOK) as emulator:
        policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
        policy["DIRECTIVES"]["form-action"] = [*policy["DIRECTIVES"]["form-action"][:1], emulator.url]
        with override_settings(
            SITE_URL=server.url,
            STRIPE_API_BASE=emulator.url,
            STRIPE_CARD_PAGE_ORIGIN=emulator.url,
            STRIPE_WEBHOOK_SECRETS=[emulator.webhook_secret],
            CONTENT_SECURITY_POLICY=policy,
        ):
            yield emulator


@pytest.fixture(scope="package")
def goods(server: LiveServer, stripe: RunningEmulator) -> Goods:
    cache.clear()
    return open_shop(server.thread.port)


class Browsers:
    """Lends browsers without cookies. One that was given back keeps its cache: a new one would first fetch a hundred
    style sheets, scripts and fonts."""

    def __init__(self, chromium: Browser) -> None:
        self.chromium = chromium
        self.idle: defaultdict[str, list[BrowserContext]] = defaultdict(list)
        self.lent: list[tuple[str, BrowserContext]] = []

    def lend(self, **options: Any) -> BrowserContext:
        """Return a browser with these options of Playwright's new_context."""
        kind = repr(sorted(options.items()))
        context = self.idle[kind].pop() if self.idle[kind] else self.chromium.new_context(**options)
        self.lent.append((kind, context))
        return context

    def take_back(self) -> None:
        while self.lent:
            kind, context = self.lent.pop()
            for page in context.pages:
                page.close()
            context.clear_cookies()
            self.idle[kind].append(context)


@pytest.fixture(scope="package")
def browsers(browser: Browser) -> Iterator[Browsers]:
    yield Browsers(browser)
    for context in browser.contexts:
        context.close()


@pytest.fixture
def visit(
    browsers: Browsers, server: LiveServer, stripe: RunningEmulator, goods: Goods
) -> Iterator[Callable[..., Shopper]]:
    """Return a function that lets somebody in, with options of Playwright's new_context; at the end of the test nobody
    may have anything to complain about."""
    shoppers: list[Shopper] = []

    def enter(language: str = "bg", **options) -> Shopper:
        # A browser in neither of the shop's languages: addresses decide, not browsers.
        context = browsers.lend(
            **{"viewport": DESKTOP, "locale": "de-DE", "reduced_motion": "reduce", **options}
        )
        email = f"shopper-{next(_shoppers)}@example.com"
        places = {"home": server.url, "card_pages": stripe.url}
        scripted = options.get("java_script_enabled", True)
        shoppers.append(Shopper(context, **places, language=language, email=email, scripted=scripted))
        return shoppers[-1]

    yield enter
    complaints = [complaint for shopper in shoppers for complaint in shopper.complaints]
    browsers.take_back()
    assert complaints == []
