"""The signed link to an order: what is in the mails, and what every address below /orders/ begins with."""

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.signing import read_link, sign_link
from orders.models import Order
from orders.times import ORDER_LINK

PURPOSE = "order"


def order_token(order: Order) -> str:
    """Return a fresh token that opens this order's page for 90 days."""
    return sign_link(PURPOSE, str(order.public_id))


def read_order_token(token: str) -> uuid.UUID:
    """Return the public id in a token; raises LinkExpired or LinkInvalid (core.signing)."""
    return uuid.UUID(read_link(PURPOSE, token, int(ORDER_LINK.total_seconds())))


def order_path(order: Order, name: str = "order") -> str:
    """Return the path of one of the order's own pages in the order's language, with a fresh token."""
    with translation.override(order.language):
        return reverse(name, args=[order_token(order)])


def order_url(order: Order, name: str = "order") -> str:
    """Return the same as an absolute address, for mails and for the payment provider."""
    return settings.SITE_URL + order_path(order, name)
