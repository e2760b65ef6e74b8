"""Promotions: what a cart is given, and on what conditions. They act in the cart only (DESIGN 1.3)."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models.site_settings import in_language
from products.models import CategoryPage, Product, Variant


class CustomerGroup(models.Model):
    """Customers whom promotions are for. A group is never deleted: its promotions would be for everybody."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    customers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="customer_groups", verbose_name=_("customers")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        ordering = ["name"]
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return self.name


class Promotion(models.Model):
    class Kind(models.TextChoices):
        PERCENT = "percent", _("Percentage off")
        AMOUNT = "amount", _("Fixed sum off")
        DELIVERY = "delivery", _("Free delivery")
        BUY_GET = "buy_get", _("Buy some, get some")
        GIFT = "gift", _("Free gift")
        TIERS = "tiers", _("Price by quantity")

    class Combines(models.TextChoices):
        ALWAYS = "always", _("With all others")
        ONE = "one", _("With those that combine with all, but with no other like it")
        ALONE = "alone", _("With none: it stands alone")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    label = models.CharField(_("name for staff"), max_length=120)
    name_bg = models.CharField(_("name (Bulgarian)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160)

    # What it gives
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(
        _("sum (EUR, with VAT)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    buy_quantity = models.PositiveSmallIntegerField(_("pieces to buy"), null=True, blank=True)
    get_quantity = models.PositiveSmallIntegerField(_("pieces cheaper"), null=True, blank=True)
    most_times = models.PositiveSmallIntegerField(_("times per order at the most"), null=True, blank=True)
    gift = models.ForeignKey(
        Variant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="given_by_promotions",
        verbose_name=_("gift"),
    )
    # Whether pieces of different variants are counted as one quantity.
    counts_together = models.BooleanField(_("count different products together"), default=False)

    # For which goods. An explicit mark, not empty lists: a category that is deleted must not open the promotion to all.
    everything = models.BooleanField(_("all goods"), default=True)
    products = models.ManyToManyField(
        Product, blank=True, related_name="promotions", verbose_name=_("products")
    )
    variants = models.ManyToManyField(
        Variant, blank=True, related_name="promotions", verbose_name=_("variants")
    )
    categories = models.ManyToManyField(
        CategoryPage, blank=True, related_name="promotions", verbose_name=_("categories")
    )
    excludes_reduced = models.BooleanField(_("not for goods with a reduced price"), default=False)
    minimum_goods = models.DecimalField(
        _("from goods worth (EUR, with VAT)"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    # For whom
    countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("countries of delivery"), default=list, blank=True
    )
    groups = models.ManyToManyField(
        CustomerGroup,
        through="PromotionGroup",
        blank=True,
        related_name="promotions",
        verbose_name=_("customer groups"),
    )
    first_order_only = models.BooleanField(_("first order only"), default=False)

    # When and how often. Half-open: [from, until).
    by_code = models.BooleanField(_("only with a code"), default=False)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    limit = models.PositiveIntegerField(_("orders at the most"), null=True, blank=True)
    limit_per_customer = models.PositiveIntegerField(
        _("orders per customer at the most"), null=True, blank=True
    )
    # Claimed like stock: by conditional UPDATE, behind it the constraint below (promotions.services.redemption).
    used = models.PositiveIntegerField(_("orders"), default=0, editable=False)

    # Beside others (promotions.engine.plan)
    combines = models.CharField(_("combines"), max_length=10, choices=Combines, default=Combines.ONE)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0)

    # Rises with every change; a form that was opened on an older one is refused.
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering = ["-pk"]
        default_permissions = ("view", "add", "change")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gt=0, percent__lte=100),
                name="promotions_percent_in_range",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="promotions_amount_positive"
            ),
            models.CheckConstraint(
                condition=~Q(kind="percent", percent__isnull=True)
                & ~Q(kind="amount", amount__isnull=True)
                & ~Q(kind="gift", gift__isnull=True)
                & (
                    ~Q(kind="buy_get")
                    | Q(
                        percent__isnull=False,
                        # A comparison with nothing is neither true nor false, and passes a check.
                        buy_quantity__isnull=False,
                        get_quantity__isnull=False,
                        buy_quantity__gte=1,
                        get_quantity__gte=1,
                    )
                ),
                name="promotions_kind_has_its_value",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="promotions_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(limit__isnull=True) | Q(used__lte=F("limit")), name="promotions_used_within_limit"
            ),
            models.CheckConstraint(
                condition=Q(minimum_goods__isnull=True) | Q(minimum_goods__gt=0),
                name="promotions_minimum_positive",
            ),
        ]
        indexes = [
            models.Index(
                fields=["by_code"], condition=Q(archived_at__isnull=True), name="promotions_in_force"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        return in_language(self.name_bg, self.name_en)


class PromotionGroup(models.Model):
    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE)
    group = models.ForeignKey(CustomerGroup, on_delete=models.PROTECT)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["promotion", "group"], name="promotions_group_once")]

    def __str__(self) -> str:
        return f"{self.promotion_id}: {self.group_id}"


class PromotionTier(models.Model):
    """From so many pieces on: so much cheaper, or so much for one."""

    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="tiers")
    from_quantity = models.PositiveSmallIntegerField(_("from pieces"))
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    unit_gross = models.DecimalField(
        _("price of one (EUR, with VAT)"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering = ["promotion", "from_quantity"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["promotion", "from_quantity"], name="promotions_tier_once"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True, unit_gross__gt=0)
                | Q(unit_gross__isnull=True, percent__gt=0, percent__lte=100),
                name="promotions_tier_is_one_thing",
            ),
            models.CheckConstraint(condition=Q(from_quantity__gte=1), name="promotions_tier_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.from_quantity}+"
