"""Who answers for the safety of a product: its manufacturer and the responsible person in the EU.

Regulation (EU) 2023/988 (GPSR) art. 19: an offer at a distance names both, with a postal and an electronic address.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

# The member states, and the EEA states, which apply the regulation as well.
SAFETY_AREA = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO".split()
)


class EconomicOperator(models.Model):
    """A manufacturer, importer or authorised representative (GPSR art. 3(13)); chosen on products, written once."""

    name = models.CharField(_("name or trade mark"), max_length=160)
    postal_address = models.TextField(_("postal address"), max_length=400)
    country = CountryField(_("country"))
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("web address"), blank=True, help_text=_("Where they can be written to."))

    class Meta:
        verbose_name = _("manufacturer or responsible person")
        verbose_name_plural = _("manufacturers and responsible persons")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(email="", website=""), name="products_operator_has_electronic_address"
            ),
            models.UniqueConstraint(fields=["name", "country"], name="products_operator_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.country.code})"

    def clean(self) -> None:
        if not (self.email or self.website):
            words = _("Give an e-mail address or a web address: the law wants one of them.")
            raise ValidationError({"email": words})

    @property
    def needs_responsible_person(self) -> bool:
        """Whether a product of this manufacturer needs somebody in the EU beside it (GPSR art. 16 and 19(b))."""
        return self.country.code not in SAFETY_AREA
