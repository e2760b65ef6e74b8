"""The ways through the shop that every page shows: categories, journal, legal texts. One query."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site

from core.brief import briefly
from core.sites import find_site, request_to
from legal_pages.models import LegalKind

# The home page stands at depth 2; the menu shows two levels of categories.
_TOP, _SECOND = 3, 4
_LEGAL_ORDER = [kind.value for kind in LegalKind]


class Navigation:
    """The published categories, journal and legal pages of the active language, as dicts of title and url."""

    def __init__(self, site: Site | None, language: str) -> None:
        self._request = request_to(site)
        pages = list(_pages(language))
        self.main_menu = self._menu([page for page in pages if page.category_id])
        self.legal_links = self._legal(page for page in pages if page.legal_kind)
        journals = [page for page in pages if not page.category_id and not page.legal_kind]
        self.journal_url = self._url(journals[0]) if journals else ""
        below = [child for item in self.main_menu for child in item["children"]]
        # Where the menu leads: only there it says where the visitor is.
        self.addresses = frozenset(item["url"] for item in [*self.main_menu, *below]) | {self.journal_url}

    def _url(self, page: Page) -> str:
        return page.get_url(self._request) or ""

    def _menu(self, categories: Iterable[Page]) -> list[dict[str, Any]]:
        menu: dict[str, dict[str, Any]] = {}
        for page in categories:
            item = {"title": page.title, "url": self._url(page), "children": []}
            if page.depth == _TOP:
                menu[page.path] = item
            # A shelf of an unpublished category has no place in the menu.
            elif (parent := menu.get(page.path[: -Page.steplen])) is not None:
                parent["children"].append(item)
        return list(menu.values())

    def _legal(self, pages: Iterable[Page]) -> list[dict[str, str]]:
        found = [{"kind": page.legal_kind, "title": page.title, "url": self._url(page)} for page in pages]
        return sorted(found, key=lambda link: _LEGAL_ORDER.index(link["kind"]))


def navigation(request: HttpRequest) -> Navigation:
    """Return the ways through the shop in the active language, at most a second old (core.brief)."""
    return _navigation(find_site(request), get_language() or "")


@briefly
def _navigation(site: Site | None, language: str) -> Navigation:
    return Navigation(site, language)


def _pages(language: str) -> Iterable[Page]:
    """Parents come before their children: the order of paths is the order of the tree."""
    in_menu = Q(show_in_menus=True) & (Q(categorypage__isnull=False) | Q(articleindexpage__isnull=False))
    # The checkout and the footer need the legal texts, whatever an editor ticks.
    wanted = in_menu | Q(legalpage__isnull=False)
    return (
        Page.objects.live()
        .filter(wanted, locale__language_code=language, depth__lte=_SECOND)
        .annotate(legal_kind=F("legalpage__kind"), category_id=F("categorypage__pk"))
        .only("path", "depth", "title", "url_path")
        .order_by("path")
    )
