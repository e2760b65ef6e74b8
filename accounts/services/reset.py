"""Helping somebody whose phone or key is gone: the factors are taken away, and the person sets up new ones."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.mail import account_mail
from accounts.models import User
from core.actors import Actor
from core.audit import record_audit


class ResetRefused(Exception):
    """The factor of this person may not be reset by this one."""


def refusal_of_reset(*, by: User, of: User) -> str:
    """Return why `by` may not reset the factor of `of`, in words; empty when nothing speaks against it."""
    if not by.has_perm("accounts.reset_second_factor"):
        return _("You may not reset the second factor of others.")
    if by.pk == of.pk:
        return _("Nobody resets their own second factor: ask somebody else of the staff.")
    if of.is_superuser and not by.is_superuser:
        return _("Only an administrator resets the second factor of an administrator.")
    return ""


def reset_factor(*, user: User, actor: Actor, reason: str) -> int:
    """Take every factor and recovery code from the person; return how many factors there were.

    Sessions that were opened with one of them lose the admin at once. The person is told by mail, and the audit says
    who did it and why.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        factors = Authenticator.objects.filter(user_id=locked.pk)
        kinds = sorted(factors.values_list("type", flat=True))
        factors.delete()
        record_audit(
            actor=actor,
            action="accounts.reset_second_factor",
            obj=locked,
            changes={"factors": [", ".join(kinds), ""]},
            reason=reason,
        )
        address = EmailAddress.objects.get_primary_email(locked) or locked.email
        account_mail("factor-reset", address, {})
    return len(kinds)
