"""What the shop tells machines: which addresses there are, and which of them to leave alone."""

from django.conf import settings
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from products.sitemap import ShopSitemap

# Pages that differ from one shopper to the next, or that only repeat others.
NOT_FOR_ROBOTS = ("cart", "checkout", "search", "restock")


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Let robots into a live shop only; a demo or a staging copy must never stand beside it in a search engine."""
    if settings.ENVIRONMENT != "production":
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
    lines = ["User-agent: *"]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            lines += [f"Disallow: {reverse(name)}" for name in NOT_FOR_ROBOTS]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every page that anybody can open, with its translations; further parts by ?p=2."""
    return sitemap_view(request, {"shop": ShopSitemap(request)})
