"""What belongs to a product: picked by hand, or found in what was sold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from products.models.product import Product


class ProductRelation(models.Model):
    """A product that staff picked to be shown with another, in their order."""

    class Kind(models.TextChoices):
        CROSS_SELL = "cross", _("Goes with it")
        UP_SELL = "up", _("A better one")

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="relations")
    related = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="related_from")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "kind", "related"], name="products_relation_once"),
            models.CheckConstraint(
                condition=~models.Q(product=models.F("related")), name="products_relation_not_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} → {self.related_id} ({self.kind})"


class ProductSales(models.Model):
    """Units of a product sold lately; counted from orders by whoever stands above the catalogue."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, primary_key=True, related_name="sales")
    units = models.PositiveIntegerField(_("units"), default=0)
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.product_id}: {self.units}"


class BoughtTogether(models.Model):
    """How many orders held both products; a row for each direction, so that one index answers."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="bought_with")
    other = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    orders = models.PositiveIntegerField(_("orders"))

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["product", "other"], name="products_bought_together_once"),
            models.CheckConstraint(
                condition=~models.Q(product=models.F("other")), name="products_not_bought_with_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} + {self.other_id}: {self.orders}"
