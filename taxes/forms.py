"""The forms of VAT rates and of the turnover in the Wagtail admin."""

from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from taxes.models import VatClass, VatRate
from taxes.territories import territory_countries


class VatRateForm(WagtailAdminModelForm):
    """Says in plain words what the constraints of the table would refuse."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        rate, vat_class = cleaned.get("rate"), cleaned.get("vat_class")
        if rate is not None and (vat_class == VatClass.ZERO) != (rate == 0):
            self.add_error("rate", _("The zero class, and no other, has a rate of 0."))
        region = cleaned.get("region") or ""
        if region and territory_countries().get(region) != cleaned.get("country"):
            self.add_error("region", _("This region does not belong to that country."))
        self._refuse_impossible_days(cleaned)
        return cleaned

    def _refuse_impossible_days(self, cleaned: dict[str, Any]) -> None:
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first is None or "valid_until" in self.errors:
            return
        if last is not None and last < first:
            self.add_error("valid_until", _("The last day lies before the first."))
            return
        others = VatRate.objects.filter(
            country=cleaned.get("country") or "",
            region=cleaned.get("region") or "",
            vat_class=cleaned.get("vat_class"),
        ).exclude(pk=self.instance.pk)
        if others.filter(valid_from=first).exists():
            self.add_error(
                "valid_from", _("There is a rate of this country and class from that day on already.")
            )
            return
        reaching = others.filter(valid_from__lt=first, valid_until__gte=first).first()
        if reaching is not None:
            words = _("The rate of %(rate)s %% is in force until %(day)s; begin after it, or end it earlier.")
            self.add_error("valid_from", words % {"rate": reaching.rate, "day": _day(reaching.valid_until)})
        following = others.filter(valid_from__gt=first).order_by("valid_from").first()
        if last is not None and following is not None and last >= following.valid_from:
            words = _("The rate of %(rate)s %% begins on %(day)s; end before it.")
            self.add_error("valid_until", words % {"rate": following.rate, "day": _day(following.valid_from)})


def _day(day: date | None) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else ""
