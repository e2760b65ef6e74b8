"""Writing the address book."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Address, User
from accounts.selectors import addresses_of

MOST_ADDRESSES = 30


class TooManyAddresses(Exception):
    """The book is full."""

    def __str__(self) -> str:
        return _("Your address book is full. Remove an address that you no longer need.")


def save_address(*, user: User, values: Mapping[str, Any], address: Address | None = None) -> Address:
    """Write a new address, or `address`, which must be the person's own; the first one is the usual one for everything.

    A new usual address takes the mark from the one that had it. The person's row is locked, so that two windows cannot
    both win. Raises TooManyAddresses.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        book = addresses_of(user)
        if address is None:
            count = book.count()
            if count >= MOST_ADDRESSES:
                raise TooManyAddresses
            address = Address(user=user)
            if not count:
                values = {**values, "is_delivery_default": True, "is_invoice_default": True}
        for name, value in values.items():
            setattr(address, name, value)
        for mark in ("is_delivery_default", "is_invoice_default"):
            if getattr(address, mark):
                Address.objects.filter(user_id=user.pk, **{mark: True}).exclude(pk=address.pk).update(
                    **{mark: False}
                )
        address.save()
    return address


def archive_address(*, user: User, address: Address) -> None:
    """Take the address out of the book; it is kept for who asks what was known, and is nobody's usual one any more."""
    with transaction.atomic():
        addresses_of(user).filter(pk=address.pk).update(
            archived_at=timezone.now(), is_delivery_default=False, is_invoice_default=False
        )
