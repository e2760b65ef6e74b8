"""System checks of the shop's own settings: what would take money wrongly or leave a door open.

`manage.py check` shows them, `migrate` and the web server refuse to go on with an error among them.
"""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, run_checks
from django.core.exceptions import ImproperlyConfigured

TAG = "shop"
LIVE_KEYS = ("sk_live_", "rk_live_")


def check_payments(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The keys of the card provider are all there or none, and an emulator never stands in for it in production."""
    found: list[CheckMessage] = []
    key, emulator = settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE
    if emulator and not settings.STRIPE_EMULATOR_ALLOWED:
        found.append(
            Error(
                "STRIPE_API_BASE is set in production: orders would be paid at an emulator, with no money behind them.",
                hint="Unset STRIPE_API_BASE.",
                id="shop.E001",
            )
        )
    if emulator and key.startswith(LIVE_KEYS):
        found.append(
            Error(
                "A live Stripe key would be sent to the address in STRIPE_API_BASE.",
                hint="Use a test key (sk_test_…) with the emulator, or unset STRIPE_API_BASE.",
                id="shop.E002",
            )
        )
    if key and not settings.STRIPE_WEBHOOK_SECRETS:
        found.append(
            Error(
                "STRIPE_SECRET_KEY is set without STRIPE_WEBHOOK_SECRETS: payments would be taken and never seen.",
                hint="Set STRIPE_WEBHOOK_SECRETS to the signing secret of the webhook endpoint.",
                id="shop.E003",
            )
        )
    if not key:
        found.append(
            Warning(
                "STRIPE_SECRET_KEY is not set: shoppers are not offered payment by card.",
                hint="Set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRETS to offer it.",
                id="shop.W001",
            )
        )
    return found


def check_vies(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """VAT is left out at the word of the Commission's own register, and of nobody else in production."""
    address = settings.VIES_API_BASE
    if not settings.STRIPE_EMULATOR_ALLOWED and not address.startswith("https://ec.europa.eu/"):
        return [
            Error(
                "VIES_API_BASE does not lead to ec.europa.eu: sales would be freed from VAT at somebody else's word.",
                hint="Unset VIES_API_BASE.",
                id="shop.E004",
            )
        ]
    return []


def check_admin_path(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The address of the admin is one that nobody guesses first."""
    if settings.ADMIN_PATH == "admin":
        return [
            Warning(
                'ADMIN_PATH is "admin", the first address that password guessers try.',
                hint="Set ADMIN_PATH to something of your own.",
                id="shop.W002",
            )
        ]
    return []


def check_site_url(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Links in mails and back from the card page lead to the shop over HTTPS."""
    if not settings.SITE_URL.startswith("https://"):
        return [
            Warning(
                "SITE_URL does not begin with https://: links in mails and back from the card page are built with it.",
                hint="Set SITE_URL to the shop's public address.",
                id="shop.W003",
            )
        ]
    return []


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured when a check of the shop finds an error; web servers run no checks by themselves."""
    errors = [message for message in run_checks(tags=[TAG]) if message.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(str(message) for message in errors))
