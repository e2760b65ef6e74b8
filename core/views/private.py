"""Pages that only the holder of a signed link may see."""

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers


def keep_private(response: HttpResponse) -> HttpResponse:
    """Let nobody store the page, index it or hand its address on."""
    add_never_cache_headers(response)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
