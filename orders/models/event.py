"""The history of an order: who did what, when and why. Append-only by database trigger."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.order import Order


class OrderEvent(models.Model):
    class Kind(models.TextChoices):
        PLACED = "placed", _("Order placed")
        STATUS_CHANGED = "status_changed", _("Status changed")
        PAYMENT_STARTED = "payment_started", _("Payment started")
        PAYMENT_PENDING = "payment_pending", _("Payment under way")
        PAYMENT_FAILED = "payment_failed", _("Payment failed")
        PAYMENT_RECEIVED = "payment_received", _("Payment received")
        PAYMENT_CANCELED = "payment_canceled", _("Payment withdrawn")
        PAYMENT_MISMATCH = "payment_mismatch", _("Payment does not match the order")
        LATE_PAYMENT = "late_payment", _("Payment for an order that was closed")
        METHOD_CHANGED = "method_changed", _("Payment method changed")
        STOCK_SHORT = "stock_short", _("Stock gone")
        REFUND_REQUESTED = "refund_requested", _("Refund requested")
        REFUND_SUCCEEDED = "refund_succeeded", _("Refund done")
        REFUND_FAILED = "refund_failed", _("Refund failed")
        REFUND_FOUND = "refund_found", _("Refund made at the provider")
        SHIPPED = "shipped", _("Parcel sent")
        MAIL_QUEUED = "mail_queued", _("Mail written")
        NOTE = "note", _("Note")

    class Actor(models.TextChoices):
        SHOPPER = "shopper", _("Shopper")
        STAFF = "staff", _("Staff")
        SYSTEM = "system", _("Shop")
        PROVIDER = "provider", _("Payment provider")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    actor = models.CharField(_("who"), max_length=10, choices=Actor)
    # A number, not a key: the history outlives the person and no cascade may touch it.
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_label = models.CharField(_("name"), max_length=254, blank=True)
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20, blank=True)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    # Amounts as text, references, tracking numbers. Never personal data.
    data = models.JSONField(default=dict)
    correlation_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        ordering = ["at", "pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["order", "at"], name="orders_event_timeline")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.get_kind_display()}"

    @property
    def to_status_label(self) -> str:
        """The words of the status it led to, in the active language."""
        return str(Order.Status(self.to_status).label) if self.to_status else ""
