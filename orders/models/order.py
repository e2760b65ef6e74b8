"""The order: frozen when it is placed, nothing on it is ever computed from the catalogue again (DESIGN 1.9)."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.models import ShopImage
from core.money import CURRENCY
from products.models import Variant
from taxes.models import VatClass


def money(label: str, **options) -> models.DecimalField:
    """A sum in the order's currency, two decimals."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)


class Order(models.Model):
    class Status(models.TextChoices):
        NEW = "new", _("Waiting for payment")
        PAID = "paid", _("Paid")
        ACCEPTED = "accepted", _("Accepted")
        PARTLY_FULFILLED = "partly_fulfilled", _("Partly sent")
        FULFILLED = "fulfilled", _("Sent")
        RETURNED = "returned", _("Returned")
        CANCELED = "canceled", _("Cancelled")
        EXPIRED = "expired", _("Expired")
        REFUNDED = "refunded", _("Refunded")

    class PaymentMethod(models.TextChoices):
        CARD = "card", _("Card")
        CASH_ON_DELIVERY = "cod", _("Cash on delivery")
        TRANSFER = "transfer", _("Bank transfer")

    class VatTreatment(models.TextChoices):
        CHARGED = "charged", _("VAT charged")
        NOT_REGISTERED = "not_registered", _("Merchant not registered for VAT")
        # Directive 2006/112/EC, Art. 138: goods to a business in another member state.
        INTRA_COMMUNITY = "intra_community", _("Intra-Community supply, no VAT")
        # Art. 146, and Art. 6 for territories outside the VAT area.
        EXPORT = "export", _("Export, no VAT")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # From the sequence orders_order_number_seq: gaps are allowed, invoices have numbers of their own.
    number = models.BigIntegerField(_("number"), unique=True)
    # One cart makes one order, however often it is confirmed: by this constraint.
    cart_reference = models.UUIDField(unique=True)
    # Written by orders/lifecycle.py alone.
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NEW)
    language = models.CharField(_("language"), max_length=12)
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    placed_at = models.DateTimeField(_("placed"), auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    # Who and where
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    email = models.EmailField(_("e-mail"), max_length=254)
    phone = models.CharField(_("phone"), max_length=32)
    name = models.CharField(_("name"), max_length=120)
    address_line1 = models.CharField(_("address"), max_length=160)
    address_line2 = models.CharField(_("address, second line"), max_length=160, blank=True)
    city = models.CharField(_("town"), max_length=80)
    postcode = models.CharField(_("postcode"), max_length=16)
    region = models.CharField(_("region"), max_length=80, blank=True)
    country = CountryField(_("country"))
    # Who ordered, where the parcel goes to somebody else.
    buyer_name = models.CharField(_("ordered by"), max_length=120, blank=True)
    is_gift = models.BooleanField(_("gift"), default=False)
    gift_message = models.CharField(_("words with the gift"), max_length=300, blank=True)
    # The company that the invoice is for; empty for a consumer.
    company_name = models.CharField(_("company"), max_length=160, blank=True)
    company_number = models.CharField(_("company number (ЕИК)"), max_length=20, blank=True)
    company_vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    company_address = models.CharField(_("address of the company"), max_length=255, blank=True)
    company_person = models.CharField(_("person in charge (МОЛ)"), max_length=120, blank=True)
    note = models.CharField(_("note of the shopper"), max_length=500, blank=True)

    # How
    delivery_code = models.CharField(_("delivery"), max_length=50)
    delivery_name = models.CharField(_("delivery"), max_length=120)
    delivery_days_min = models.PositiveSmallIntegerField(default=0)
    delivery_days_max = models.PositiveSmallIntegerField(default=0)
    # The days on which it was promised to arrive, and where it is collected in the shop.
    expected_from = models.DateField(_("expected from"), null=True, blank=True)
    expected_until = models.DateField(_("expected until"), null=True, blank=True)
    pickup_place = models.CharField(_("collected at"), max_length=255, blank=True)
    payment_method = models.CharField(_("payment"), max_length=10, choices=PaymentMethod)
    terms_version = models.CharField(_("accepted terms"), max_length=60)
    terms_accepted_at = models.DateTimeField(_("accepted"))

    # Sums
    vat_treatment = models.CharField(_("VAT"), max_length=20, choices=VatTreatment)
    vat_country = models.CharField(_("VAT of"), max_length=2)
    # Why no VAT is charged, in the order's language, as an invoice must say it (ЗДДС чл. 114 ал. 1 т. 12).
    vat_ground = models.CharField(_("ground for charging no VAT"), max_length=200, blank=True)
    # What VIES answered about the company's number, and the reference that proves the asking.
    vat_check = models.JSONField(_("answer of VIES"), default=dict, blank=True)
    vat_check_reference = models.CharField(_("reference of VIES"), max_length=40, blank=True)
    goods_gross = money(_("goods, with VAT"))
    delivery_gross = money(_("delivery, with VAT"))
    fee_gross = money(_("fee, with VAT"))
    discount_gross = money(_("discount, with VAT"), default=0)
    # A zero-rated sale is charged the net: this is the home VAT that was taken off (DESIGN 1.7).
    vat_removed = money(_("VAT taken off"), default=0)
    total_net = money(_("total without VAT"))
    total_vat = money(_("VAT"))
    total_gross = money(_("total"))

    # When the hold on the stock ends; null where there is none to end.
    hold_expires_at = models.DateTimeField(_("held until"), null=True, blank=True, db_index=True)
    # When the shopper was reminded to pay by transfer; once.
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    # Something about the money needs a person; the reason is an event.
    needs_review = models.BooleanField(_("needs review"), default=False)
    correlation_id = models.CharField(max_length=64, blank=True)

    # Wagtail would look for references to pages and pictures at every saving; an order has none that matter to an editor.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-placed_at", "-pk"]
        permissions = [
            ("ship_order", _("Can send orders")),
            ("cancel_order", _("Can cancel orders")),
            ("refund_order", _("Can refund orders")),
            ("export_order", _("Can export orders")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_gross=F("total_net") + F("total_vat")), name="orders_order_net_plus_vat"
            ),
            models.CheckConstraint(
                condition=Q(
                    total_gross=F("goods_gross")
                    + F("delivery_gross")
                    + F("fee_gross")
                    - F("discount_gross")
                    - F("vat_removed")
                ),
                name="orders_order_parts_make_total",
            ),
            models.CheckConstraint(
                condition=Q(
                    goods_gross__gte=0,
                    delivery_gross__gte=0,
                    fee_gross__gte=0,
                    discount_gross__gte=0,
                    vat_removed__gte=0,
                    total_vat__gte=0,
                    total_net__gte=0,
                ),
                name="orders_order_sums_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(vat_removed=0) | Q(total_vat=0), name="orders_order_vat_charged_or_removed"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-placed_at"], name="orders_order_by_status"),
            models.Index(fields=["email"], name="orders_order_by_email"),
            # What email__iexact looks for.
            models.Index(Upper("email"), name="orders_order_by_any_email"),
            models.Index(fields=["hold_expires_at"], condition=Q(status="new"), name="orders_order_expiring"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def ordered_by(self) -> str:
        """Who ordered, and whom mails are for: not who receives the parcel, where that is somebody else."""
        return self.buyer_name or self.name

    @property
    def is_collected(self) -> bool:
        """Whether it is handed over in the shop; such an order has no address of delivery."""
        return bool(self.pickup_place)


class OrderLine(models.Model):
    """A line of the order. Delivery and fees are lines as well, one per VAT rate that they share in."""

    class Kind(models.TextChoices):
        GOODS = "goods", _("Goods")
        DELIVERY = "delivery", _("Delivery")
        FEE = "fee", _("Fee")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.GOODS)
    variant = models.ForeignKey(
        Variant, on_delete=models.SET_NULL, null=True, blank=True, related_name="order_lines"
    )
    image = models.ForeignKey(ShopImage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(_("title"), max_length=255)
    variant_label = models.CharField(_("choice"), max_length=160, blank=True)
    sku = models.CharField(_("SKU"), max_length=60, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    fulfilled = models.PositiveIntegerField(_("sent"), default=0)
    weight_grams = models.PositiveIntegerField(_("weight in grams"), default=0)
    vat_class = models.CharField(_("VAT class"), max_length=10, choices=VatClass)
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=5, decimal_places=2)
    # The price of one, as charged, and what it was without the reduction; gross.
    unit_gross = money(_("unit price"))
    regular_unit_gross = money(_("regular unit price"))
    discount_gross = money(_("discount"), default=0)
    vat_removed = money(_("VAT taken off"), default=0)
    gross = money(_("sum with VAT"))
    net = money(_("sum without VAT"))
    vat = money(_("VAT"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_gift = models.BooleanField(_("gift"), default=False)
    gift_message = models.CharField(_("words with the gift"), max_length=200, blank=True)
    # The promotion (its public id) that gave it for nothing; empty for what was bought.
    given_by = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="orders_line_position_once"),
            models.CheckConstraint(condition=Q(gross=F("net") + F("vat")), name="orders_line_net_plus_vat"),
            models.CheckConstraint(
                condition=Q(gross=F("unit_gross") * F("quantity") - F("discount_gross") - F("vat_removed")),
                name="orders_line_units_make_gross",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(quantity__lte=999), name="orders_line_quantity_in_range"
            ),
            models.CheckConstraint(
                condition=Q(fulfilled__lte=F("quantity")), name="orders_line_fulfilled_within_quantity"
            ),
            models.CheckConstraint(
                condition=Q(gross__gte=0, net__gte=0, vat__gte=0, discount_gross__gte=0, vat_removed__gte=0),
                name="orders_line_sums_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def advertised(self) -> Decimal:
        """What the line costs with the VAT that a zero-rated sale takes off, gross EUR less discounts."""
        return self.gross + self.vat_removed

    @property
    def before_discount(self) -> Decimal:
        """The pieces at their price, before promotions: what the discounts below the lines are taken off."""
        return self.unit_gross * self.quantity


class OrderVat(models.Model):
    """The VAT table of the order: one row per rate."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="vat_rows")
    rate = models.DecimalField(_("rate"), max_digits=5, decimal_places=2)
    gross = money(_("sum with VAT"))
    net = money(_("sum without VAT"))
    vat = money(_("VAT"))

    class Meta:
        ordering = ["order", "-rate"]
        constraints = [
            models.UniqueConstraint(fields=["order", "rate"], name="orders_vat_rate_once"),
            models.CheckConstraint(condition=Q(gross=F("net") + F("vat")), name="orders_vat_net_plus_vat"),
        ]

    def __str__(self) -> str:
        return f"{self.rate} %: {self.vat}"


class OrderDiscount(models.Model):
    """What a promotion took off the order: copied, because the promotion may change or end."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="discounts")
    position = models.PositiveSmallIntegerField()
    # The promotion's public id; no key, because an order never depends on what is above the table.
    promotion = models.UUIDField()
    name = models.CharField(_("promotion"), max_length=160)
    code = models.CharField(_("code"), max_length=40, blank=True)
    gross = money(_("taken off, with VAT"))

    class Meta:
        verbose_name = _("discount")
        verbose_name_plural = _("discounts")
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="orders_discount_position_once"),
            models.CheckConstraint(condition=Q(gross__gte=0), name="orders_discount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.gross}"

    @property
    def shown(self) -> Decimal:
        """The discount as it stands in a list of sums that add up."""
        return -self.gross
