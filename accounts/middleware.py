"""What stands before the admin and the pages of an account."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from accounts.factor import Type, authenticators_of, has_factor, has_passed, needs_factor

# Below ADMIN_PATH these lead out of the admin or to the sign-in.
OPEN_IN_ADMIN = frozenset({"staff-login", "staff-password-reset", "wagtailadmin_logout"})
# Who signed in with the password alone may prove the factor or leave; nothing else of the account is open.
OPEN_IN_ACCOUNT = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_confirm_email",
        "account_email_verification_sent",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)


class SecondFactorMiddleware:
    """Lets nobody into the admin, or into an account with a second factor, on the strength of a password alone.

    It does not matter how the session came about: by which form, before the factor was set up, after a reset password,
    or by code that signs people in. The decision hangs on the address that was resolved and on what the session proved.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_account(request):
            _keep_to_its_owner(response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.url_name
        if _is_admin(request) and name not in OPEN_IN_ADMIN:
            return _refused(request, must_have=True)
        if _is_account(request) and name not in OPEN_IN_ACCOUNT:
            return _refused(request, must_have=False)
        return None


def _refused(request: HttpRequest, *, must_have: bool) -> HttpResponse | None:
    """Return the way to the factor for who has not proved one; `must_have` sends staff without one to set it up."""
    user = request.user
    # Whoever may not enter is turned away by the admin itself.
    if not user.is_authenticated or (must_have and not needs_factor(user)):
        return None
    authenticators = authenticators_of(user)
    if has_passed(request, user, authenticators) or not (must_have or has_factor(authenticators)):
        return None
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return HttpResponseForbidden()
    if not has_factor(authenticators):
        to = "mfa_index"
    elif Type.TOTP.value in authenticators.values():
        to = "mfa_reauthenticate"
    else:
        to = "mfa_reauthenticate_webauthn"
    after = request.get_full_path() if request.method in ("GET", "HEAD") else f"/{settings.ADMIN_PATH}/"
    response = redirect(to)
    response.headers["Location"] += "?" + urlencode({"next": after})
    add_never_cache_headers(response)
    return response


def _is_admin(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.route.startswith(f"{settings.ADMIN_PATH}/")


def _is_account(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    first, _slash, rest = match.route.partition("/")
    return first == "account" or (first in dict(settings.LANGUAGES) and rest.partition("/")[0] == "account")


def _keep_to_its_owner(response: HttpResponse) -> None:
    """Let no cache and no search engine keep the page. (`no-referrer` would make browsers hide the Origin that CSRF needs.)"""
    add_never_cache_headers(response)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
