"""Pages that are gone, and pages that cannot be published."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.views.errors import gone
from products.errors import CannotPublish


class ProductPageMiddleware:
    """Turns the 404 of a product page that was published once into a 410, so that search engines forget it at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and getattr(request, "page_was_here", False):
            return gone(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say in the admin which page could not be published, whatever the way (workflow, bulk action, translation)."""
        if not isinstance(exception, CannotPublish):
            return None
        messages.error(request, exception.words)
        return redirect("wagtailadmin_pages:edit", exception.page_id)
