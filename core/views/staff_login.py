"""Wagtail's own doors. They lead to the shop's sign-in, which asks for the second factor; a door of their own would not."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from core.views.errors import permission_denied


@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in and back to where the person came from; who is signed in and no staff has no business here."""
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        return permission_denied(request)
    after = request.GET.get("next") or reverse("wagtailadmin_home")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': after})}")


@never_cache
def password_reset(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Send to the shop's own way to a new password, which signs nobody in."""
    return redirect("account_reset_password")


@never_cache
def page_login(request: HttpRequest) -> HttpResponse:
    """Send who wants to see a page for signed-in people to the sign-in."""
    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.GET.get('next') or '/'})}")
