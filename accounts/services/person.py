"""Closing an account: what is known about the person goes, what the law keeps stays with the orders."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.factor import needs_factor
from accounts.models import User
from core.personal_data import erase_person


class StaffAccount(Exception):
    """Accounts of staff are closed in the admin, by somebody else."""

    def __str__(self) -> str:
        return _("An account that opens the shop's admin is closed there, by another member of staff.")


def erase_account(*, user: User) -> None:
    """Delete the account with its addresses, e-mail addresses, factors, memberships and cart (GDPR art. 17).

    Orders stay, without the link to it: accounting law keeps them. Raises StaffAccount.
    """
    if needs_factor(user) or user.is_staff:
        raise StaffAccount
    with transaction.atomic():
        locked: Any = User.objects.select_for_update().get(pk=user.pk)
        Authenticator.objects.filter(user_id=user.pk).delete()
        EmailAddress.objects.filter(user_id=user.pk).delete()
        erase_person(locked)
        # Addresses and memberships go with it.
        locked.delete()
