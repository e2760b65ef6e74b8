"""One emulator for all tests, emptied before each; unmodified stripe-python as its client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe
from playwright.sync_api import Browser

from tools.stripe_emulator.testing import RunningEmulator, running_emulator
from tools.testing.browser import running_chromium

from .sink import Sink, running_sink

EUR_ITEM = {
    "quantity": 1,
    "price_data": {"currency": "eur", "unit_amount": 4000, "product_data": {"name": "Mug"}},
}


@pytest.fixture(scope="session")
def served() -> Iterator[RunningEmulator]:
    """The process-wide emulator."""
    with running_emulator() as emulator:
        yield emulator


@pytest.fixture
def emulator(served: RunningEmulator) -> RunningEmulator:
    """An emulator without any objects whose events wait to be taken."""
    served.control.reset()
    return served


@pytest.fixture
def api(emulator: RunningEmulator) -> stripe.StripeClient:
    """The official client; it does not retry, so that a test sees every answer."""
    return client_for(emulator.url)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A web server that receives webhooks."""
    with running_sink() as running:
        yield running


@pytest.fixture
def session(api: stripe.StripeClient) -> Callable[..., Any]:
    """Creates sessions over 40.00 EUR; keywords change or add parameters."""

    def create(**changes: Any) -> Any:
        return api.v1.checkout.sessions.create(params=session_params(**changes))

    return create


@pytest.fixture
def paid(
    emulator: RunningEmulator, api: stripe.StripeClient, session: Callable[..., Any]
) -> Callable[..., Any]:
    """Creates sessions and pays them with a card; gives back the completed session."""

    def pay(card: str = "4242424242424242", **changes: Any) -> Any:
        created = session(**changes)
        assert emulator.control.complete_session(created.id, card).status == 303
        return api.v1.checkout.sessions.retrieve(created.id)

    return pay


def client_for(url: str, key: str = "sk_test_emulator", retries: int = 0) -> stripe.StripeClient:
    """stripe-python pointed at an emulator by nothing but its address."""
    return stripe.StripeClient(key, base_addresses={"api": url}, max_network_retries=retries)


def session_params(**changes: Any) -> dict[str, Any]:
    """Parameters of a session over 40.00 EUR."""
    params = {
        "mode": "payment",
        "success_url": "http://127.0.0.1:8000/thanks/?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:8000/back/",
        "line_items": [EUR_ITEM],
    }
    return {**params, **changes}


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with running_chromium(chromium) as started:
        yield started
