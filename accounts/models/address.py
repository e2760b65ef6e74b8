"""The address book of an account. Orders copy what they need; an address is archived, never deleted (DESIGN 1.20)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class Address(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses")
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=32)
    address_line1 = models.CharField(_("address"), max_length=160)
    address_line2 = models.CharField(_("address, second line"), max_length=160, blank=True)
    city = models.CharField(_("town"), max_length=80)
    postcode = models.CharField(_("postcode"), max_length=16)
    region = models.CharField(_("region"), max_length=80, blank=True)
    country = CountryField(_("country"), default="BG")
    # The company that an invoice to this address is for; empty for a consumer.
    company_name = models.CharField(_("company"), max_length=160, blank=True)
    company_number = models.CharField(_("company number (ЕИК)"), max_length=20, blank=True)
    company_vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    company_address = models.CharField(_("address of the company"), max_length=255, blank=True)
    company_person = models.CharField(_("person in charge (МОЛ)"), max_length=120, blank=True)
    is_delivery_default = models.BooleanField(_("usual address of delivery"), default=False)
    is_invoice_default = models.BooleanField(_("usual address of the invoice"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["-is_delivery_default", "-is_invoice_default", "-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_delivery_default=True), name="accounts_address_one_delivery"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_invoice_default=True), name="accounts_address_one_invoice"
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True)
                | Q(is_delivery_default=False, is_invoice_default=False),
                name="accounts_address_archived_is_no_default",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.address_line1, f"{self.postcode} {self.city}")))
