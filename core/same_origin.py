"""Protection for forms on pages that are the same for everyone and so cannot carry a CSRF token (DESIGN 1.18).

The browser says where a request comes from, and a page of another site cannot make it lie: Sec-Fetch-Site (W3C Fetch
Metadata), else Origin, else Referer. Use it for forms without lasting effects, such as the cart; everything that
orders, pays or logs in keeps the token.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from core.views.errors import csrf_failure

View = Callable[..., HttpResponse]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def is_same_origin(request: HttpRequest) -> bool:
    """Tell whether the browser vouches for the request coming from the shop's own pages; without any word, it does not."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        # "none" is the person's own doing (a reload of the answer), which no other site can cause.
        return fetch_site in ("same-origin", "none")
    claimed = request.headers.get("Origin") or request.headers.get("Referer")
    if not claimed:
        return False
    own = f"{request.scheme}://{request.get_host()}"
    return _origin(claimed) in (own, *settings.CSRF_TRUSTED_ORIGINS)


def same_origin_required(view: View) -> View:
    """Answer 403 to unsafe requests that do not come from the shop's own pages; the token is not asked for."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Django's test client sets this mark unless it was told to check; the same switch serves both protections.
        unchecked = getattr(request, "_dont_enforce_csrf_checks", False)
        if request.method not in SAFE_METHODS and not unchecked and not is_same_origin(request):
            return csrf_failure(request)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)
