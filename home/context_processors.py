"""What every template of the shop knows: who the shop is, its ways and its languages."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, override

from core.models import ShopSettings
from core.pages import ShopPage, language_links
from home.navigation import navigation
from home.serving import nearest_page
from payments.gateways import card_available

# These addresses only take forms; what they answer with is a page that stands at another one.
SHOWN_AT = {
    "cart-add": "cart",
    "cart-update": "cart",
    "order-pay": "order",
    "order-method": "order",
    "order-account": "order",
}


def shop(request: HttpRequest) -> dict[str, Any]:
    """Give shop, main_menu, legal_links, journal_url, home_url, card_available, languages, language_links and show_userbar.

    Everything that needs the database is looked up when a template asks for it, in two queries for all of it; the pages of
    the admin never ask. `language_links` leads from a view to itself; pages bring their own.
    """
    ways = SimpleLazyObject(partial(navigation, request))
    return {
        "shop": SimpleLazyObject(partial(ShopSettings.for_request, request)),
        "main_menu": SimpleLazyObject(lambda: ways.main_menu),
        "legal_links": SimpleLazyObject(lambda: ways.legal_links),
        "menu_place": SimpleLazyObject(lambda: request.path if request.path in ways.addresses else ""),
        "journal_url": SimpleLazyObject(lambda: ways.journal_url),
        "home_url": reverse("wagtail_serve", args=[""]),
        "card_available": SimpleLazyObject(card_available),
        "languages": [{"code": code, "name": name} for code, name in settings.LANGUAGES],
        "language_links": SimpleLazyObject(partial(view_language_links, request)),
        # Asking the session would make every page differ by cookie; who has none cannot be staff.
        "show_userbar": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }


def view_language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Return this address in every language (code, name, url, current).

    From a page that was not found or is gone: its twin, or that of the nearest page on the way to it.
    """
    match = request.resolver_match
    if match is None or match.url_name == "wagtail_serve":
        return _links_near(request)
    return [
        {
            "code": code,
            "name": name,
            "url": _address_in(code, match, request),
            "current": code == get_language(),
        }
        for code, name in settings.LANGUAGES
    ]


def _address_in(code: str, match: ResolverMatch, request: HttpRequest) -> str:
    if match.url_name not in SHOWN_AT:
        return translate_url(request.get_full_path(), code)
    with override(code):
        return reverse(SHOWN_AT[match.url_name], args=match.args, kwargs=match.kwargs)


def _links_near(request: HttpRequest) -> list[dict[str, Any]]:
    path = request.path_info.removeprefix(reverse("wagtail_serve", args=[""]))
    page = nearest_page(request, path)
    if isinstance(page, ShopPage):
        return language_links(page, request)
    links = []
    for code, name in settings.LANGUAGES:
        with override(code):
            url = reverse("wagtail_serve", args=[""])
        links.append({"code": code, "name": name, "url": url, "current": code == get_language()})
    return links
