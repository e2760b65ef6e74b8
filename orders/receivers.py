"""allauth's signal about a confirmed address; it only calls a service (ADR 37)."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed

from orders.services.adopting import adopt_orders


def confirmed(email_address: EmailAddress, **kwargs: Any) -> None:
    adopt_orders(user=email_address.user)


def connect() -> None:
    email_confirmed.connect(confirmed, dispatch_uid="orders.confirmed")
