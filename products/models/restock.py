"""Shoppers who wait for a sold-out variant. A row is deleted with the mail it leads to."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from products.models.product import Variant


class RestockRequest(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="restock_requests")
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=12)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)

    class Meta:
        verbose_name = _("restock request")
        verbose_name_plural = _("restock requests")
        default_permissions = ("view",)
        constraints = [
            # Addresses are stored in lower case by the service.
            models.UniqueConstraint(fields=["variant", "email"], name="products_restock_asked_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="products_restock_age")]

    def __str__(self) -> str:
        return f"{self.variant_id} ({self.public_id})"
