"""The cart: what a shopper means to buy. It holds no stock (DESIGN flow (b))."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
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
    # Whose it is, from the log-in on; one open cart per account, so that it is found on every device.
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="carts"
    )
    # Coupon codes as typed, in the order in which they were entered.
    codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    postcode = models.CharField(_("postcode of delivery"), max_length=16, blank=True)
    # A business that asks sees prices without VAT; its number decides whether any is charged.
    shows_net = models.BooleanField(_("prices without VAT"), default=False)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    is_gift = models.BooleanField(_("gift"), default=False)
    gift_message = models.CharField(_("words with the gift"), max_length=300, blank=True)
    # The ordered cart whose things saved for later are in this one: the browser that knows that one finds them here.
    continues = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="successor"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(state="open", customer__isnull=False),
                name="checkout_one_open_cart_per_customer",
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="cart_lines")
    quantity = models.PositiveIntegerField(_("quantity"))
    # Gross EUR of one when the shopper last saw it; tells whether the price changed since.
    seen_unit_gross = models.DecimalField(max_digits=12, decimal_places=2)
    # Kept for another time: shown below the cart, in no sum and on no order.
    saved_for_later = models.BooleanField(_("saved for later"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_gift = models.BooleanField(_("gift"), default=False)
    gift_message = models.CharField(_("words with the gift"), max_length=200, blank=True)
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


class CartMutation(models.Model):
    """A change that was made once: its key, sent along by the form, comes back with a double click and a retry.

    All of them together say what became of a cart since the version that an open tab still shows.
    """

    class Kind(models.TextChoices):
        ADDED = "added", _("Added")
        QUANTITY = "quantity", _("Quantity changed")
        REMOVED = "removed", _("Removed")
        SAVED = "saved", _("Saved for later")
        BACK = "back", _("Put back into the cart")
        WISHES = "wishes", _("Note or gift of a line")
        GIFT = "gift", _("Gift wishes of the order")

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="mutations")
    key = models.UUIDField()
    # The version of the cart that the change led to.
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind, blank=True)
    variant = models.ForeignKey(
        Variant, on_delete=models.SET_NULL, null=True, blank=True, related_name="cart_mutations"
    )
    # How many the cart held before and after; 0 for none.
    before = models.PositiveIntegerField(default=0)
    after = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["cart", "key"], name="checkout_mutation_once")]
        indexes = [models.Index(fields=["cart", "version"], name="checkout_mutation_since")]

    def __str__(self) -> str:
        return str(self.key)
