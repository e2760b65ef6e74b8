"""The cart: what a shopper means to buy. It holds no stock (DESIGN flow (b))."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from orders.models import Order
from products.models import Variant


class Cart(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ORDERED = "ordered", _("Ordered")

    # The signed cookie carries this; an order remembers it as its cart_reference.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    order = models.OneToOneField(Order, on_delete=models.SET_NULL, null=True, blank=True, related_name="cart")
    country = CountryField(_("country of delivery"), default="BG")
    delivery_code = models.CharField(max_length=50, blank=True)
    payment_method = models.CharField(max_length=10, blank=True)
    # What was typed into the checkout so far, so that nothing is lost; removed with the cart.
    draft = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.public_id)


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="cart_lines")
    quantity = models.PositiveIntegerField(_("quantity"))
    # Gross EUR of one when the shopper last saw it; tells whether the price changed since.
    seen_unit_gross = models.DecimalField(max_digits=12, decimal_places=2)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="checkout_variant_once_per_cart"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1) & models.Q(quantity__lte=999),
                name="checkout_quantity_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} × {self.quantity}"
