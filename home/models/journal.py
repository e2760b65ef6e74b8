"""The journal: articles that show products inside the text."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.models import ShopImage
from core.pages import ShopPage
from products.blocks import PAGE_BLOCKS


class ArticleIndexPage(ShopPage):
    introduction = models.TextField(_("introduction"), blank=True, validators=[MaxLengthValidator(500)])
    body = StreamField(PAGE_BLOCKS, blank=True, verbose_name=_("below the articles"))

    content_panels = [*ShopPage.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    override_translatable_fields = [SynchronizedField("search_image")]

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ArticlePage"]
    template = "home/article_index_page.html"

    class Meta:
        verbose_name = _("journal")
        verbose_name_plural = _("journals")

    @property
    def lead_text(self) -> str:
        return self.introduction


class ArticlePage(ShopPage):
    lead = models.TextField(_("lead"), blank=True, validators=[MaxLengthValidator(400)])
    hero_image = models.ForeignKey(
        ShopImage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    author = models.CharField(_("author"), max_length=80, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    body = StreamField(PAGE_BLOCKS, blank=True, verbose_name=_("text"))

    content_panels = [
        *ShopPage.content_panels,
        FieldPanel("lead"),
        FieldPanel("hero_image"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("author"), FieldPanel("date")])], heading=_("By whom and when")
        ),
        FieldPanel("body"),
    ]
    search_fields = [*ShopPage.search_fields, index.SearchField("lead"), index.SearchField("body")]
    override_translatable_fields = [
        SynchronizedField("hero_image"),
        SynchronizedField("search_image"),
        SynchronizedField("date"),
    ]

    parent_page_types = ["home.ArticleIndexPage"]
    subpage_types: list[str] = []
    template = "home/article_page.html"

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @property
    def lead_image(self):
        return self.hero_image

    @property
    def lead_text(self) -> str:
        return self.lead
