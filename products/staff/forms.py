"""What a marketer types about a product's commerce. Dates are days in Sofia, prices gross EUR."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.validators import validate_gtin
from products.models import ContentUnit, Product, Variant
from products.services.specs import PriceSpec, VariantDetails
from products.staff.meeting import MeetingForm
from products.staff.widgets import ContentField, FigureField, PictureField, SidesField
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


class DayField(forms.DateField):
    """A day of our time: far away, there is no midnight after it that a computer knows."""

    def __init__(self, **options: Any) -> None:
        limits = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
        super().__init__(widget=DayInput, validators=limits, **options)


def price_field(label: str, *, required: bool) -> FigureField:
    return FigureField(
        label=label, max_digits=12, decimal_places=2, min_value=Decimal("0.01"), required=required
    )


class ProductForm(MeetingForm):
    name = forms.CharField(label=_("Name for staff"), max_length=200)
    brand = forms.CharField(label=_("Brand"), max_length=80, required=False)
    vat_class = forms.ChoiceField(label=_("VAT class"), choices=VatClass.choices)
    tags = forms.CharField(
        label=_("Tags"), max_length=1000, required=False, help_text=_("For staff, with commas between.")
    )

    @classmethod
    def of(cls, product: Product, data=None) -> "ProductForm":
        initial = {"name": product.name, "brand": product.brand, "vat_class": product.vat_class}
        return cls(data, initial={**initial, "tags": ", ".join(product.tags)}, prefix="product")

    def clean_tags(self) -> list[str]:
        tags = dict.fromkeys(tag.strip() for tag in self.cleaned_data["tags"].split(","))
        if any(len(tag) > 60 for tag in tags):
            raise forms.ValidationError(_("A tag has at most 60 characters."))
        return [tag for tag in tags if tag]


class VariantForm(MeetingForm):
    image = PictureField(label=_("Picture"), required=False)
    sku = forms.CharField(label=_("SKU"), max_length=60, required=False)
    gtin = forms.CharField(
        label=_("GTIN"),
        max_length=14,
        required=False,
        validators=[validate_gtin],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    weight_grams = forms.IntegerField(label=_("Weight (g)"), min_value=0, max_value=1_000_000)
    sides = SidesField(label=_("Length × width × height (mm)"), required=False)
    content_quantity = ContentField(
        label=_("Content"), max_digits=10, decimal_places=3, min_value=Decimal("0.001"), required=False
    )
    content_unit = forms.ChoiceField(
        label=_("Unit"), choices=[("", "—"), *ContentUnit.choices], required=False
    )

    @classmethod
    def of(cls, variant: Variant, data=None) -> "VariantForm":
        initial = {
            "image": variant.image_id,
            "sku": variant.sku or "",
            "gtin": variant.gtin,
            "weight_grams": variant.weight_grams,
            "sides": SidesField.shown(variant.length_mm, variant.width_mm, variant.height_mm),
            "content_quantity": variant.content_quantity,
            "content_unit": variant.content_unit,
        }
        return cls(data, initial=initial, prefix=f"variant-{variant.pk}")

    def details(self) -> VariantDetails:
        typed = dict(self.cleaned_data)
        length, width, height = SidesField.measured(typed.pop("sides"))
        return VariantDetails(
            image_id=typed.pop("image"), length_mm=length, width_mm=width, height_mm=height, **typed
        )


class PriceForm(MeetingForm):
    price = price_field(_("Price (EUR, with VAT)"), required=True)
    reduced_price = price_field(_("Reduced"), required=False)
    reduced_from = DayField(label=_("From"), required=False)
    reduced_until = DayField(label=_("Until, that day included"), required=False)

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


class StockForm(forms.Form):
    """Stock changes by differences with a reason, never by writing a total (DESIGN 1.2)."""

    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Delivery, count, breakage: it stands in the ledger.")
    )

    def __init__(self, variants: Iterable[Variant], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="stock")
        for variant in variants:
            self.fields[self.name_of(variant.pk)] = forms.IntegerField(
                label=_("Difference (+ came in, − went)"),
                min_value=-1_000_000,
                max_value=1_000_000,
                required=False,
                widget=forms.NumberInput(attrs={"placeholder": "±0"}),
            )

    @staticmethod
    def name_of(variant_id: int) -> str:
        return f"difference-{variant_id}"

    def differences(self) -> dict[int, int]:
        """Return what changes, by variant."""
        found = self.cleaned_data.items()
        return {int(name.removeprefix("difference-")): n for name, n in found if name != "reason" and n}

    def clean(self) -> None:
        if not self.errors and not self.differences():
            raise forms.ValidationError(_("Say by how much at least one variant changes."))


class VariantArchiveForm(forms.Form):
    """Which variant goes out of sale or comes back."""

    variant = forms.IntegerField(widget=forms.HiddenInput)


class ArchiveForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)
