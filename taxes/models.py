"""VAT rates by country, class and day; the newest row that has begun is the one in force."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class VatClass(models.TextChoices):
    STANDARD = "standard", _("Standard rate")
    REDUCED = "reduced", _("Reduced rate")
    ZERO = "zero", _("Zero rate")


class VatRate(models.Model):
    country = CountryField(_("country"))
    vat_class = models.CharField(_("class"), max_length=10, choices=VatClass)
    rate = models.DecimalField(
        _("rate in percent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(99)],
    )
    valid_from = models.DateField(_("in force from"))
    source = models.CharField(_("source"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        ordering = ["country", "vat_class", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "vat_class", "valid_from"], name="taxes_one_rate_per_country_class_day"
            ),
            models.CheckConstraint(
                condition=models.Q(rate__gte=0) & models.Q(rate__lt=100), name="taxes_rate_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country.code} {self.get_vat_class_display()} {self.rate} %"
