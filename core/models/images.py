"""Pictures and documents, own models from the first migration (DESIGN 1.20)."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class ShopImage(AbstractImage):
    """A picture with a text alternative in each language and the name of whoever made it."""

    alt_bg = models.CharField(
        _("alternative text (Bulgarian)"),
        max_length=255,
        blank=True,
        help_text=_("What the picture shows, for shoppers who cannot see it."),
    )
    # Blank in the table, because an import may bring one language only; the forms ask for both.
    alt_en = models.CharField(_("alternative text (English)"), max_length=255, blank=True)
    credit = models.CharField(
        _("credit"),
        max_length=255,
        blank=True,
        help_text=_("Photographer or source, where one must be named."),
    )

    admin_form_fields = (
        *("title", "file", "alt_bg", "alt_en", "credit", "collection", "tags"),
        *(name for name in Image.admin_form_fields if name.startswith("focal_point")),
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_image", "Can choose image")]

    @property
    def default_alt_text(self) -> str:
        """The text alternative in the active language, else in the other one, else the title."""
        english_first = (get_language() or "").startswith("en")
        texts = (self.alt_en, self.alt_bg) if english_first else (self.alt_bg, self.alt_en)
        return next((text for text in texts if text), self.title)


class ShopRendition(AbstractRendition):
    image = models.ForeignKey(ShopImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="core_rendition_unique_per_filter"
            )
        ]


class ShopDocument(AbstractDocument):
    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]

    def clean(self) -> None:
        """Leave out Wagtail's look at the extension when the form refused the file: one message is enough."""
        if self.file:
            super().clean()
