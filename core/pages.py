"""What every page of the shop has in common: SEO, its twins in other languages, the way to it."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Locale, Page, PageViewRestriction
from wagtailmetadata.models import MetadataPageMixin

from core.compiled import CompiledQuery

# The preview of the page's cards, beside the preview of the page.
CARDS = "cards"

ContextProvider = Callable[[Any, HttpRequest], dict[str, Any]]
_Provider = TypeVar("_Provider", bound=ContextProvider)
_providers: dict[type, ContextProvider] = {}


def provides_context(page_model: type) -> Callable[[_Provider], _Provider]:
    """Register a function of (page, request) whose result is added to the template context of these pages.

    A page model cannot import the selectors, which import the models; so what a page shows is put together in its app's
    `page_contexts` module, which the app's configuration loads.
    """

    def register(provider: _Provider) -> _Provider:
        _providers[page_model] = provider
        return provider

    return register


class ShopPage(MetadataPageMixin, Page):
    """Abstract base of all page models. Subclasses say where their picture and summary come from."""

    promote_panels = MetadataPageMixin.promote_panels
    show_in_menus_default = True
    # Pages are the same for everyone, in lists, search and caches too: none can be private.
    private_page_options: list[str] = []

    class Meta:
        abstract = True

    @property
    def lead_image(self) -> models.Model | None:
        """The picture that stands for the page when no search image was chosen."""
        return None

    @property
    def lead_text(self) -> str:
        """The words that stand for the page when no search description was written."""
        return ""

    def get_meta_image(self):
        return self.search_image or self.lead_image

    def get_meta_description(self) -> str:
        return self.search_description or self.lead_text

    @cached_property
    def _family(self) -> list[Page]:
        """The pages above this one and its published translations: one query."""
        return _FAMILY(above=self._paths_above, key=self.translation_key)

    @property
    def _paths_above(self) -> list[str]:
        return [self.path[:end] for end in range(Page.steplen, len(self.path), Page.steplen)]

    @cached_property
    def live_twins(self) -> list[Page]:
        """The published translations of this page, this page included, the oldest language first."""
        twins = (page for page in self._family if page.translation_key == self.translation_key)
        return sorted(twins, key=lambda page: page.locale_id)

    @cached_property
    def trail(self) -> list[Page]:
        """The published pages above this one, the home page first."""
        above = set(self._paths_above)
        return [page for page in self._family if page.path in above and page.live and page.depth > 1]

    @property
    def language(self) -> str:
        return self.locale.language_code

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """The page itself, and what search engines and social networks make of it."""
        return [("", _("Page")), (CARDS, _("Search and social cards"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        if mode_name == CARDS:
            return "preview/cards.html"
        return super().get_preview_template(request, mode_name)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        return PageViewRestriction.objects.none()

    def copy_for_translation(self, locale: Locale, copy_parents: bool = False, **options: Any) -> Page:
        """Return the draft of a translation; raises ParentNotTranslatedError while the page above has none.

        Wagtail would copy what stands above along, as live pages that speak the other language.
        """
        return super().copy_for_translation(locale, copy_parents=False, **options)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["alternates"] = alternates(self.live_twins, request)
        context["language_links"] = language_links(self, request)
        provider = _providers.get(type(self))
        return {**context, **provider(self, request)} if provider else context


_FAMILY = CompiledQuery(
    lambda above, key: (
        Page.objects.filter(Q(path__any=above) | Q(translation_key=key, live=True))
        .select_related("locale")
        .order_by("path")
    ),
    above=["<path>"],
    key=UUID(int=1),
)


def alternates(twins: list[Page], request: HttpRequest | None = None) -> list[dict[str, str]]:
    """Return the addresses of a page's published translations, the default one (x-default) last.

    Empty for a page in one language only: it has no alternate. The rule: https://developers.google.com/search/docs/specialty/international/localized-versions
    """
    found = [
        {"language": twin.locale.language_code, "url": twin.get_full_url(request) or ""} for twin in twins
    ]
    found = [alternate for alternate in found if alternate["url"]]
    if len(found) < 2:
        return []
    default = next((one for one in found if one["language"] == settings.LANGUAGE_CODE), found[0])
    return [*found, {"language": "x-default", "url": default["url"]}]


def language_links(page: ShopPage, request: HttpRequest | None = None) -> list[dict[str, Any]]:
    """Return for each language (code, name, url, current) the page's published twin or that of the nearest page above it.

    Costs one query more where a twin is missing.
    """
    urls = {twin.locale.language_code: twin.get_url(request) for twin in page.live_twins}
    if any(code not in urls for code, _name in settings.LANGUAGES):
        urls = {**_twins_above(page, request), **urls}
    links = []
    for code, name in settings.LANGUAGES:
        with override(code):
            home = reverse("wagtail_serve", args=[""])
        links.append(
            {"code": code, "name": name, "url": urls.get(code) or home, "current": code == page.language}
        )
    return links


def _twins_above(page: ShopPage, request: HttpRequest | None) -> dict[str, str | None]:
    keys = [above.translation_key for above in page.trail]
    twins = Page.objects.live().filter(translation_key__in=keys).select_related("locale")
    # The nearest comes last and wins.
    return {
        twin.locale.language_code: twin.get_url(request)
        for twin in sorted(twins, key=lambda twin: keys.index(twin.translation_key))
    }
