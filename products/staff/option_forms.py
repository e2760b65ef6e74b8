"""What a marketer types about options: their names and values, and the variants made of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from products.models import Product, ProductOption
from products.staff.widgets import FigureField


class OptionForm(forms.Form):
    """Something to choose: its name and values in both languages, a value a line."""

    name_bg = forms.CharField(label=_("Option (Bulgarian)"), max_length=40)
    name_en = forms.CharField(label=_("Option (English)"), max_length=40)
    values = forms.CharField(
        label=_("Values, one a line: Bulgarian | English"),
        help_text=_("One word is enough where both languages write it alike: S, M, 42."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "малък | small\nголям | large"}),
    )
    existing_value = forms.CharField(
        label=_("What the existing variants get"),
        help_text=_("One of the values above, in Bulgarian; needed only for a new option."),
        max_length=60,
        required=False,
    )

    def __init__(self, product: Product, data: Mapping[str, Any] | None = None, *, sold: bool) -> None:
        super().__init__(data, prefix="option")
        if not sold:
            del self.fields["existing_value"]

    def clean_values(self) -> list[tuple[str, str]]:
        lines = [line for line in self.cleaned_data["values"].splitlines() if line.strip()]
        pairs = []
        for line in lines:
            parts = [part.strip() for part in line.split("|")]
            if len(parts) > 2 or not all(parts) or (len(parts) == 1 and not parts[0].isascii()):
                raise forms.ValidationError(
                    _("Write “Bulgarian | English” in this line: %(line)s"),
                    params={"line": line.strip()[:60]},
                )
            pairs.append((parts[0], parts[-1]))
        if any(len(text) > 60 for pair in pairs for text in pair):
            raise forms.ValidationError(_("A value has at most 60 characters."))
        return pairs


class LabelsForm(forms.Form):
    """The names of all options and values; a value that no variant has can be taken away."""

    def __init__(self, options: Sequence[ProductOption], used: set[int], data=None) -> None:
        super().__init__(data, prefix="labels")
        self.options = options
        for option in options:
            self._pair(f"option-{option.pk}", option.name_bg, option.name_en, 40)
            for value in option.values.all():
                self._pair(f"value-{value.pk}", value.label_bg, value.label_en, 60)
                if value.pk not in used:
                    self.fields[f"remove-{value.pk}"] = forms.BooleanField(label=_("Remove"), required=False)

    def _pair(self, name: str, bg: str, en: str, longest: int) -> None:
        for language, label, text in (("bg", _("Bulgarian"), bg), ("en", _("English"), en)):
            self.fields[f"{name}-{language}"] = forms.CharField(label=label, initial=text, max_length=longest)

    def groups(self) -> list[dict[str, Any]]:
        """Return the fields as the template lays them out: an option, then its values."""
        return [
            {
                "name": option.name,
                "pair": self._bound(f"option-{option.pk}"),
                "values": [self._bound(f"value-{value.pk}", value.pk) for value in option.values.all()],
            }
            for option in self.options
        ]

    def _bound(self, name: str, value_id: int | None = None) -> dict[str, Any]:
        remove = f"remove-{value_id}"
        return {
            "bg": self[f"{name}-bg"],
            "en": self[f"{name}-en"],
            "remove": self[remove] if remove in self.fields else None,
        }

    def typed(self, kind: str) -> dict[int, tuple[str, str]]:
        """Return the names of every "option" or "value" by its key."""
        found = self.cleaned_data
        return {
            int(name.split("-")[1]): (found[name], found[name.removesuffix("bg") + "en"])
            for name in found
            if name.startswith(f"{kind}-") and name.endswith("-bg")
        }

    def removed(self) -> list[int]:
        found = self.cleaned_data.items()
        return [int(name.split("-")[1]) for name, ticked in found if name.startswith("remove-") and ticked]


class GenerateForm(forms.Form):
    """A variant of every combination, all at one price to begin with."""

    price = FigureField(label=_("Price of each (EUR, with VAT)"), max_digits=12, decimal_places=2)
    weight_grams = forms.IntegerField(label=_("Weight (g)"), min_value=0, max_value=1_000_000, initial=0)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="generate")


class NewVariantForm(forms.Form):
    """One more variant: a value of each option, a price and perhaps a SKU."""

    price = FigureField(label=_("Price (EUR, with VAT)"), max_digits=12, decimal_places=2)
    sku = forms.CharField(label=_("SKU"), max_length=60, required=False)
    weight_grams = forms.IntegerField(label=_("Weight (g)"), min_value=0, max_value=1_000_000, initial=0)

    def __init__(self, options: Sequence[ProductOption], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="new")
        self.options = options
        for option in options:
            choices = [(index, value.label) for index, value in enumerate(option.values.all())]
            self.fields[f"option-{option.pk}"] = forms.TypedChoiceField(
                label=option.name, choices=choices, coerce=int
            )

    def values(self) -> list[int]:
        return [self.cleaned_data[f"option-{option.pk}"] for option in self.options]
