"""The emulated Stripe for tests: fixtures to import into a conftest, and what a test does with them."""

import json
from collections.abc import Iterator
from unittest.mock import patch
from urllib.request import Request, urlopen

import pytest
from django.test import Client

from core.models import ShopSettings
from orders.models import Order, Payment
from orders.services.payment import start_payment
from orders.services.settling import settle
from orders.tests.factories import make_order
from payments.gateways import stripe as stripe_gateway
from products.tests.factories import make_site
from tools.stripe_emulator.testing import RunningEmulator, running_emulator

WEBHOOK = "/payments/stripe/webhook/"
CARD_OK = "4242424242424242"
CARD_DECLINED = "4000000000000002"


@pytest.fixture(scope="session")
def stripe_server() -> Iterator[RunningEmulator]:
    """One emulator for the whole run."""
    with running_emulator() as server:
        yield server


@pytest.fixture
def stripe(stripe_server: RunningEmulator, settings) -> Iterator[RunningEmulator]:
    """The emulator as freshly started, and the shop pointed at it. Its events wait until a test delivers them."""
    stripe_server.control.reset()
    settings.STRIPE_API_BASE = stripe_server.url
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_of_yesterday", stripe_server.webhook_secret]
    yield stripe_server
    stripe_server.control.reset()


@pytest.fixture
def desk(db) -> ShopSettings:
    """Notices to staff have somewhere to go: desk@example.com."""
    shop = ShopSettings.for_site(make_site().site)
    shop.staff_email = "desk@example.com"
    shop.save()
    return shop


@pytest.fixture
def one_try(monkeypatch) -> Iterator[None]:
    """Stripe's library does not try again by itself, so that one planned failure is a silent provider."""
    monkeypatch.setattr(stripe_gateway, "RETRIES", 0)
    stripe_gateway._client.cache_clear()
    yield
    stripe_gateway._client.cache_clear()


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """A context in which what waits for the commit really happens; a plain database test never commits."""

    def commit():
        return django_capture_on_commit_callbacks(execute=True)

    return commit


@pytest.fixture
def deliver(stripe: RunningEmulator, committing):
    """Post to the webhook what Stripe would post now, and do the work that it queues; returns the event types."""

    def post(*types: str, times: int = 1) -> list[str]:
        pending = [signed for signed in stripe.control.take_pending() if not types or signed.type in types]
        for signed in pending:
            for _ in range(times):
                with committing():
                    assert post_event(signed.payload, signed.signature).status_code == 200
        return [signed.type for signed in pending]

    return post


def post_event(payload: bytes, signature: str):
    return Client().post(WEBHOOK, payload, "application/json", headers={"Stripe-Signature": signature})


def open_page(order: Order) -> Payment:
    """Start the order's open payment and return it with its page."""
    payment = order.payments.get(state=Payment.State.CREATED)
    assert start_payment(payment.pk)
    payment.refresh_from_db()
    return payment


def stock_of(variant) -> tuple[int, int]:
    """Return what is on hand and what of it is reserved, read afresh."""
    variant.stock.refresh_from_db()
    return variant.stock.on_hand, variant.stock.reserved


def history(order: Order) -> list[str]:
    """Return the kinds of the order's events, oldest first; a change of status with where it went."""
    return [
        f"{event.kind}:{event.to_status}" if event.to_status else event.kind
        for event in order.events.order_by("pk")
    ]


def mails(order: Order) -> list[str]:
    """Return the kinds of mails written to the buyer, oldest first."""
    return [event.data["mail"] for event in order.events.filter(kind="mail_queued").order_by("pk")]


def cut_off_start(stripe: RunningEmulator, payment: Payment) -> None:
    """Open the card page at the provider and lose the answer, as when the line is cut or the process is killed."""
    stripe.control.fail_next("lost_answer", path="/v1/checkout/sessions")
    with patch.object(stripe_gateway, "RETRIES", 0):
        stripe_gateway._client.cache_clear()
        assert start_payment(payment.pk) is None
    stripe_gateway._client.cache_clear()


def sessions(stripe: RunningEmulator) -> list[dict]:
    """Return all card pages that the provider knows, the newest first."""
    return _list(stripe, "checkout/sessions")


def refunds(stripe: RunningEmulator) -> list[dict]:
    """Return all refunds that the provider knows, the newest first."""
    return _list(stripe, "refunds")


def _list(stripe: RunningEmulator, name: str) -> list[dict]:
    request = Request(f"{stripe.url}/v1/{name}", headers={"Authorization": "Bearer sk_test_of_the_suite"})
    with urlopen(request, timeout=5) as answer:
        return json.load(answer)["data"]


def paid_order(stripe: RunningEmulator, *wanted, **draft) -> Order:
    """Return an order that was paid by card, without its mails counted as news."""
    order = make_order(*wanted, **draft)
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)
    settle(payment.pk)
    stripe.control.take_pending()
    order.refresh_from_db()
    return order
