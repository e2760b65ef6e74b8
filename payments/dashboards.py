"""Where staff can look a payment up at its provider."""

from django.conf import settings

from payments.gateways.names import STRIPE


def payment_url(gateway: str, reference: str) -> str:
    """Return the provider's own page about a payment, or nothing where there is none: cash, or a provider on trial."""
    if gateway != STRIPE or not reference or settings.STRIPE_API_BASE:
        return ""
    mode = "test/" if "_test_" in settings.STRIPE_SECRET_KEY else ""
    return f"https://dashboard.stripe.com/{mode}payments/{reference}"
