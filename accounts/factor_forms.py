"""allauth's forms for codes and passkeys in the shop's words and look."""

from typing import Any

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import InShopsLook


class _WithCode(InShopsLook):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = _("Code")
        field.error_messages["required"] = _("Enter the code.")
        field.widget.attrs.update(
            {"class": "input input--short", "autocomplete": "one-time-code", "inputmode": "numeric"}
        )


class AuthenticateForm(_WithCode, base_forms.AuthenticateForm):
    pass


class ReauthenticateForm(_WithCode, base_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(_WithCode, totp_forms.ActivateTOTPForm):
    pass


class AddPasskeyForm(InShopsLook, webauthn_forms.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What you call it")
        self.fields["name"].max_length = 80
        self.fields["name"].widget.attrs.update(autocomplete="off", maxlength="80")


class EditPasskeyForm(InShopsLook, webauthn_forms.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What you call it")
        self.fields["name"].widget.attrs.update(autocomplete="off", maxlength="80")
        self.fields["name"].error_messages["required"] = _("Give it a name.")
