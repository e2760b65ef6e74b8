"""The second factor in the Wagtail admin: the way to one's own, and resetting that of a colleague who lost it."""

from collections.abc import Iterator

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.views.account import BaseSettingsPanel
from wagtail.admin.widgets.button import Button

from accounts.factor import authenticators_of, has_factor
from accounts.models import User
from accounts.services.reset import refusal_of_reset, reset_factor
from accounts.staff.forms import ResetForm
from core.actors import Actor


class FactorPanel(BaseSettingsPanel):
    """On the page of one's own account: what is set up, and the way to change it."""

    name = "factor"
    title = gettext_lazy("Second factor")
    order = 350
    template_name = "accounts/staff/factor_panel.html"

    def get_form(self) -> Form:
        # Nothing is saved here; Wagtail asks every panel for a form all the same.
        return Form()


def reset_urls() -> list[URLPattern]:
    return [path("second-factor/<int:pk>/reset/", reset, name="reset-second-factor")]


def reset_button(user: User, request_user: User) -> Iterator[Button]:
    """Offer the reset in the list of users to who may do it, for people who have a factor."""
    if not refusal_of_reset(by=request_user, of=user):
        yield Button(
            _("Reset the second factor"),
            reverse("reset-second-factor", args=[user.pk]),
            icon_name="key",
            priority=40,
        )


@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then take the factors away."""
    user = get_object_or_404(User, pk=pk)
    refusal = refusal_of_reset(by=request.user, of=user)
    if refusal:
        messages.error(request, refusal)
        return redirect("wagtailadmin_home")
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reset_factor(user=user, actor=Actor.staff(request.user), reason=form.cleaned_data["reason"])
        messages.success(
            request, _("%(name)s sets up a new second factor at the next sign-in.") % {"name": user}
        )
        return redirect("wagtailusers_users:index")
    context = {
        "person": user,
        "form": form,
        "has_factor": has_factor(authenticators_of(user)),
        "page_title": _("Reset the second factor"),
    }
    return render(request, "accounts/staff/reset.html", context, status=422 if form.errors else 200)
