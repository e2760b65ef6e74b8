"""Which gateways there are."""

from django.conf import settings

from payments.gateways.base import Gateway
from payments.gateways.offline import BankTransfer, CashOnDelivery
from payments.gateways.stripe import Stripe

_GATEWAYS: dict[str, Gateway] = {
    gateway.name: gateway for gateway in (Stripe(), CashOnDelivery(), BankTransfer())
}


def gateway(name: str) -> Gateway:
    """Return the gateway of this name; raises KeyError for a name that no payment row can carry."""
    return _GATEWAYS[name]


def card_available() -> bool:
    """Tell whether cards can be offered: without a key and a webhook secret the shop could charge and not learn of it."""
    return bool(settings.STRIPE_SECRET_KEY and settings.STRIPE_WEBHOOK_SECRETS)
