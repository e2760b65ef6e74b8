"""A catalogue that is being moved in: the file, what became of each row, and the pictures still to be fetched."""

import uuid

from django.core.files.storage import storages
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import ShopImage
from products.models.product import Product, Variant


def private_storage():
    return storages["private"]


class CatalogueImport(models.Model):
    """One run of an importer, from the admin or from the command line."""

    class Format(models.TextChoices):
        SHOPIFY = "shopify", "Shopify"
        WOOCOMMERCE = "woocommerce", "WooCommerce"
        VITRINA = "vitrina", "Vitrina"

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Finished")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to="imports/", max_length=255)
    file_name = models.CharField(_("file name"), max_length=255)
    format = models.CharField(_("format"), max_length=12, choices=Format)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    # products.importers.options.ImportOptions as JSON: dry run, language, category, exemption, images folder.
    options = models.JSONField(_("options"), default=dict)
    # Products in the file, and how many of them are dealt with: the number from which a restarted worker goes on.
    total = models.PositiveIntegerField(_("products"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    # Said about the file as a whole: encoding, unknown columns, why it failed.
    notices = models.JSONField(_("notices"), default=list)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_label = models.CharField(_("who"), max_length=254, blank=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True, db_default=Now())
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # Renewed with every batch; a running import whose beat is old has lost its worker.
    beat_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        default_permissions = ("view", "add")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done__lte=models.F("total")), name="products_import_done_within_total"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_format_display()})"


class ImportRow(models.Model):
    """What became of one product of the file."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("Created")
        UPDATED = "updated", _("Updated")
        UNCHANGED = "unchanged", _("Unchanged")
        SKIPPED = "skipped", _("Skipped")
        WRONG = "wrong", _("Wrong")

    job = models.ForeignKey(CatalogueImport, on_delete=models.CASCADE, related_name="rows")
    # The place of the product among those of the file, from 0, and the lines of the file it stands on.
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField(_("line"))
    key = models.CharField(_("key"), max_length=255, blank=True)
    title = models.CharField(_("title"), max_length=255, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    # Sentences for people: why it was skipped or refused, what was left out, why it is a draft.
    messages = models.JSONField(_("messages"), default=list)
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="products_import_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.outcome}"


class ProductPicture(models.Model):
    """A picture that an import named by its address or file name, and what was had of it. A second run finds it here."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        HAD = "had", _("Fetched")
        FAILED = "failed", _("Not to be had")

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="imported_pictures")
    job = models.ForeignKey(
        CatalogueImport, on_delete=models.SET_NULL, null=True, blank=True, related_name="pictures"
    )
    source = models.CharField(_("address or file"), max_length=2000)
    alt = models.CharField(_("alternative text"), max_length=255, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    # Whose picture it is, where it belongs to variants and not only to the gallery.
    variants = models.ManyToManyField(Variant, blank=True, related_name="+")
    image = models.ForeignKey(ShopImage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    problem = models.CharField(_("why not"), max_length=255, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "source"], name="products_picture_source_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state="waiting"),
                name="products_picture_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.source[:80]
