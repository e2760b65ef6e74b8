"""The cart's cookies follow a log-in and a log-out, whichever view they happen in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from checkout import carts


class CartCookieMiddleware:
    """Touches only answers to requests in which somebody logged in or out (checkout.receivers)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(request, "_cart_outcome"):
            carts.apply_outcome(request, response)
        return response
