"""What every request and response passes."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.actions.copy_for_translation import ParentNotTranslatedError

from core import correlation
from core.videos import PLAYERS

type_response = Callable[[HttpRequest], HttpResponse]


class CorrelationIdMiddleware:
    """Give the request an id, or keep the caller's, and say it back."""

    def __init__(self, get_response: type_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        candidate = request.headers.get(correlation.HEADER)
        with correlation.correlated(correlation.accepted(candidate)) as correlation_id:
            response = self.get_response(request)
        response.headers[correlation.HEADER] = correlation_id
        return response


class HostMiddleware(CommonMiddleware):
    """Django's CommonMiddleware, except that health probes may call by whatever address the machine has.

    An address with a NUL in it is not found: no page has one, and PostgreSQL takes none to look for.
    """

    PROBED = frozenset({"/healthz", "/readyz"})

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        # A load balancer or a container runtime knows the machine by number, which ALLOWED_HOSTS cannot list.
        if request.path_info in self.PROBED:
            return None
        if "\0" in request.path_info:
            raise Http404
        return super().process_request(request)


class PermissionsPolicyMiddleware:
    """Switch off the browser's powers that a shop has no use for."""

    POLICY = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"

    def __init__(self, get_response: type_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        return response


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere; the admin's looser one below ADMIN_PATH only.

    A page that shows a film (core.videos.allow_players) may frame the two players, and nothing else of anybody.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path_info.startswith(f"/{settings.ADMIN_PATH}/"):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        elif getattr(request, "frames_players", False):
            response._csp_replace = {"frame-src": list(PLAYERS)}
        return super().process_response(request, response)


class TranslationOrderMiddleware:
    """Says in the admin that a page can only be translated after the one above it."""

    def __init__(self, get_response: type_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ParentNotTranslatedError):
            return None
        messages.error(
            request,
            _(
                "Translate the page above this one first: a translation stands below a page of its own language."
            ),
        )
        return redirect(request.get_full_path())
