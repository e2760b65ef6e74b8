"""From an address to its page.

Wagtail's own view walks down the tree, two queries for every part of the address; here the page is found in one step by
its whole address, which Wagtail keeps in `url_path`. Everything after that is Wagtail's.
"""

from functools import cache
from uuid import UUID

from django.db.models import QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.models import Page
from wagtail.url_routing import RouteResult
from wagtail.views import serve_chain

from core.compiled import CompiledQuery
from core.pages import ShopPage
from core.sites import find_site

# Of a longer address than any page has, the beginning says enough.
DEEPEST = 12


def find_page(request: HttpRequest, path: str) -> RouteResult:
    """Return the page at `path` below the home page of the active language; raises Http404.

    What the page says about itself counts as in Wagtail: a draft is not found (Page.route).
    """
    site = find_site(request)
    if site is None:
        raise Http404
    home = {"home": site.root_page.translation_key, "language": get_language()}
    way = {"slug": path.rstrip("/").rpartition("/")[2], "path": path} if path else {}
    found = (_BELOW_HOME if path else _HOME)(**home, **way)
    if not found:
        raise Http404
    page = found[0]
    specific = _specific(page)
    specific.locale = page.locale
    return specific.route(request, [])


def _homes(home: UUID, language: str) -> QuerySet[Page]:
    return Page.objects.live().filter(translation_key=home, locale__language_code=language)


def _with_its_row(found: QuerySet[Page]) -> QuerySet[Page]:
    return found.select_related("locale", *_page_types().values()).order_by("pk")[:1]


def _below_home(home: UUID, language: str, slug: str, path: str) -> QuerySet[Page]:
    address = Concat(Subquery(_homes(home, language).order_by().values("url_path")[:1]), Value(path))
    return _with_its_row(Page.objects.filter(slug=slug, url_path=address))


_HOME = CompiledQuery(
    lambda home, language: _with_its_row(_homes(home, language)), home=UUID(int=1), language="<language>"
)
_BELOW_HOME = CompiledQuery(
    _below_home, home=UUID(int=1), language="<language>", slug="<slug>", path="<path>"
)


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
    site = find_site(request)
    if site is None:
        return None
    parts = [part for part in path.replace("\0", "").split("/") if part][:DEEPEST]
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
