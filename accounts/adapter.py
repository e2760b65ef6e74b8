"""How django-allauth speaks, mails and keeps secrets in this shop."""

import base64
import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import mail
from accounts.factor import FACTORS, needs_factor
from accounts.models import User
from core.client_address import client_address
from core.models import default_shop


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("E-mail and password do not belong together. Check both and try again."),
        "email_taken": _("This address cannot be used. Choose another one."),
        "duplicate_email": _("This is your address already."),
        "same_as_current": _("This is your address already."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _(
            "This code is not right, or was used already. Wait for the next one and try again."
        ),
        "invalid_password_reset": _("This link is out of date. Ask for a new one."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes and try again."),
        "rate_limited": _("Too many tries. Wait a few minutes and try again."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail into the shop's outbox instead of handing it to a mail server during the request."""
        mail.account_mail(template_prefix, email, context)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "unknown"

    # The links in mails never depend on the Host header of whoever asked for them.
    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave the counting of wrong passwords to django-axes, which answers with the shop's own page."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again only of somebody who did not sign in or confirm within the last five minutes."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account" if self.request.user.is_authenticated else "account_login")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("With your password"),
            "mfa_reauthenticate": _("With a code from your app"),
            "mfa_reauthenticate:webauthn": _("With a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("Confirm your present address first."),
        "cannot_delete_authenticator": _(
            "Your account opens the shop's admin, so it must keep a second factor. Set up another one first."
        ),
        "cannot_generate_recovery_codes": _("Set up a second factor first."),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("Confirm your e-mail address first: the link is in our mail."),
    }

    def get_totp_issuer(self) -> str:
        return default_shop().shop_name or "Vitrina"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return str(_("Passkey %(number)s") % {"number": number})

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to take the last factor from somebody who may enter the admin."""
        owner = User.objects.get(pk=authenticator.user_id)
        others = Authenticator.objects.filter(user_id=owner.pk, type__in=FACTORS).exclude(pk=authenticator.pk)
        return not needs_factor(owner) or others.exists()

    # A stolen backup must not be a working second factor as well.
    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    """Return the box that is locked with SECRET_KEY and opens with one of SECRET_KEY_FALLBACKS as well."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("vitrina.factor", "key", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
