"""What the merchant is: company data, VAT position and words that a marketer may edit (DESIGN 1.20)."""

from copy import copy
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from stdnum import iban
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from core.brief import briefly
from core.compiled import CompiledQuery
from core.models.images import ShopImage
from core.sites import find_site
from core.validators import validate_bic, validate_eik, validate_iban


def in_language(bulgarian: str, english: str) -> str:
    """Return the text of the active language, or the other one where it is missing."""
    if (get_language() or "").startswith("en"):
        return english or bulgarian
    return bulgarian or english


# ЗОПБ чл. 3, ал. 1: BGN 10 000 and more only through a bank, at the fixed rate of 1.95583.
CASH_LAW_LIMIT = Decimal("5112.92")
CASH_LIMIT_HELP = _(
    "An order of this sum or more is not offered it; 0 offers it to none. Payments of EUR 5 112.92 and more must go through a "
    "bank (Cash Payments Restriction Act)."
)


class OssMode(models.TextChoices):
    """Directive 2006/112/EC, Art. 59c: below the threshold the home VAT may apply, above it that of the destination."""

    OFF = "off", _("our own VAT: below the threshold, not registered for OSS")
    VOLUNTARY = "voluntary", _("VAT of the destination, from the first order on")
    THRESHOLD = "threshold", _("VAT of the destination, once the threshold is passed")


@register_setting(icon="home")
class ShopSettings(BaseSiteSetting):
    # Company (ЗЕТ чл. 4: permanently accessible on every page)
    shop_name = models.CharField(_("shop name"), max_length=80, default="Vitrina")
    tagline_bg = models.CharField(_("tagline (Bulgarian)"), max_length=160, blank=True)
    tagline_en = models.CharField(_("tagline (English)"), max_length=160, blank=True)
    company_name_bg = models.CharField(_("company name (Bulgarian)"), max_length=160, blank=True)
    company_name_en = models.CharField(_("company name (English)"), max_length=160, blank=True)
    eik = models.CharField(_("company number (ЕИК)"), max_length=13, blank=True, validators=[validate_eik])
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    address_bg = models.CharField(_("seat and address (Bulgarian)"), max_length=255, blank=True)
    address_en = models.CharField(_("seat and address (English)"), max_length=255, blank=True)
    register_bg = models.CharField(_("register (Bulgarian)"), max_length=255, blank=True)
    register_en = models.CharField(_("register (English)"), max_length=255, blank=True)
    supervision_bg = models.CharField(_("supervising bodies (Bulgarian)"), max_length=255, blank=True)
    supervision_en = models.CharField(_("supervising bodies (English)"), max_length=255, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    opening_hours_bg = models.CharField(_("hours (Bulgarian)"), max_length=160, blank=True)
    opening_hours_en = models.CharField(_("hours (English)"), max_length=160, blank=True)
    # Money
    country = CountryField(_("country of the business"), default="BG")
    vat_registered = models.BooleanField(
        _("registered for VAT"), default=True, help_text=_("Off: no VAT is charged or shown.")
    )
    oss_mode = models.CharField(
        _("VAT of consumers in other EU states (OSS)"),
        max_length=10,
        choices=OssMode,
        default=OssMode.OFF,
        help_text=_(
            "Prices stay the same; what changes is whose VAT is inside them. The threshold is EUR 10 000 a year without VAT, "
            "counted by the shop."
        ),
    )
    cod_fee = models.DecimalField(
        _("fee for cash on delivery (EUR, with VAT)"),
        max_digits=12,
        decimal_places=2,
        default=Decimal("0.00"),
        validators=[MinValueValidator(0)],
    )
    cod_limit = models.DecimalField(
        _("cash on delivery below (EUR, with VAT)"),
        max_digits=12,
        decimal_places=2,
        default=Decimal("5000.00"),
        validators=[MinValueValidator(0)],
        help_text=_(
            "An order of this sum or more is not offered it. Payments of EUR 5 112.92 and more must go through a bank "
            "(Cash Payments Restriction Act)."
        ),
    )
    cod_countries = CountryField(
        _("cash on delivery in"),
        multiple=True,
        blank=True,
        help_text=_("Empty: wherever the delivery allows it."),
    )
    transfer_enabled = models.BooleanField(_("bank transfer offered"), default=False)
    bank_holder = models.CharField(_("account holder"), max_length=70, blank=True)
    bank_iban = models.CharField(_("IBAN"), max_length=34, blank=True, validators=[validate_iban])
    bank_bic = models.CharField(_("BIC"), max_length=11, blank=True, validators=[validate_bic])
    bank_name = models.CharField(_("bank"), max_length=70, blank=True)
    transfer_days = models.PositiveSmallIntegerField(
        _("days to pay by transfer"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("The goods are held so long; then the order expires."),
    )
    transfer_reminder_days = models.PositiveSmallIntegerField(
        _("remind so many days before the end"),
        default=2,
        validators=[MaxValueValidator(29)],
        help_text=_("0: no reminder."),
    )
    prior_price_days = models.PositiveSmallIntegerField(
        _("days of prices before a reduction"),
        default=30,
        validators=[MinValueValidator(7), MaxValueValidator(30)],
        help_text=_(
            "How long a product must have been on sale before its price may be shown as reduced. 30 is always lawful; fewer, "
            "for goods that are new in the shop, only after you asked a lawyer."
        ),
    )
    # The harmonised notice of the legal guarantee (Implementing Regulation (EU) 2025/1960, Annex I). It must be shown
    # unmodified, so it is uploaded as the Commission publishes it; until then the shop says the same in words.
    guarantee_notice_bg = models.ForeignKey(
        ShopImage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("notice of the legal guarantee (Bulgarian)"),
        help_text=_(
            "The official picture in this language, in colour and unchanged. Text is shown until it is here."
        ),
    )
    guarantee_notice_en = models.ForeignKey(
        ShopImage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("notice of the legal guarantee (English)"),
    )
    # Words for staff
    staff_email = models.EmailField(
        _("e-mail for staff notices"),
        blank=True,
        help_text=_("Gets a mail when money needs a person to look."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("shop_name"),
                FieldRowPanel([FieldPanel("tagline_bg"), FieldPanel("tagline_en")]),
            ],
            heading=_("Shop"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("company_name_bg"), FieldPanel("company_name_en")]),
                FieldRowPanel([FieldPanel("eik"), FieldPanel("vat_number")]),
                FieldRowPanel([FieldPanel("address_bg"), FieldPanel("address_en")]),
                FieldRowPanel([FieldPanel("register_bg"), FieldPanel("register_en")]),
                FieldRowPanel([FieldPanel("supervision_bg"), FieldPanel("supervision_en")]),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldRowPanel([FieldPanel("opening_hours_bg"), FieldPanel("opening_hours_en")]),
            ],
            heading=_("Company data in the footer"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("country"),
                FieldPanel("vat_registered"),
                FieldPanel("oss_mode"),
                FieldPanel("prior_price_days"),
            ],
            heading=_("VAT and prices"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("cod_fee"), FieldPanel("cod_limit", help_text=CASH_LIMIT_HELP)]),
                FieldPanel("cod_countries"),
            ],
            heading=_("Cash on delivery"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("transfer_enabled"),
                FieldRowPanel([FieldPanel("bank_holder"), FieldPanel("bank_name")]),
                FieldRowPanel([FieldPanel("bank_iban"), FieldPanel("bank_bic")]),
                FieldRowPanel([FieldPanel("transfer_days"), FieldPanel("transfer_reminder_days")]),
            ],
            heading=_("Bank transfer"),
        ),
        MultiFieldPanel(
            [FieldPanel("guarantee_notice_bg"), FieldPanel("guarantee_notice_en")],
            heading=_("Legal guarantee"),
        ),
        MultiFieldPanel([FieldPanel("staff_email")], heading=_("Notices")),
    ]

    select_related = ["guarantee_notice_bg", "guarantee_notice_en"]

    class Meta:
        verbose_name = _("shop")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cod_fee__gte=0), name="core_settings_cod_fee_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(transfer_enabled=False) | ~models.Q(bank_iban=""),
                name="core_settings_transfer_needs_iban",
            ),
        ]

    def clean(self) -> None:
        """Refuse what would be offered to shoppers and could not be done; an IBAN is kept without spaces."""
        super().clean()
        self.bank_iban, self.bank_bic = iban.compact(self.bank_iban), self.bank_bic.replace(" ", "").upper()
        wrong = {}
        if self.cod_limit is not None and self.cod_limit > CASH_LAW_LIMIT:
            wrong["cod_limit"] = _(
                "At most 5112.92: the law wants payments of that sum and more to go through a bank."
            )
        if self.transfer_enabled and not self.bank_iban:
            wrong["bank_iban"] = _("Enter the account to which transfers go, or do not offer them.")
        if self.transfer_enabled and not self.bank_holder.strip():
            wrong["bank_holder"] = _("Enter whose account it is: banks compare the name.")
        if wrong:
            raise ValidationError(wrong)

    @classmethod
    def for_request(cls, request: HttpRequest) -> "ShopSettings":
        """Return the settings of the request's site, at most a second old outside a transaction (core.brief)."""
        name = cls.get_cache_attr_name()
        if not hasattr(request, name):
            # A copy of its own: it remembers whose it is.
            shop = copy(_of_site(find_site(request)))
            shop._request = request
            setattr(request, name, shop)
        return getattr(request, name)

    @property
    def tagline(self) -> str:
        return in_language(self.tagline_bg, self.tagline_en)

    @property
    def company_name(self) -> str:
        return in_language(self.company_name_bg, self.company_name_en)

    @property
    def address(self) -> str:
        return in_language(self.address_bg, self.address_en)

    @property
    def register(self) -> str:
        return in_language(self.register_bg, self.register_en)

    @property
    def supervision(self) -> str:
        return in_language(self.supervision_bg, self.supervision_en)

    @property
    def opening_hours(self) -> str:
        return in_language(self.opening_hours_bg, self.opening_hours_en)

    @property
    def guarantee_notice(self) -> ShopImage | None:
        """The official notice in the active language only: in another one it would inform nobody."""
        english = (get_language() or "").startswith("en")
        return self.guarantee_notice_en if english else self.guarantee_notice_bg


@briefly
def _of_site(site: Site | None) -> ShopSettings:
    return ShopSettings.for_site(site)


_OF_DEFAULT_SITE = CompiledQuery(
    lambda: ShopSettings.base_queryset().filter(site__is_default_site=True).order_by("pk")
)


def default_shop() -> ShopSettings:
    """Return the settings of the default site, for work outside a request: mails, tasks, commands.

    Before a site exists these are the field defaults, not stored anywhere.
    """
    if found := _OF_DEFAULT_SITE():
        return found[0]
    site = Site.objects.filter(is_default_site=True).first()
    return ShopSettings.for_site(site) if site else ShopSettings()
