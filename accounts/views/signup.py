"""An account for whoever has just ordered as a guest: the address is the order's, only a password is asked for."""

from allauth.account.internal.flows.signup import complete_signup
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse

from accounts.forms import PasswordOnlySignupForm


def offer_form(email: str) -> PasswordOnlySignupForm:
    """Return the empty form."""
    return PasswordOnlySignupForm(initial={"email": email})


def sign_up(request: HttpRequest, *, email: str) -> tuple[HttpResponse | None, PasswordOnlySignupForm]:
    """Create the account and mail the link that confirms it; the answer is the same where there is one already.

    Nobody is signed in by it. Returns no answer, and the form with its errors, for a password that is refused.
    """
    form = PasswordOnlySignupForm({"email": email, "password1": request.POST.get("password1", "")})
    if not form.is_valid():
        return None, form
    user, response = form.try_save(request)
    if response is None:
        try:
            response = complete_signup(request, user=user)
        except ImmediateHttpResponse as immediate:
            response = immediate.response
    return response, form
