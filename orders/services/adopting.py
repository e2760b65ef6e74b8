"""Orders that were placed as a guest come into the account of whoever reads the address they were placed with."""

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.models import User
from accounts.selectors import confirmed_emails
from orders.models import Order


def orders_to_adopt(user: User) -> QuerySet[Order]:
    """Return the guest orders that were placed with one of the person's confirmed addresses."""
    emails = confirmed_emails(user)
    if not emails:
        return Order.objects.none()
    return Order.objects.alias(address=Lower("email")).filter(customer__isnull=True, address__in=emails)


def adopt_orders(*, user: User) -> int:
    """Link those orders with the account and return how many there were.

    Only an address that was proved by a link in a mail counts: who merely types somebody's address gets nothing. An
    order that has an owner keeps it.
    """
    with transaction.atomic():
        return orders_to_adopt(user).update(customer_id=user.pk)
