"""Where we deliver, how, and for how much; prices are gross EUR."""

from datetime import time

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from core.models.site_settings import in_language


class DeliveryZone(models.Model):
    """Places that share prices: countries, or some postcodes of them. The first zone, by position, that takes an address wins."""

    name = models.CharField(_("name"), max_length=80)
    countries = CountryField(_("countries"), multiple=True)
    # One pattern a line (shipping.postcodes); empty for the whole of the countries.
    postcodes = models.TextField(_("postcodes"), blank=True, max_length=4000)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("delivery zone")
        verbose_name_plural = _("delivery zones")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class DeliveryMethod(ClusterableModel):
    class Kind(models.TextChoices):
        ADDRESS = "address", _("To an address")
        OFFICE = "office", _("To an office of the courier")
        PICKUP = "pickup", _("Collected in the shop")

    # Shorter than the column: where it is collected stands behind the code in a cart (shipping.offers).
    code = models.SlugField(
        _("code"),
        unique=True,
        validators=[MaxLengthValidator(40)],
        help_text=_("Kept on orders; do not reuse."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ADDRESS)
    name_bg = models.CharField(_("name (Bulgarian)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    description_bg = models.CharField(_("description (Bulgarian)"), max_length=200, blank=True)
    description_en = models.CharField(_("description (English)"), max_length=200, blank=True)
    allows_cod = models.BooleanField(_("cash on delivery possible"), default=True)
    active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # When
    cut_off = models.TimeField(
        _("orders until"),
        default=time(14, 0),
        help_text=_("Later orders, and those of days off, are worked on the next working day."),
    )
    handling_days = models.PositiveSmallIntegerField(
        _("working days to prepare"),
        default=0,
        validators=[MaxValueValidator(30)],
        help_text=_("0: what is ordered in time leaves the same day."),
    )
    # What it takes
    goods_min = models.DecimalField(
        _("for goods worth at least (EUR, with VAT)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    goods_max = models.DecimalField(
        _("for goods worth at most (EUR, with VAT)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("For instance the sum up to which the courier insures."),
    )
    heaviest_grams = models.PositiveIntegerField(
        _("heaviest parcel (g)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("What it really weighs. Empty: no limit beside those of the prices."),
    )
    longest_mm = models.PositiveIntegerField(
        _("longest side (mm)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Of the longest thing in the parcel. Empty: any."),
    )
    volumetric_divisor = models.PositiveIntegerField(
        _("volumetric divisor (cm³ per kg)"),
        null=True,
        blank=True,
        default=5000,
        validators=[MinValueValidator(1000), MaxValueValidator(20000)],
        help_text=_(
            "Length × width × height in cm, divided by this, is charged as kilograms where it is more than the weight. Couriers "
            "state it: mostly 5000 or 6000. Empty: only the weight counts."
        ),
    )

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(goods_min__isnull=True) | models.Q(goods_min__gte=0),
                name="shipping_goods_min_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(goods_min__isnull=True)
                | models.Q(goods_max__isnull=True)
                | models.Q(goods_max__gte=models.F("goods_min")),
                name="shipping_goods_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(volumetric_divisor__isnull=True) | models.Q(volumetric_divisor__gt=0),
                name="shipping_divisor_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_bg, self.name_en)

    @property
    def description(self) -> str:
        return in_language(self.description_bg, self.description_en)


class DeliveryRate(Orderable):
    """What a method costs in a zone up to a weight: gross EUR, free from a goods total on where `free_from` is set."""

    method = ParentalKey(DeliveryMethod, on_delete=models.CASCADE, related_name="rates")
    zone = models.ForeignKey(
        DeliveryZone, on_delete=models.PROTECT, related_name="rates", verbose_name=_("zone")
    )
    # Null for any weight. What is charged for counts, the volumetric weight included.
    up_to_grams = models.PositiveIntegerField(
        _("up to (g)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    price = models.DecimalField(
        _("price (EUR, with VAT)"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    per_kg = models.DecimalField(
        _("per started kg above (EUR, with VAT)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    free_from = models.DecimalField(
        _("free from goods worth (EUR, with VAT)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    days_min = models.PositiveSmallIntegerField(
        _("working days, at least"), default=1, validators=[MaxValueValidator(60)]
    )
    days_max = models.PositiveSmallIntegerField(
        _("working days, at most"), default=3, validators=[MaxValueValidator(60)]
    )

    class Meta(Orderable.Meta):
        verbose_name = _("delivery price")
        verbose_name_plural = _("delivery prices")
        constraints = [
            models.UniqueConstraint(
                fields=["method", "zone", "up_to_grams"],
                name="shipping_one_price_per_weight",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="shipping_price_not_negative"),
            models.CheckConstraint(
                condition=models.Q(up_to_grams__isnull=True) | models.Q(up_to_grams__gt=0),
                name="shipping_weight_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(per_kg__isnull=True) | models.Q(per_kg__gte=0, up_to_grams__isnull=False),
                name="shipping_per_kg_above_a_weight",
            ),
            models.CheckConstraint(
                condition=models.Q(free_from__isnull=True) | models.Q(free_from__gt=0),
                name="shipping_free_from_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(days_max__gte=models.F("days_min")), name="shipping_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} · {self.zone}: {self.price}"


class PickupPlace(Orderable):
    """Where an order is collected: its address and hours go onto the order."""

    method = ParentalKey(DeliveryMethod, on_delete=models.CASCADE, related_name="places")
    # With the name of the method it must fit into the order's column.
    name_bg = models.CharField(_("name (Bulgarian)"), max_length=38)
    name_en = models.CharField(_("name (English)"), max_length=38, blank=True)
    address_bg = models.CharField(_("address (Bulgarian)"), max_length=120)
    address_en = models.CharField(_("address (English)"), max_length=120, blank=True)
    hours_bg = models.CharField(_("hours (Bulgarian)"), max_length=80)
    hours_en = models.CharField(_("hours (English)"), max_length=80, blank=True)
    active = models.BooleanField(_("open"), default=True)

    class Meta(Orderable.Meta):
        verbose_name = _("place to collect")
        verbose_name_plural = _("places to collect")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_bg, self.name_en)

    @property
    def address(self) -> str:
        return in_language(self.address_bg, self.address_en)

    @property
    def hours(self) -> str:
        return in_language(self.hours_bg, self.hours_en)


class ClosedDay(models.Model):
    """A day on which nothing is sent although it is none of the weekend: a public holiday, stocktaking."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("why"), max_length=80)

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.name}"
