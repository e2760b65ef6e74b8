"""Legal pages, and every text of them that was ever published: an order says which one was accepted."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.pages import ShopPage
from products.blocks import PAGE_BLOCKS

LEGAL_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr"]


class LegalKind(models.TextChoices):
    TERMS = "terms", _("Terms and conditions")
    PRIVACY = "privacy", _("Privacy")
    RETURNS = "returns", _("Returns and withdrawal")
    OTHER = "other", _("Other")


class LegalPage(ShopPage):
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=LegalKind,
        default=LegalKind.OTHER,
        help_text=_("The footer, the checkout and the mails find the page by its kind."),
    )
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    body = RichTextField(_("text"), features=LEGAL_TEXT)
    more = StreamField(
        PAGE_BLOCKS,
        blank=True,
        verbose_name=_("below the text"),
        help_text=_(
            "Its words belong to the text: they are kept with every version and sent with the mails."
        ),
    )

    content_panels = [
        *ShopPage.content_panels,
        FieldPanel("kind"),
        FieldPanel("effective_from"),
        FieldPanel("body"),
        FieldPanel("more"),
    ]
    search_fields = [*ShopPage.search_fields, index.SearchField("body"), index.SearchField("more")]
    override_translatable_fields = [
        SynchronizedField("kind", overridable=False),
        SynchronizedField("search_image"),
    ]

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    template = "legal_pages/legal_page.html"

    class Meta:
        verbose_name = _("legal page")
        verbose_name_plural = _("legal pages")


class LegalVersion(models.Model):
    """A text as it was published. Append-only by database trigger."""

    kind = models.CharField(_("kind"), max_length=10, choices=LegalKind)
    language = models.CharField(_("language"), max_length=12)
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=255)
    body = models.TextField(_("text"))
    # SHA-256 of title and body: publishing the same text again makes no new version.
    digest = models.CharField(max_length=64)
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of a legal text")
        verbose_name_plural = _("versions of legal texts")
        ordering = ["kind", "language", "-number"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "number"], name="legal_pages_version_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What an order remembers: `terms-bg-3`."""
        return f"{self.kind}-{self.language}-{self.number}"
