"""What is sold: it exists once, whatever the number of pages that show it (DESIGN 1.1)."""

import uuid
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models import ShopImage
from core.models.site_settings import in_language
from core.validators import validate_gtin
from products.models.operators import EconomicOperator
from taxes.models import VatClass


class ContentUnit(models.TextChoices):
    """What the content of a package is counted in; unit prices are per kg, l, m, m² or piece."""

    GRAM = "g", _("g")
    KILOGRAM = "kg", _("kg")
    MILLILITRE = "ml", _("ml")
    LITRE = "l", _("l")
    CENTIMETRE = "cm", _("cm")
    METRE = "m", _("m")
    SQUARE_METRE = "m2", _("m²")
    PIECE = "pc", _("pieces")


class Product(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name for staff"), max_length=200)
    brand = models.CharField(_("brand"), max_length=80, blank=True, db_index=True)
    vat_class = models.CharField(_("VAT class"), max_length=10, choices=VatClass, default=VatClass.STANDARD)
    tags = ArrayField(models.CharField(max_length=60), verbose_name=_("tags"), default=list, blank=True)
    # Where the product came from, "shopify:<handle>" and the like; a second import finds it by this.
    external_key = models.CharField(max_length=255, unique=True, null=True, blank=True, editable=False)
    # Safety (GPSR art. 19); products.services.safety says what is missing before a page may be published.
    manufacturer = models.ForeignKey(
        EconomicOperator,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="made_products",
        verbose_name=_("manufacturer"),
    )
    responsible_person = models.ForeignKey(
        EconomicOperator,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_products",
        verbose_name=_("responsible person in the EU"),
    )
    warnings_bg = models.TextField(_("warnings (Bulgarian)"), blank=True)
    warnings_en = models.TextField(_("warnings (English)"), blank=True)
    no_warnings = models.BooleanField(_("needs no warning"), default=False)
    gpsr_exempt_reason = models.CharField(_("exempt from safety facts because"), max_length=200, blank=True)
    # When a page of it was published for the first time: prices count as asked for from then on.
    on_sale_since = models.DateTimeField(_("on sale since"), null=True, blank=True, editable=False)
    # Rises with every change of the commercial data; a form that was opened on an older one is refused.
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["name", "pk"]
        permissions = [
            ("change_price", _("Can change prices")),
            ("change_stock", _("Can correct stock")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def warnings(self) -> str:
        """The warnings in the active language only: a warning in another one is none (GPSR art. 19(d))."""
        return self.warnings_en if (get_language() or "").startswith("en") else self.warnings_bg


class ProductOption(models.Model):
    """Something to choose: size, colour, any."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="options")
    name_bg = models.CharField(_("option (Bulgarian)"), max_length=40)
    name_en = models.CharField(_("option (English)"), max_length=40)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "name_bg"], name="products_option_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_bg, self.name_en)


class OptionValue(models.Model):
    option = models.ForeignKey(ProductOption, on_delete=models.CASCADE, related_name="values")
    label_bg = models.CharField(_("value (Bulgarian)"), max_length=60)
    label_en = models.CharField(_("value (English)"), max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["option", "label_bg"], name="products_option_value_once"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_bg, self.label_en)


class Variant(models.Model):
    """The thing that has a price, a SKU and stock. Every product has at least one."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="variants")
    values = models.ManyToManyField(OptionValue, blank=True, related_name="variants")
    # Sorted keys of the values, kept by the service: two variants of one product cannot be the same choice.
    options_key = models.CharField(max_length=120, blank=True)
    sku = models.CharField(_("SKU"), max_length=60, unique=True, null=True, blank=True)
    gtin = models.CharField(_("GTIN"), max_length=14, blank=True, validators=[validate_gtin])
    price = models.DecimalField(
        _("price (EUR, with VAT)"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    reduced_price = models.DecimalField(
        _("reduced price (EUR, with VAT)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    # Half-open, midnights in Sofia: [from, until). Nothing must flip a flag when they pass (DESIGN 1.3).
    reduced_from = models.DateTimeField(_("reduced from"), null=True, blank=True)
    reduced_until = models.DateTimeField(_("reduced until"), null=True, blank=True)
    # The lowest price of the 30 days before the reduction begins, computed from the history (products.prices).
    prior_price = models.DecimalField(
        _("lowest price before (EUR, with VAT)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    weight_grams = models.PositiveIntegerField(_("weight in grams"), default=0)
    # Of the packed thing, in millimetres; 0 where it was not measured. They make the volumetric weight of a parcel.
    length_mm = models.PositiveIntegerField(_("length in mm"), default=0)
    width_mm = models.PositiveIntegerField(_("width in mm"), default=0)
    height_mm = models.PositiveIntegerField(_("height in mm"), default=0)
    # Net content of the package; the unit price is computed from it (ЗЗП чл. 15 ff.).
    content_quantity = models.DecimalField(
        _("content"),
        max_digits=10,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.001"))],
    )
    content_unit = models.CharField(_("unit"), max_length=2, choices=ContentUnit, blank=True)
    image = models.ForeignKey(
        ShopImage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gt=0), name="products_price_positive"),
            models.CheckConstraint(
                condition=models.Q(reduced_price__isnull=True)
                | models.Q(
                    reduced_price__gt=0, reduced_price__lt=models.F("price"), reduced_from__isnull=False
                ),
                name="products_reduced_below_price_with_start",
            ),
            models.CheckConstraint(
                condition=models.Q(reduced_until__isnull=True)
                | models.Q(reduced_until__gt=models.F("reduced_from")),
                name="products_reduction_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(reduced_price__isnull=True)
                | models.Q(prior_price__isnull=False, reduced_price__lt=models.F("prior_price")),
                name="products_reduced_below_prior_price",
            ),
            models.CheckConstraint(condition=~models.Q(sku=""), name="products_sku_null_not_empty"),
            models.CheckConstraint(
                condition=models.Q(content_quantity__isnull=True, content_unit="")
                | (models.Q(content_quantity__gt=0) & ~models.Q(content_unit="")),
                name="products_content_with_its_unit",
            ),
            models.CheckConstraint(
                condition=models.Q(length_mm=0, width_mm=0, height_mm=0)
                | models.Q(length_mm__gt=0, width_mm__gt=0, height_mm__gt=0),
                name="products_all_three_sides_or_none",
            ),
            models.UniqueConstraint(
                fields=["product", "options_key"],
                condition=models.Q(archived_at__isnull=True),
                name="products_variant_choice_once",
            ),
        ]

    def __str__(self) -> str:
        return self.sku or f"{self.product} #{self.pk}"
