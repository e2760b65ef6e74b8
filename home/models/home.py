"""The home page: composed of blocks."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.pages import ShopPage
from home.blocks import HOME_BLOCKS
from products.forms import WindowCopyForm


class HomePage(ShopPage):
    body = StreamField(HOME_BLOCKS, blank=True, verbose_name=_("content"))

    content_panels = [*ShopPage.content_panels, FieldPanel("body")]
    search_fields = [*ShopPage.search_fields, index.SearchField("body")]
    override_translatable_fields = [SynchronizedField("search_image")]

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["products.CategoryPage", "home.ArticleIndexPage", "legal_pages.LegalPage"]
    template = "home/home_page.html"
    copy_form_class = WindowCopyForm

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
