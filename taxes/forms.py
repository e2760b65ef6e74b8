"""The form of a VAT rate in the Wagtail admin."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from taxes.models import VatClass, VatRate


class VatRateForm(WagtailAdminModelForm):
    """Says in plain words what the constraints of the table would refuse."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        rate, vat_class = cleaned.get("rate"), cleaned.get("vat_class")
        if rate is not None and (vat_class == VatClass.ZERO) != (rate == 0):
            self.add_error("rate", _("The zero class, and no other, has a rate of 0."))
        same = VatRate.objects.filter(
            country=cleaned.get("country") or "", vat_class=vat_class, valid_from=cleaned.get("valid_from")
        ).exclude(pk=self.instance.pk)
        if same.exists():
            self.add_error(
                "valid_from", _("There is a rate of this country and class from that day on already.")
            )
        return cleaned
