"""Webhook requests with a really computed signature."""

import hashlib
import hmac
import time


def sign(body: bytes, secret: str, *, timestamp: int | None = None) -> str:
    """Return the Stripe-Signature header for a body (https://docs.stripe.com/webhooks#verify-manually)."""
    at = int(time.time()) if timestamp is None else timestamp
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
