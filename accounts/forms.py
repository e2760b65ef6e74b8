"""allauth's forms in the shop's words and look."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_HELP = _("At least 12 characters. Three or four words that belong to nobody else make a good one.")
EMAIL_ERRORS = {
    "required": _("Enter your e-mail address."),
    "invalid": _("Enter an e-mail address such as name@example.com."),
}


class InShopsLook:
    """Gives fields the shop's classes and takes away placeholders, which vanish just when they are needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = "input"

    def _email(self, name: str, label: Any, autocomplete: str = "email") -> None:
        field = self.fields[name]
        field.label = label
        field.error_messages.update(EMAIL_ERRORS)
        field.widget.attrs.update(autocomplete=autocomplete, inputmode="email", maxlength="254")

    def _password(self, name: str, label: Any, *, new: bool = False) -> None:
        field = self.fields[name]
        field.label = label
        field.error_messages["required"] = _("Choose a password.") if new else _("Enter your password.")
        field.help_text = PASSWORD_HELP if new else ""
        field.widget.attrs["autocomplete"] = "new-password" if new else "current-password"


class LoginForm(InShopsLook, allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email("login", _("E-mail"), "username")
        self._password("password", _("Password"))


class SignupForm(InShopsLook, allauth_forms.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email("email", _("E-mail"))
        self._password("password1", _("Password"), new=True)


class PasswordOnlySignupForm(SignupForm):
    """After an order: the address is the order's own, only the password is asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget = forms.HiddenInput()


class AddEmailForm(InShopsLook, allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email("email", _("New e-mail address"))


class ChangePasswordForm(InShopsLook, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self._password("oldpassword", _("Present password"))
        self._password("password1", _("New password"), new=True)


class SetPasswordForm(InShopsLook, allauth_forms.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self._password("password1", _("New password"), new=True)


class ResetPasswordForm(InShopsLook, allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email("email", _("E-mail"))


class ResetPasswordKeyForm(InShopsLook, allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self._password("password1", _("New password"), new=True)


class ReauthenticateForm(InShopsLook, allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._password("password", _("Password"))
