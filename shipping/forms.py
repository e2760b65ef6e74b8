"""The forms of delivery in the Wagtail admin: they say in plain words what the constraints would refuse."""

from collections import Counter
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from shipping.models import DeliveryZone


class DeliveryZoneForm(WagtailAdminModelForm):
    def clean_countries(self) -> Any:
        """Refuse a country that stands in another zone: there it could never apply."""
        chosen = self.cleaned_data["countries"]
        for zone in DeliveryZone.objects.exclude(pk=self.instance.pk):
            twice = {country.code for country in zone.countries} & {str(code) for code in chosen}
            if twice:
                raise forms.ValidationError(
                    _("The zone “%(zone)s” lists some of these countries already: %(countries)s."),
                    params={"zone": zone.name, "countries": ", ".join(sorted(twice))},
                )
        return chosen


class DeliveryRateForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        values = super().clean()
        least, most = values.get("days_min"), values.get("days_max")
        if least is not None and most is not None and most < least:
            self.add_error("days_max", _("At most cannot be less than at least."))
        free_from = values.get("free_from")
        if free_from is not None and free_from <= 0:
            self.add_error(
                "free_from", _("Enter a sum above zero, or nothing; a price of 0 makes it free for all.")
            )
        return values


class DeliveryMethodForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """Refuse two prices for one zone."""
        values = super().clean()
        kept = [
            form
            for form in self.formsets["rates"].forms
            if form.is_valid() and not form.cleaned_data.get("DELETE")
        ]
        zones = Counter(form.cleaned_data.get("zone") for form in kept)
        for form in kept:
            zone = form.cleaned_data.get("zone")
            if zone is not None and zones[zone] > 1:
                form.add_error("zone", _("This zone has a price already."))
        return values
