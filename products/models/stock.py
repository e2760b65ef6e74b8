"""What there is, who holds it, and every change of it (DESIGN 1.11). Written by products/services/stock.py alone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from products.models.product import Variant


class Stock(models.Model):
    """The balance. Available = on_hand - reserved."""

    variant = models.OneToOneField(Variant, on_delete=models.PROTECT, primary_key=True, related_name="stock")
    on_hand = models.IntegerField(_("on hand"), default=0)
    reserved = models.IntegerField(_("reserved"), default=0)

    class Meta:
        # "change_stock" is a right of people, on Product; no row of this table is edited by anybody.
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reserved__gte=0), name="products_reserved_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(reserved__lte=models.F("on_hand")), name="products_reserved_within_on_hand"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.on_hand} − {self.reserved}"

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


class StockHold(models.Model):
    """Units taken out of sale for one reference (an order's public id)."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        KEPT = "kept", _("Kept")
        RELEASED = "released", _("Released")
        SHIPPED = "shipped", _("Shipped")

    reference = models.UUIDField(db_index=True)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="holds")
    quantity = models.PositiveIntegerField(_("quantity"))
    shipped = models.PositiveIntegerField(_("shipped"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.HELD)
    # A hold without an end is one that waits for a payment under way, or is kept.
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["reference", "variant"], name="products_one_hold_per_reference"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="products_hold_positive"),
            models.CheckConstraint(
                condition=models.Q(shipped__lte=models.F("quantity")), name="products_shipped_within_hold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} × {self.quantity} ({self.state})"


class StockMovement(models.Model):
    """The ledger: the sums of its columns are the balance. Append-only by database trigger."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        CORRECTED = "corrected", _("Corrected")
        HELD = "held", _("Held")
        RELEASED = "released", _("Released")
        SHIPPED = "shipped", _("Shipped")
        RETURNED = "returned", _("Returned")

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    on_hand_change = models.IntegerField(_("on hand ±"))
    reserved_change = models.IntegerField(_("reserved ±"))
    reference = models.CharField(_("reference"), max_length=60, blank=True, db_index=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    # A number, not a key: the ledger outlives the person and no cascade may touch it.
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_label = models.CharField(_("who"), max_length=254, blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on_hand_change:+d}/{self.reserved_change:+d}"
