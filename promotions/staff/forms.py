"""What a marketer says about a promotion; every refusal stands beside its field."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from products.models import CategoryPage, Product, Variant
from products.staff.related_form import ProductListField, ProductListWidget, described, whole_numbers
from products.staff.widgets import FigureField
from promotions.codes import MOST_SIGNS, is_code
from promotions.models import CustomerGroup, Promotion
from promotions.services.coupons import taken_codes
from promotions.services.editing import PromotionSpec, TierSpec

Kind = Promotion.Kind
# Home stands at depth 2, so the first categories below it at 3.
_FIRST_DEPTH = 3
# Most deliveries go to the Union: its countries stand first.
_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
# Which columns belong to which kind; the others are emptied, so that nothing unseen is kept.
_VALUES = {
    Kind.PERCENT: ("percent",),
    Kind.AMOUNT: ("amount",),
    Kind.BUY_GET: ("percent", "buy_quantity", "get_quantity"),
    Kind.GIFT: ("gift",),
}
_OPTIONAL = {Kind.BUY_GET: ("most_times",), Kind.TIERS: ("counts_together",)}


class ChosenProductsWidget(ProductListWidget):
    template_name = "promotions/staff/product_list.html"


class CategoriesField(forms.ModelMultipleChoiceField):
    """Categories by their place in the tree of the main language."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, category: CategoryPage) -> str:
        return "– " * (category.depth - _FIRST_DEPTH) + category.title


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class PiecesField(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": 999, "required": False, **options})


def percent_field(**options: Any) -> FigureField:
    limits = {"min_value": Decimal("0.01"), "max_value": Decimal(100), "max_digits": 5, "decimal_places": 2}
    return FigureField(required=False, **limits, **options)


def money_field(**options: Any) -> FigureField:
    limits = {"min_value": Decimal("0.01"), "max_digits": 12, "decimal_places": 2}
    return FigureField(required=False, **limits, **options)


def country_choices() -> list[tuple[Any, Any]]:
    named = [(code, name) for code, name in countries]
    return [
        (_("European Union"), [(code, name) for code, name in named if code in _UNION]),
        (_("Other countries"), [(code, name) for code, name in named if code not in _UNION]),
    ]


class PromotionForm(forms.Form):
    label = forms.CharField(label=_("Name for staff"), max_length=120)
    name_bg = forms.CharField(
        label=_("Name (Bulgarian)"), max_length=160, help_text=_("Shoppers read it beside the discount.")
    )
    name_en = forms.CharField(label=_("Name (English)"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    percent = percent_field(label=_("Percent off"))
    amount = money_field(label=_("Sum off (EUR, with VAT)"))
    buy_quantity = PiecesField(label=_("Pieces to buy"))
    get_quantity = PiecesField(
        label=_("Pieces that are cheaper"), help_text=_("The cheapest ones of all that the promotion is for.")
    )
    most_times = PiecesField(label=_("Times per order at the most"))
    gift = forms.CharField(
        label=_("Gift (SKU)"),
        max_length=60,
        required=False,
        help_text=_(
            "It is put into the cart by itself while there is one, and taken from stock with the order."
        ),
    )
    counts_together = forms.BooleanField(label=_("Count different products together"), required=False)
    products = ProductListField(label=_("Products"), required=False, widget=ChosenProductsWidget)
    categories = CategoriesField(
        label=_("Categories"),
        queryset=CategoryPage.objects.none(),
        required=False,
        help_text=_("With everything below them, in all languages."),
    )
    variants = forms.CharField(
        label=_("Single variants (SKU)"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line."),
    )
    excludes_reduced = forms.BooleanField(label=_("Not for goods with a reduced price"), required=False)
    minimum_goods = money_field(
        label=_("From goods worth (EUR, with VAT)"),
        help_text=_("Counted are the goods that the promotion is for, before discounts."),
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries of delivery"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("None chosen: all."),
    )
    groups = forms.ModelMultipleChoiceField(
        label=_("Customer groups"),
        queryset=CustomerGroup.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: everybody."),
    )
    first_order_only = forms.BooleanField(label=_("Only for a first order"), required=False)
    by_code = forms.TypedChoiceField(
        label=_("How it comes into the cart"),
        choices=[("no", _("By itself")), ("yes", _("With a code that the shopper enters"))],
        coerce=lambda typed: typed == "yes",
        initial="no",
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=MOST_SIGNS,
        required=False,
        help_text=_("More codes can be made once the promotion is saved."),
    )
    starts_at = forms.DateTimeField(label=_("From"), required=False, widget=MomentInput)
    ends_at = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=MomentInput,
        help_text=_("At this moment it no longer counts."),
    )
    limit = forms.IntegerField(
        label=_("Orders at the most"), min_value=1, max_value=1_000_000_000, required=False
    )
    limit_per_customer = forms.IntegerField(
        label=_("Orders per customer at the most"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text=_("A guest is known by the e-mail of the order."),
    )
    combines = forms.ChoiceField(
        label=_("Together with other promotions"),
        choices=Promotion.Combines.choices,
        initial=Promotion.Combines.ONE,
    )
    priority = forms.IntegerField(
        label=_("Priority"),
        min_value=0,
        max_value=1000,
        initial=0,
        help_text=_(
            "Where two do not combine, the higher number wins; of equal numbers, what saves the shopper more."
        ),
    )

    def __init__(self, *args: Any, promotion: Promotion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promotion = promotion
        main = CategoryPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).order_by("path")
        self.fields["categories"].queryset = main  # type: ignore[attr-defined]
        self.fields["countries"].choices = country_choices()  # type: ignore[attr-defined]
        if promotion:
            del self.fields["code"]
        ids = whole_numbers(self["products"].value() or ())
        self.fields["products"].widget.products = {product.pk: product for product in described(ids)}  # type: ignore[attr-defined]

    @classmethod
    def of(cls, promotion: Promotion, data: Mapping[str, Any] | None = None) -> "PromotionForm":
        """Return the form of a stored promotion."""
        same = [name for name in cls.base_fields if name not in ("code", "gift", "variants", "products")]
        initial = {name: getattr(promotion, name) for name in same if hasattr(promotion, name)}
        initial |= {
            "by_code": "yes" if promotion.by_code else "no",
            "gift": (promotion.gift.sku or "") if promotion.gift else "",
            "products": list(promotion.products.values_list("pk", flat=True)),
            "variants": "\n".join(sku or "" for sku in promotion.variants.values_list("sku", flat=True)),
            "categories": list(promotion.categories.all()),
            "groups": list(promotion.groups.all()),
        }
        return cls(data, initial=initial, promotion=promotion)

    def clean_gift(self) -> Variant | None:
        sku = self.cleaned_data["gift"].strip()
        if not sku:
            return None
        found = Variant.objects.filter(sku=sku, archived_at__isnull=True).first()
        if found is None:
            raise forms.ValidationError(_("There is no variant with this SKU."))
        return found

    def clean_products(self) -> list[Product]:
        return list(Product.objects.filter(pk__in=self.cleaned_data["products"]))

    def clean_variants(self) -> list[Variant]:
        typed = [sku for line in self.cleaned_data["variants"].splitlines() if (sku := line.strip())]
        found = {variant.sku: variant for variant in Variant.objects.filter(sku__in=typed)}
        if missing := [sku for sku in typed if sku not in found]:
            raise forms.ValidationError(
                _("There is no variant with the SKU %(skus)s."), params={"skus": ", ".join(missing[:5])}
            )
        return list(found.values())

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if code and not is_code(code):
            raise forms.ValidationError(_("Use letters, digits, hyphens and underscores."))
        if code and taken_codes([code]):
            raise forms.ValidationError(_("This code exists already, in this promotion or another."))
        return code

    def clean(self) -> None:
        typed = self.cleaned_data
        kind = typed.get("kind", "")
        for name in _VALUES.get(kind, ()):
            if typed.get(name) is None and name not in self.errors:
                self.add_error(name, _("This kind of promotion needs it."))
        starts, ends = typed.get("starts_at"), typed.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must come after the beginning."))
        if (
            not self.promotion
            and typed.get("by_code")
            and not typed.get("code")
            and "code" not in self.errors
        ):
            self.add_error("code", _("Enter the first code."))

    def spec(self, tiers: list[TierSpec]) -> PromotionSpec:
        """Return what was typed into a valid form, with the columns of other kinds emptied."""
        typed = self.cleaned_data
        kind = Kind(typed["kind"])
        belongs = (*_VALUES.get(kind, ()), *_OPTIONAL.get(kind, ()))
        empty = {"counts_together": False}
        by_kind = (
            "percent",
            "amount",
            "buy_quantity",
            "get_quantity",
            "most_times",
            "gift",
            "counts_together",
        )
        values = {name: typed[name] if name in belongs else empty.get(name) for name in by_kind}
        values |= {
            name: typed[name]
            for name in (
                *("label", "name_bg", "name_en", "kind", "excludes_reduced", "minimum_goods"),
                *("countries", "first_order_only", "by_code", "starts_at", "ends_at", "limit"),
                *("limit_per_customer", "combines", "priority"),
            )
        }
        return PromotionSpec(
            values=values,
            products=typed["products"],
            variants=typed["variants"],
            categories=list(typed["categories"]),
            groups=list(typed["groups"]),
            tiers=tuple(tiers) if kind == Kind.TIERS else (),
        )
