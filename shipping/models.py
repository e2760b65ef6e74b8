"""Where we deliver, how, and for how much; prices are gross EUR."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from core.models.site_settings import in_language


class DeliveryZone(models.Model):
    """Countries that share prices. A country belongs to the first zone, by position, that lists it."""

    name = models.CharField(_("name"), max_length=80)
    countries = CountryField(_("countries"), multiple=True)
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

    code = models.SlugField(_("code"), unique=True, help_text=_("Kept on orders; do not reuse."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ADDRESS)
    name_bg = models.CharField(_("name (Bulgarian)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    description_bg = models.CharField(_("description (Bulgarian)"), max_length=200, blank=True)
    description_en = models.CharField(_("description (English)"), max_length=200, blank=True)
    allows_cod = models.BooleanField(_("cash on delivery possible"), default=True)
    active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_bg, self.name_en)

    @property
    def description(self) -> str:
        return in_language(self.description_bg, self.description_en)


class DeliveryRate(Orderable):
    """What a method costs in a zone: gross EUR, free from a goods total on where `free_from` is set."""

    method = ParentalKey(DeliveryMethod, on_delete=models.CASCADE, related_name="rates")
    zone = models.ForeignKey(
        DeliveryZone, on_delete=models.PROTECT, related_name="rates", verbose_name=_("zone")
    )
    price = models.DecimalField(
        _("price (EUR, with VAT)"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    free_from = models.DecimalField(
        _("free from goods worth (EUR, with VAT)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    days_min = models.PositiveSmallIntegerField(_("working days, at least"), default=1)
    days_max = models.PositiveSmallIntegerField(_("working days, at most"), default=3)

    class Meta(Orderable.Meta):
        verbose_name = _("delivery price")
        verbose_name_plural = _("delivery prices")
        constraints = [
            models.UniqueConstraint(fields=["method", "zone"], name="shipping_one_price_per_zone"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="shipping_price_not_negative"),
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
