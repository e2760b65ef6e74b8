"""The first page of an account, the copy of one's data, and closing it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.factor import needs_factor
from accounts.selectors import addresses_of
from accounts.services.person import StaffAccount, erase_account
from core.personal_data import export_person


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show the ways into the account."""
    context = {
        "title": _("Your account"),
        "section": "overview",
        "usual_address": addresses_of(request.user).first(),
        "is_staff": needs_factor(request.user),
    }
    return render(request, "account/overview.html", context)


@require_POST
@login_required
@reauthentication_required(app="allauth.account")
def personal_data(request: HttpRequest) -> HttpResponse:
    """Hand out everything that the shop holds about the person (GDPR art. 15 and 20)."""
    response = JsonResponse(
        export_person(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="allauth.account")
def close(request: HttpRequest) -> HttpResponse:
    """Ask once more, then delete the account."""
    if request.method != "POST":
        return render(request, "account/close.html", {"title": _("Close the account"), "section": "overview"})
    user = request.user
    try:
        erase_account(user=user)
    except StaffAccount as refusal:
        messages.error(request, str(refusal))
        return redirect("account")
    logout(request)
    return render(request, "account/closed.html", {"title": _("Your account is closed")})
