"""Every price that ever stood on a variant; the lowest of 30 days is computed from it. Append-only by trigger."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.money import CURRENCY
from products.models.product import Variant


class PriceChange(models.Model):
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="price_changes")
    price = models.DecimalField(_("price (EUR, with VAT)"), max_digits=12, decimal_places=2)
    reduced_price = models.DecimalField(
        _("reduced price (EUR, with VAT)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    reduced_from = models.DateTimeField(_("reduced from"), null=True, blank=True)
    reduced_until = models.DateTimeField(_("reduced until"), null=True, blank=True)
    currency = models.CharField(max_length=3, default=CURRENCY)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_label = models.CharField(_("who"), max_length=254, blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.price}"
