"""A shop that takes bank transfers, and orders that wait for one."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core.actors import Actor
from core.models import ShopSettings
from orders.models import Order, Payment
from orders.services.transfers import record_transfer
from orders.tests.factories import make_order
from products.tests.factories import make_site

CLERK = Actor("staff", None, "Ana")
BANK = {
    "transfer_enabled": True,
    "bank_holder": "Vitrina Demo EOOD",
    "bank_iban": "BG80BNBG96611020345678",
    "bank_bic": "BNBGBGSD",
    "bank_name": "Demo Bank",
    "transfer_days": 5,
    "transfer_reminder_days": 2,
    "staff_email": "desk@example.com",
}


def make_bank(**changed: Any) -> ShopSettings:
    """Return the settings of a shop with an account: five days to pay, a reminder two days before the last."""
    shop = ShopSettings.for_site(make_site().site)
    for name, value in (BANK | changed).items():
        setattr(shop, name, value)
    shop.save()
    return shop


def transfer_order(*wanted, **draft: Any) -> Order:
    return make_order(*wanted, payment_method="transfer", **draft)


def came(order: Order, amount: str | Decimal | None = None, **more: Any) -> Payment:
    """Record a transfer of this sum, or of the whole total, as a clerk does."""
    values = {"received_on": timezone.localdate(), "actor": CLERK, **more}
    return record_transfer(
        order_id=order.pk,
        amount=order.total_gross if amount is None else Decimal(amount),
        **values,
    )


def at(*moment: int) -> datetime:
    """Return a moment in the time of the shop."""
    return timezone.make_aware(datetime(*moment))  # noqa: DTZ001 - make_aware gives it the zone of the shop


def overdue(order: Order) -> Order:
    """Let the deadline of an order be a second ago."""
    Order.objects.filter(pk=order.pk).update(hold_expires_at=timezone.now() - timedelta(seconds=1))
    return order
