"""What a marketer types about a product's commerce. Dates are days in Sofia, prices gross EUR."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.validators import validate_gtin
from products.models import Product, Variant
from products.selectors.catalogue import variant_label
from products.services.specs import PriceSpec, VariantDetails
from taxes.models import VatClass


def midnight(day: date | None) -> datetime | None:
    """The first moment of a day in the shop's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def day_of(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def last_day_of(end: datetime | None) -> date | None:
    """The last day of a span that ends at the midnight after it."""
    return day_of(end - timedelta(microseconds=1)) if end else None


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def price_field(label: str, *, required: bool) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=required,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class ProductForm(forms.Form):
    name = forms.CharField(label=_("Name for staff"), max_length=200)
    brand = forms.CharField(label=_("Brand"), max_length=80, required=False)
    vat_class = forms.ChoiceField(label=_("VAT class"), choices=VatClass.choices)

    @classmethod
    def of(cls, product: Product, data=None) -> "ProductForm":
        initial = {"name": product.name, "brand": product.brand, "vat_class": product.vat_class}
        return cls(data, initial=initial, prefix="product")


class VariantForm(forms.Form):
    sku = forms.CharField(label=_("SKU"), max_length=60, required=False)
    gtin = forms.CharField(label=_("GTIN"), max_length=14, required=False, validators=[validate_gtin])
    weight_grams = forms.IntegerField(label=_("Weight (g)"), min_value=0, max_value=1_000_000)

    @classmethod
    def of(cls, variant: Variant, data=None) -> "VariantForm":
        initial = {"sku": variant.sku or "", "gtin": variant.gtin, "weight_grams": variant.weight_grams}
        return cls(data, initial=initial, prefix=f"variant-{variant.pk}")

    def details(self, variant: Variant) -> VariantDetails:
        return VariantDetails(
            sku=self.cleaned_data["sku"],
            gtin=self.cleaned_data["gtin"],
            weight_grams=self.cleaned_data["weight_grams"],
            image_id=variant.image_id,
            content_quantity=variant.content_quantity,
            content_unit=variant.content_unit,
        )


class PriceForm(forms.Form):
    price = price_field(_("Price (EUR, with VAT)"), required=True)
    reduced_price = price_field(_("Reduced"), required=False)
    reduced_from = forms.DateField(label=_("From"), required=False, widget=DayInput)
    reduced_until = forms.DateField(label=_("Until, that day included"), required=False, widget=DayInput)

    @classmethod
    def of(cls, variant: Variant, data=None) -> "PriceForm":
        initial = {
            "price": variant.price,
            "reduced_price": variant.reduced_price,
            "reduced_from": day_of(variant.reduced_from),
            "reduced_until": last_day_of(variant.reduced_until),
        }
        return cls(data, initial=initial, prefix=f"price-{variant.pk}")

    def spec(self) -> PriceSpec:
        """The prices as the service takes them: the reduction ends at the midnight after its last day."""
        data = self.cleaned_data
        last = data["reduced_until"]
        return PriceSpec(
            price=data["price"],
            reduced_price=data["reduced_price"],
            reduced_from=midnight(data["reduced_from"]),
            reduced_until=midnight(last + timedelta(days=1)) if last else None,
        )


class VariantChoice(forms.ModelChoiceField):
    """Variants by what tells them apart."""

    def label_from_instance(self, variant: Variant) -> str:
        return " · ".join(part for part in (variant_label(variant), variant.sku) if part) or str(variant)


class StockForm(forms.Form):
    """Stock changes by a difference with a reason, never by writing a total (DESIGN 1.2)."""

    variant = VariantChoice(label=_("Variant"), queryset=Variant.objects.none(), empty_label=None)
    difference = forms.IntegerField(
        label=_("Difference (+ came in, − went)"), min_value=-1_000_000, max_value=1_000_000
    )
    reason = forms.CharField(label=_("Why"), max_length=200)

    def __init__(self, product: Product, data=None) -> None:
        super().__init__(data, prefix="stock")
        self.fields["variant"].queryset = product.variants.filter(archived_at__isnull=True).prefetch_related(
            "values__option"
        )

    def clean_difference(self) -> int:
        difference = self.cleaned_data["difference"]
        if difference == 0:
            raise forms.ValidationError(_("A difference of zero changes nothing."))
        return difference


class OptionForm(forms.Form):
    """Something to choose: its name and values in both languages, a value a line."""

    name_bg = forms.CharField(label=_("Option (Bulgarian)"), max_length=40)
    name_en = forms.CharField(label=_("Option (English)"), max_length=40)
    values = forms.CharField(
        label=_("Values, one a line: Bulgarian | English"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "малък | small\nголям | large"}),
    )

    def clean_values(self) -> list[tuple[str, str]]:
        lines = [line for line in self.cleaned_data["values"].splitlines() if line.strip()]
        pairs = [tuple(part.strip() for part in line.split("|")) for line in lines]
        wrong = [line for line, pair in zip(lines, pairs, strict=True) if len(pair) != 2 or not all(pair)]
        if wrong:
            raise forms.ValidationError(
                _("Write “Bulgarian | English” in this line: %(line)s"),
                params={"line": wrong[0].strip()[:60]},
            )
        if any(len(text) > 60 for pair in pairs for text in pair):
            raise forms.ValidationError(_("A value has at most 60 characters."))
        return [(bg, en) for bg, en in pairs]


class NewVariantForm(forms.Form):
    """One more variant: a value of each option, a price and perhaps a SKU."""

    price = price_field(_("Price (EUR, with VAT)"), required=True)
    sku = forms.CharField(label=_("SKU"), max_length=60, required=False)
    weight_grams = forms.IntegerField(label=_("Weight (g)"), min_value=0, max_value=1_000_000, initial=0)

    def __init__(self, product: Product, data=None) -> None:
        super().__init__(data, prefix="new")
        self.options = list(product.options.prefetch_related("values"))
        for option in self.options:
            choices = [(index, value.label) for index, value in enumerate(option.values.all())]
            self.fields[f"option-{option.pk}"] = forms.TypedChoiceField(
                label=option.name, choices=choices, coerce=int
            )

    def values(self) -> list[int]:
        return [self.cleaned_data[f"option-{option.pk}"] for option in self.options]


class ArchiveForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)
