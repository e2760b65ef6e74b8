"""From an address to its page.

Wagtail's own view walks down the tree, two queries for every part of the address; here the page is found in one step by
its whole address, which Wagtail keeps in `url_path`. Everything after that is Wagtail's.
"""

from functools import cache

from django.db.models import Subquery, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve_chain

from core.pages import ShopPage

# Of a longer address than any page has, the beginning says enough.
DEEPEST = 12


def find_page(request: HttpRequest, path: str) -> RouteResult:
    """Return the page at `path` below the home page of the active language; raises Http404.

    What the page says about itself counts as in Wagtail: a draft is not found (Page.route).
    """
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    homes = Page.objects.live().filter(
        translation_key=site.root_page.translation_key, locale__language_code=get_language()
    )
    if path:
        address = Concat(Subquery(homes.order_by().values("url_path")[:1]), Value(path))
        found = Page.objects.filter(slug=path.rstrip("/").rpartition("/")[2], url_path=address)
    else:
        found = homes
    page = found.select_related("locale", *_page_types().values()).first()
    if page is None:
        raise Http404
    specific = _specific(page)
    specific.locale = page.locale
    return specific.route(request, [])


@cache
def _page_types() -> dict[type, str]:
    """Return the shop's page models, each with the name by which a plain page reaches its row."""
    return {
        relation.related_model: relation.get_accessor_name()
        for relation in Page._meta.related_objects
        if relation.parent_link and issubclass(relation.related_model, ShopPage)
    }


def _specific(page: Page) -> Page:
    """Return the page as its own model, from the row that the query joined."""
    way = _page_types().get(page.specific_class)
    return getattr(page, way) if way else page.specific


def nearest_page(request: HttpRequest, path: str) -> Page | None:
    """Return the page at `path` in the active language, published or not, else the deepest one on the way there."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    parts = [part for part in path.split("/") if part][:DEEPEST]
    homes = Page.objects.filter(
        translation_key=site.root_page.translation_key, locale__language_code=get_language()
    )
    home_path = Subquery(homes.order_by().values("url_path")[:1])
    ways = ["".join(f"{part}/" for part in parts[:length]) for length in range(len(parts) + 1)]
    found = Page.objects.filter(url_path__in=[Concat(home_path, Value(way)) for way in ways])
    page = found.order_by("-depth").select_related("locale").first()
    return page.specific if page else None


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Answer with the page, through the hooks that Wagtail runs around it."""
    page, args, kwargs = find_page(request, path)
    chain = serve_chain
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        chain = hook(chain)
    for hook in hooks.get_hooks("before_serve_page"):
        answer = hook(page, request, args, kwargs)
        if isinstance(answer, HttpResponse):
            return answer
    return chain(page, request, args, kwargs)
