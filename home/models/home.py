"""The home page: composed of blocks."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from core.pages import ShopPage
from home.blocks import HOME_BLOCKS


class HomePage(ShopPage):
    body = StreamField(HOME_BLOCKS, blank=True, verbose_name=_("content"))

    content_panels = [*ShopPage.content_panels, FieldPanel("body")]
    search_fields = [*ShopPage.search_fields, index.SearchField("body")]
    override_translatable_fields = [SynchronizedField("search_image")]

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["products.CategoryPage", "home.ArticleIndexPage", "legal_pages.LegalPage"]
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page in one step by its whole address instead of one query for each part of it."""
        if path_components:
            url_path = f"{self.url_path}{'/'.join(path_components)}/"
            page = Page.objects.filter(slug=path_components[-1], url_path=url_path).first()
            if page is not None:
                return page.specific.route(request, [])
        return super().route(request, path_components)
