"""What every page of the shop has in common: SEO, its twins in other languages, the way to it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.models import Page
from wagtailmetadata.models import MetadataPageMixin

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
    def live_twins(self) -> list[Page]:
        """The published translations of this page, this page included: one query."""
        twins = Page.objects.filter(translation_key=self.translation_key, live=True)
        return list(twins.select_related("locale").order_by("locale_id"))

    @cached_property
    def language(self) -> str:
        return self.locale.language_code

    @cached_property
    def trail(self) -> list[Page]:
        """The published pages above this one, the home page first: one query."""
        return list(self.get_ancestors().live().filter(depth__gt=1).defer_streamfields())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["alternates"] = alternates(self.live_twins, request)
        provider = _providers.get(type(self))
        return {**context, **provider(self, request)} if provider else context


def alternates(twins: list[Page], request: HttpRequest | None = None) -> list[dict[str, str]]:
    """Return the addresses of a page's published translations, the default one (x-default) last.

    Empty for a page in one language only: it has no alternate. The rule: https://developers.google.com/search/docs/specialty/international/localized-versions
    """
    found = [{"language": twin.locale.language_code, "url": twin.get_full_url(request) or ""} for twin in twins]
    found = [alternate for alternate in found if alternate["url"]]
    if len(found) < 2:
        return []
    default = next((one for one in found if one["language"] == settings.LANGUAGE_CODE), found[0])
    return [*found, {"language": "x-default", "url": default["url"]}]
