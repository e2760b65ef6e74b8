"""The forms of delivery in the Wagtail admin: they say in plain words what the constraints would refuse."""

from collections import defaultdict
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from shipping.models import DeliveryMethod, DeliveryZone
from shipping.postcodes import UnreadablePattern, parse


class DeliveryZoneForm(WagtailAdminModelForm):
    def clean_postcodes(self) -> str:
        """Refuse a pattern that nothing could match, and name it."""
        typed = self.cleaned_data["postcodes"]
        try:
            parse(typed)
        except UnreadablePattern as unreadable:
            raise forms.ValidationError(
                _(
                    "“%(pattern)s” cannot be read. Write one postcode a line without its dash (1504), a beginning with a star "
                    "(90*) or a range of numbers of the same length (1000-1999)."
                ),
                params={"pattern": unreadable.text[:40]},
            ) from None
        return typed

    def clean(self) -> dict[str, Any]:
        """Refuse a country that another zone takes whole before this one could, or that this one would take from another."""
        values = super().clean()
        chosen = {str(code) for code in values.get("countries", [])}
        if not chosen or "position" not in values or "postcodes" not in values:
            return values
        if len(chosen) > 1 and values["postcodes"].strip():
            self.add_error(
                "postcodes",
                _("Postcodes can be told apart within one country only: make a zone for each country."),
            )
        # A zone that is not stored yet stands behind the others of its position.
        place = (values["position"], self.instance.pk or float("inf"))
        for zone in DeliveryZone.objects.exclude(pk=self.instance.pk):
            both = {country.code for country in zone.countries} & chosen
            other = (zone.position, zone.pk)
            words = {"zone": zone.name, "countries": ", ".join(sorted(both))}
            if both and not zone.postcodes.strip() and (other < place or not values["postcodes"].strip()):
                text = _(
                    "The zone “%(zone)s” takes these countries already: %(countries)s. Say which postcodes this zone is for, and "
                    "give it a lower position than that one has."
                )
                self.add_error("countries", forms.ValidationError(text, params=words))
            elif both and not values["postcodes"].strip() and place < other:
                text = _(
                    "The zone “%(zone)s” is for some postcodes there (%(countries)s) and would never be reached: give this zone a "
                    "higher position."
                )
                self.add_error("position", forms.ValidationError(text, params=words))
        return values


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
        if values.get("per_kg") is not None and values.get("up_to_grams") is None:
            self.add_error(
                "per_kg", _("Say up to which weight the price holds; above it each kilogram counts.")
            )
        return values


class DeliveryMethodForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """Look at limits, prices and places together."""
        values = super().clean()
        least, most = values.get("goods_min"), values.get("goods_max")
        if least is not None and most is not None and most < least:
            self.add_error("goods_max", _("At most cannot be less than at least."))
        self._check_places(values.get("kind", ""))
        by_zone: dict[Any, list[forms.ModelForm]] = defaultdict(list)
        for form in self._kept("rates"):
            if form.cleaned_data.get("zone") is not None:
                by_zone[form.cleaned_data["zone"]].append(form)
        for steps in by_zone.values():
            _check_steps(steps)
        return values

    def _kept(self, name: str) -> list[forms.ModelForm]:
        return [
            form
            for form in self.formsets[name].forms
            # An empty form has nothing to say.
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]

    def _check_places(self, kind: str) -> None:
        places = self._kept("places")
        if kind == DeliveryMethod.Kind.PICKUP and not self.formsets["places"].errors and not places:
            self.add_error("kind", _("Add below at least one place where it can be collected."))
        elif kind and kind != DeliveryMethod.Kind.PICKUP and places:
            self.add_error("kind", _("Only what is collected in the shop has places: remove them below."))


def _check_steps(steps: list[forms.ModelForm]) -> None:
    """Refuse two prices for one weight, a heavier parcel that is cheaper, and kilograms below the heaviest step."""
    seen: set[int | None] = set()
    for form in steps:
        weight = form.cleaned_data.get("up_to_grams")
        if weight in seen:
            form.add_error(
                "up_to_grams" if weight else "zone",
                _("This zone has a price for this weight already.")
                if weight
                else _("This zone has a price already."),
            )
        seen.add(weight)
    ordered = sorted(
        steps,
        key=lambda form: (
            form.cleaned_data.get("up_to_grams") is None,
            form.cleaned_data.get("up_to_grams") or 0,
        ),
    )
    for lighter, heavier in pairwise(ordered):
        if lighter.cleaned_data.get("per_kg") is not None:
            lighter.add_error(
                "per_kg",
                _("Only the heaviest step goes on by the kilogram: above this one another price holds."),
            )
        below, above = lighter.cleaned_data.get("price"), heavier.cleaned_data.get("price")
        if below is not None and above is not None and above < below:
            heavier.add_error("price", _("A heavier parcel cannot cost less than a lighter one."))
