"""Mails about an account. They hold links that open it, so the outbox forgets them once they are sent (personal_data.py)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.mail import enqueue_mail

CONFIRM, RESET, EXISTS, NOTICE = "account-confirm", "account-reset", "account-exists", "account-notice"
KINDS = (CONFIRM, RESET, EXISTS, NOTICE)

# What happened, by the name of allauth's own template: the heading of the mail.
NOTICES = {
    "account/email/email_changed": _("Your e-mail address was changed"),
    "account/email/email_deleted": _("An e-mail address was removed"),
    "account/email/email_confirm": _("Your e-mail address is confirmed"),
    "account/email/password_changed": _("Your password was changed"),
    "account/email/password_set": _("Your password was set"),
    "account/email/password_reset": _("Your password was changed"),
    "mfa/email/totp_activated": _("An app for codes was set up"),
    "mfa/email/totp_deactivated": _("The app for codes was removed"),
    "mfa/email/webauthn_added": _("A passkey was added"),
    "mfa/email/webauthn_removed": _("A passkey was removed"),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made"),
    "factor-reset": _("Your second factor was reset"),
}
# allauth's template, ours, and what the link in it is called in allauth's context.
WITH_LINK = {
    "account/email/email_confirmation_signup": (CONFIRM, "activate_url"),
    "account/email/email_confirmation": (CONFIRM, "activate_url"),
    "account/email/password_reset_key": (RESET, "password_reset_url"),
}


def account_mail(what: str, address: str, context: dict[str, Any]) -> None:
    """Write the mail into the outbox in the language of the request; raises KeyError for a mail that we have no words for."""
    if what in WITH_LINK:
        kind, name = WITH_LINK[what]
        _write(kind, address, link=context[name], signup=what.endswith("_signup"))
    elif what == "account/email/account_already_exists":
        _write(EXISTS, address, link=settings.SITE_URL + reverse("account_reset_password"))
    else:
        link = settings.SITE_URL + reverse("account")
        _write(NOTICE, address, heading=NOTICES[what], link=link, changed_to=context.get("to_email", ""))


def _write(kind: str, address: str, **context: Any) -> None:
    with transaction.atomic():
        enqueue_mail(
            kind=kind,
            event_key=f"{kind}:{uuid.uuid4()}",
            reference="",
            recipient=address,
            language=get_language() or settings.LANGUAGE_CODE,
            template=kind.replace("-", "_"),
            context=context,
        )
