"""What is asked before many products are changed. Dates are days in Sofia, sums gross EUR."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from products.models import Variant
from products.selectors.catalogue import variant_label
from products.services.bulk import FactsChange
from products.services.bulk_prices import PriceRule, Rounding, Way
from products.staff.forms import DayField, midnight
from products.staff.widgets import FigureField
from taxes.models import VatClass

UP, DOWN = "up", "down"
NO_CHANGE = ""
# With more variants than this only one difference for all can be given.
ROWS = 200
MOST_UNITS = 1_000_000


def reason_field(*, required: bool) -> forms.CharField:
    return forms.CharField(label=_("Why"), max_length=200, required=required)


class PriceRuleForm(forms.Form):
    way = forms.ChoiceField(label=_("What is to happen"), choices=Way.choices, widget=forms.RadioSelect)
    direction = forms.ChoiceField(
        label=_("Direction"), choices=[(UP, _("Up")), (DOWN, _("Down"))], initial=UP
    )
    amount = FigureField(
        label=_("How much"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=False,
        help_text=_("EUR or percent, as chosen above."),
    )
    rounding = forms.ChoiceField(label=_("Round the result"), choices=Rounding.choices, initial=Rounding.CENT)
    begins = DayField(label=_("Reduced from"), required=False)
    ends = DayField(label=_("Reduced until, that day included"), required=False)
    reason = reason_field(required=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        way, amount = data.get("way"), data.get("amount")
        if way in (Way.SUM, Way.PERCENT, Way.REDUCE) and amount is None and "amount" not in self.errors:
            self.add_error("amount", _("Say how much."))
        if way == Way.REDUCE:
            self._check_reduction(amount)
        if way == Way.PERCENT and data.get("direction") == DOWN and amount is not None and amount >= 100:
            self.add_error("amount", _("Less than 100 percent, or nothing would be left of the price."))
        return data

    def _check_reduction(self, amount: Decimal | None) -> None:
        begins, ends = self.cleaned_data.get("begins"), self.cleaned_data.get("ends")
        if amount is not None and amount >= 100:
            self.add_error("amount", _("Less than 100 percent, or nothing would be left of the price."))
        if begins is None:
            if "begins" not in self.errors:
                self.add_error("begins", _("Say when the reduction begins."))
            return
        if begins < timezone.localdate():
            self.add_error("begins", _("This day is over."))
        if ends is not None and ends < begins:
            self.add_error("ends", _("The reduction must end after it begins."))

    def rule(self) -> PriceRule:
        """Return the rule as the service takes it: a reduction ends at the midnight after its last day."""
        data = self.cleaned_data
        way, amount = Way(data["way"]), data["amount"] or Decimal(0)
        if way == Way.REDUCE:
            last = data["ends"]
            ends = midnight(last + timedelta(days=1)) if last else None
            return PriceRule(way, amount, Rounding(data["rounding"]), midnight(data["begins"]), ends)
        signed = -amount if data["direction"] == DOWN else amount
        return PriceRule(way, signed, Rounding(data["rounding"]))


class StockRuleForm(forms.Form):
    """A difference for all chosen variants, and another one for some of them."""

    difference = forms.IntegerField(
        label=_("Difference for all (+ came in, − went)"),
        min_value=-MOST_UNITS,
        max_value=MOST_UNITS,
        required=False,
    )
    reason = reason_field(required=True)

    def __init__(self, *args: Any, variants: Sequence[Variant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.variants = list(variants)
        self.rows = self.variants if len(self.variants) <= ROWS else []
        for variant in self.rows:
            self.fields[f"variant-{variant.pk}"] = forms.IntegerField(
                label=_("Difference of %(variant)s") % {"variant": variant_label(variant) or variant.product},
                min_value=-MOST_UNITS,
                max_value=MOST_UNITS,
                required=False,
                widget=forms.NumberInput(attrs={"size": 6}),
            )

    def lines(self) -> list[tuple[Variant, str, forms.BoundField]]:
        """Return the variants that may be given a difference of their own, in words and with its field."""
        return [(v, variant_label(v), self[f"variant-{v.pk}"]) for v in self.rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(self.differences().values()):
            self.add_error("difference", _("Give a difference: for all, or for some variants."))
        return data

    def differences(self) -> dict[int, int]:
        """Return the difference by variant: its own where one was given, zero included, else the one for all."""
        common = self.cleaned_data.get("difference") or 0
        own = {v.pk: self.cleaned_data.get(f"variant-{v.pk}") for v in self.rows}
        return {v.pk: common if (given := own.get(v.pk)) is None else given for v in self.variants}


class FactsForm(forms.Form):
    set_brand = forms.BooleanField(label=_("Set the brand"), required=False)
    brand = forms.CharField(
        label=_("Brand"), max_length=80, required=False, help_text=_("Empty takes the brand away.")
    )
    vat_class = forms.ChoiceField(
        label=_("VAT class"), choices=[(NO_CHANGE, _("As it is")), *VatClass.choices], required=False
    )
    add_tags = forms.CharField(
        label=_("Add tags"), max_length=1000, required=False, help_text=_("For staff, with commas between.")
    )
    remove_tags = forms.CharField(label=_("Remove tags"), max_length=1000, required=False)
    reason = reason_field(required=False)

    def clean_add_tags(self) -> list[str]:
        return self._tags("add_tags")

    def clean_remove_tags(self) -> list[str]:
        return self._tags("remove_tags")

    def _tags(self, name: str) -> list[str]:
        tags = dict.fromkeys(tag.strip() for tag in self.cleaned_data[name].split(","))
        if any(len(tag) > 60 for tag in tags):
            raise forms.ValidationError(_("A tag has at most 60 characters."))
        return [tag for tag in tags if tag]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("brand") and not data.get("set_brand"):
            # Whoever types a brand wants it set.
            data["set_brand"] = True
        if not self.errors and not any(
            data.get(name) for name in ("set_brand", "vat_class", "add_tags", "remove_tags")
        ):
            raise forms.ValidationError(_("Say what is to be changed."))
        return data

    def change(self) -> FactsChange:
        data = self.cleaned_data
        return FactsChange(
            brand=data["brand"] if data["set_brand"] else None,
            vat_class=data["vat_class"] or None,
            add_tags=data["add_tags"],
            remove_tags=data["remove_tags"],
        )


class ReasonForm(forms.Form):
    reason = reason_field(required=False)
