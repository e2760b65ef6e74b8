"""VAT rates by country, class and day; what VIES answered; how much was sold to consumers in other states."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.money import ZERO
from taxes.territories import REGIONS


class VatClass(models.TextChoices):
    STANDARD = "standard", _("Standard rate")
    REDUCED = "reduced", _("Reduced rate")
    ZERO = "zero", _("Zero rate")


class VatRate(models.Model):
    """A rate is in force from its first day to its last, or until the next one of its country and class begins."""

    country = CountryField(_("country"))
    region = models.CharField(
        _("region with rates of its own"),
        max_length=24,
        blank=True,
        default="",
        choices=list(REGIONS.items()),
    )
    vat_class = models.CharField(_("class"), max_length=10, choices=VatClass)
    rate = models.DecimalField(
        _("rate in percent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(99)],
    )
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(
        _("in force until"),
        null=True,
        blank=True,
        help_text=_("The last day. Empty: until the next rate of this country and class begins."),
    )
    source = models.CharField(_("source"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        ordering = ["country", "region", "vat_class", "-valid_from"]
        # That no two rows overlap is a trigger (migration 0003): an exclusion constraint would need btree_gist.
        constraints = [
            models.UniqueConstraint(
                fields=["country", "region", "vat_class", "valid_from"],
                name="taxes_one_rate_per_country_class_day",
            ),
            models.CheckConstraint(
                condition=Q(rate__gte=0) & Q(rate__lt=100), name="taxes_rate_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="taxes_rate_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country.code} {self.get_vat_class_display()} {self.rate} %"


class NumberCheck(models.Model):
    """What VIES said of a VAT number: kept as proof of the asking, and asked again after 24 hours.

    An answer that is neither yes nor no is not kept: it says nothing about the number.
    """

    class State(models.TextChoices):
        VALID = "valid", _("Valid")
        INVALID = "invalid", _("Not valid")

    # With its prefix, as VIES writes it: EL for Greece, XI for Northern Ireland.
    number = models.CharField(_("VAT number"), max_length=20)
    state = models.CharField(_("answer"), max_length=10, choices=State)
    name = models.CharField(_("name"), max_length=255, blank=True)
    address = models.TextField(_("address"), blank=True)
    requester = models.CharField(_("asked in the name of"), max_length=20, blank=True)
    reference = models.CharField(_("reference of VIES"), max_length=40, blank=True)
    answer = models.JSONField(_("whole answer"), default=dict)
    checked_at = models.DateTimeField(_("asked"), db_index=True)

    class Meta:
        verbose_name = _("check of a VAT number")
        verbose_name_plural = _("checks of VAT numbers")
        default_permissions = ("view",)
        ordering = ["-checked_at", "-pk"]
        indexes = [models.Index(fields=["number", "-checked_at"], name="taxes_check_by_number")]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_state_display()}"


class OssTurnover(models.Model):
    """What was sold in a calendar year (Sofia time) to consumers in other member states, net EUR.

    `net` is counted by the shop from its orders, `other_net` is typed in: sales of the same merchant elsewhere.
    """

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(2021), MaxValueValidator(2200)]
    )
    net = models.DecimalField(_("sold here, without VAT"), max_digits=12, decimal_places=2, default=0)
    other_net = models.DecimalField(
        _("sold elsewhere, without VAT"),
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_(
            "To consumers in other EU states by other ways than this shop, such as marketplaces: the threshold is one for all."
        ),
    )
    # The highest mark that staff was told of, in percent of the threshold.
    warned = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("turnover with consumers in other states")
        verbose_name_plural = _("turnover with consumers in other states")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=Q(other_net__gte=0), name="taxes_other_turnover_not_negative")
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def total(self) -> Decimal:
        return (self.net or ZERO) + (self.other_net or ZERO)
