"""The way to the provider's own page about a payment."""

import pytest

from payments.dashboards import payment_url


@pytest.mark.parametrize(
    ("gateway", "reference", "key", "api", "expected"),
    [
        ("stripe", "pi_1", "sk_live_x", "", "https://dashboard.stripe.com/payments/pi_1"),
        ("stripe", "pi_1", "rk_test_x", "", "https://dashboard.stripe.com/test/payments/pi_1"),
        ("stripe", "pi_1", "sk_test_x", "http://127.0.0.1:8001", ""),
        ("stripe", "", "sk_live_x", "", ""),
        ("cod", "pi_1", "sk_live_x", "", ""),
    ],
    ids=["live", "test mode", "emulator", "nothing paid", "cash"],
)
def test_a_payment_leads_to_its_page_at_the_provider(settings, gateway, reference, key, api, expected):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE = key, api

    assert payment_url(gateway, reference) == expected
