"""Which of Wagtail's sites a request is for, without asking the database every time."""

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Site
from wagtail.models.sites import get_site_for_hostname

from core.brief import briefly


def request_to(site: Site | None) -> HttpRequest:
    """Return a request of nobody to a site, for Page.get_url: what is told of it is the same for everyone there."""
    request = HttpRequest()
    request._wagtail_site = site  # type: ignore[attr-defined]
    return request


def find_site(request: HttpRequest) -> Site | None:
    """Return what Site.find_for_request does, and leave it on the request, where Wagtail looks first.

    So are the roots of all sites, which every address of a page needs.
    """
    if not hasattr(request, "_wagtail_site"):
        hostname, _port = split_domain_port(request._get_raw_host())  # type: ignore[attr-defined]
        request._wagtail_site = _site(hostname, request.get_port())  # type: ignore[attr-defined]
        if settings.BRIEF_SECONDS:
            request._wagtail_cached_site_root_paths = _root_paths()  # type: ignore[attr-defined]
    return request._wagtail_site  # type: ignore[attr-defined]


@briefly
def _site(hostname: str, port: str) -> Site | None:
    try:
        return get_site_for_hostname(hostname, port)
    except Site.DoesNotExist:
        return None


@briefly
def _root_paths() -> list:
    return Site.get_site_root_paths()
