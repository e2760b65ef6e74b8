"""The pages for everything that went wrong, in the shop's look and the language of the request."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.cache import add_never_cache_headers, patch_response_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import requires_csrf_token

from core.models import ShopSettings


def _page(request: HttpRequest, status: int, template: str = "", **context: Any) -> HttpResponse:
    response = render(request, template or f"{status}.html", {"status": status, **context}, status=status)
    add_never_cache_headers(response)
    return response


def _page_without_data(status: int) -> HttpResponse:
    """The same page without menu and shop data: nothing here touches the database or the request."""
    context = {
        "status": status,
        "shop": ShopSettings(),
        "LANGUAGE_CODE": get_language() or settings.LANGUAGE_CODE,
    }
    content = get_template(f"{status}.html").render(context)
    response = HttpResponse(content, status=status)
    add_never_cache_headers(response)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400. A foreign Host header leads here, and whatever asks for the host, as the menu does, fails again."""
    return _page_without_data(400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    response = render(request, "404.html", {"status": 404}, status=404)
    # A page may be published at this address any minute.
    patch_response_headers(response, cache_timeout=0)
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """Answer 410: it was here and will not come back (an expired link, an archived product)."""
    return _page(request, 410)


def too_many_requests(request: HttpRequest, retry_after: int) -> HttpResponse:
    """Answer 429 and say after how many seconds it is worth trying again."""
    response = _page(request, 429, retry_after=retry_after, minutes=max(1, -(-retry_after // 60)))
    response.headers["Retry-After"] = str(retry_after)
    return response


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """Answer 429 where django-allauth counted, which does not say for how long."""
    return too_many_requests(request, retry_after=60)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a page that asks nothing of whatever broke."""
    return _page_without_data(500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 for a form that did not come from this shop's own pages, or whose cookie was lost."""
    return _page(request, 403, "403_csrf.html")


def axes_lockout(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse:
    """Answer 429 after too many wrong passwords; the name that was tried is not repeated."""
    return too_many_requests(request, retry_after=int(settings.AXES_COOLOFF_TIME * 3600))
