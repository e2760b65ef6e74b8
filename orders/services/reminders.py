"""One mail to whoever ordered by bank transfer and has not paid, some days before the deadline."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.models import default_shop
from orders import locks, mail
from orders.models import Order
from orders.times import TRANSFER_REMINDER_HOUR, TRANSFER_REMINDER_LEAST
from orders.transfer import END_OF_DAY


def transfers_to_remind() -> QuerySet[Order]:
    """Return orders that wait for a transfer, whose deadline is near and whose shopper was not reminded yet.

    From nine in the morning, so many days before the last one as the shop says; never within a day of placing.
    """
    days, now = default_shop().transfer_reminder_days, timezone.localtime()
    if not days:
        return Order.objects.none()
    near = now.date() + timedelta(days=days if now.hour >= TRANSFER_REMINDER_HOUR else days - 1)
    return Order.objects.filter(
        status=Order.Status.NEW,
        payment_method=Order.PaymentMethod.TRANSFER,
        needs_review=False,
        reminded_at=None,
        placed_at__lte=now - TRANSFER_REMINDER_LEAST,
        hold_expires_at__gt=now,
        hold_expires_at__lte=timezone.make_aware(datetime.combine(near, END_OF_DAY)),
    ).order_by("hold_expires_at")


def remind_of_transfer(order_id: int) -> bool:
    """Write the reminder if it is still due; tells whether it was. Once for an order, by `reminded_at` under its lock."""
    with transaction.atomic():
        order = locks.lock_order(order_id)
        if not transfers_to_remind().filter(pk=order_id).exists():
            return False
        order.reminded_at = timezone.now()
        order.save(update_fields=["reminded_at", "updated_at"])
        mail.transfer_reminder(order)
        return True
