"""Wagtail's own sign-in and forgotten-password views, with a limit for each client address.

django-axes counts wrong passwords by name and address together; whoever tries many names from one address meets this.
"""

from wagtail.admin.views.account import LoginView, PasswordResetView

from core.rate_limit import rate_limited

LOGIN_TRIES, LOGIN_SECONDS = 20, 15 * 60
RESET_TRIES, RESET_SECONDS = 5, 60 * 60

login = rate_limited("staff-login", LOGIN_TRIES, LOGIN_SECONDS)(LoginView.as_view())
password_reset = rate_limited("staff-password-reset", RESET_TRIES, RESET_SECONDS)(PasswordResetView.as_view())
