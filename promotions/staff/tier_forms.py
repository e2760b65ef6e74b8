"""The rows of a price by quantity."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from promotions.models import Promotion
from promotions.services.editing import TierSpec
from promotions.staff.forms import PiecesField, money_field, percent_field

Kind = Promotion.Kind


class TierForm(forms.Form):
    from_quantity = PiecesField(label=_("From pieces"))
    percent = percent_field(label=_("Percent off"))
    unit_gross = money_field(label=_("or price of one (EUR, with VAT)"))

    def clean(self) -> None:
        typed = self.cleaned_data
        quantity, percent, price = (typed.get(name) for name in ("from_quantity", "percent", "unit_gross"))
        if self.errors or (quantity is None and percent is None and price is None):
            return
        if quantity is None:
            self.add_error("from_quantity", _("From how many pieces?"))
        if (percent is None) == (price is None):
            self.add_error("percent", _("Enter either a percentage or a price."))


class BaseTierFormSet(forms.BaseFormSet):
    def specs(self) -> list[TierSpec]:
        """Return the rows of a valid set that say something, the lowest quantity first."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("from_quantity")]
        specs = [TierSpec(row["from_quantity"], row["percent"], row["unit_gross"]) for row in rows]
        return sorted(specs, key=lambda spec: spec.from_quantity)

    def refuse(self, kind: str) -> bool:
        """Tell whether a valid set is still wrong for the kind, having said why at its first row."""
        if kind != Kind.TIERS:
            return False
        quantities = [spec.from_quantity for spec in self.specs()]
        if not quantities:
            self.forms[0].add_error("from_quantity", _("A price by quantity needs at least one row."))
        elif len(set(quantities)) < len(quantities):
            self.forms[0].add_error("from_quantity", _("A quantity stands in two rows."))
        return not self.is_valid()


TierFormSet = forms.formset_factory(TierForm, formset=BaseTierFormSet, extra=3, max_num=12, absolute_max=12)


def tier_forms(promotion: Promotion | None, data: Mapping[str, Any] | None = None) -> Any:
    rows = promotion.tiers.values("from_quantity", "percent", "unit_gross") if promotion else []
    return TierFormSet(data, initial=list(rows), prefix="tiers")
