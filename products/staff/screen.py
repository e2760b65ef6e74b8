"""The commerce screen of one product: what is read for it, and its forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.db.models import Prefetch

from products.models import OptionValue, PriceChange, Product, ProductPage, StockMovement, Variant
from products.staff.forms import (
    ArchiveForm,
    NewVariantForm,
    OptionForm,
    PriceForm,
    ProductForm,
    StockForm,
    VariantForm,
    day_of,
    last_day_of,
)
from products.staff.safety_form import Readiness, SafetyForm, readiness_of
from products.staff.window_form import WindowForm, open_categories


@dataclass
class Row:
    """A variant with its forms; a form is None where the person may only look."""

    variant: Variant
    label: str
    details: VariantForm | None = None
    prices: PriceForm | None = None

    @property
    def first_day(self) -> date | None:
        return day_of(self.variant.reduced_from)

    @property
    def last_day(self) -> date | None:
        """The last day of the reduction; the row holds the midnight after it."""
        return last_day_of(self.variant.reduced_until)


@dataclass(frozen=True)
class Window:
    """A page that shows the product; `may_edit` tells whether this person may open its editor."""

    page: ProductPage
    may_edit: bool


@dataclass
class Screen:
    product: Product
    rows: list[Row]
    windows: list[Window]
    movements: list[StockMovement]
    price_changes: list[PriceChange]
    product_form: ProductForm | None = None
    stock_form: StockForm | None = None
    option_form: OptionForm | None = None
    new_variant_form: NewVariantForm | None = None
    archive_form: ArchiveForm | None = None
    safety_form: SafetyForm | None = None
    readiness: list[Readiness] = field(default_factory=list)
    # Only while no page shows the product, for who may make one.
    window_form: WindowForm | None = None
    messages: list[str] = field(default_factory=list)


def variants_of(product: Product) -> list[Variant]:
    """Return the variants that are not archived, with stock and values: two queries."""
    values = Prefetch("values", queryset=OptionValue.objects.order_by("option__position", "position"))
    rows = product.variants.filter(archived_at__isnull=True).select_related("stock", "image")
    return list(rows.prefetch_related(values))


def build_screen(
    product: Product, user: AbstractUser, *, section: str = "", data: Mapping[str, Any] | None = None
) -> Screen:
    """Read the product and make the forms that this person may use; the posted section keeps what was typed."""
    variants = variants_of(product)

    def posted(name: str) -> Mapping[str, Any] | None:
        return data if section == name else None

    screen = Screen(
        product=product,
        rows=[Row(variant, ", ".join(v.label for v in variant.values.all())) for variant in variants],
        windows=[
            Window(page, page.permissions_for_user(user).can_edit())
            for page in product.pages.select_related("locale").order_by("locale_code")
        ],
        movements=list(
            StockMovement.objects.filter(variant__product=product)
            .select_related("variant")
            .order_by("-at", "-pk")[:20]
        ),
        price_changes=list(
            PriceChange.objects.filter(variant__product=product)
            .select_related("variant")
            .order_by("-at", "-pk")[:20]
        ),
    )
    if user.has_perm("products.change_product"):
        screen.product_form = ProductForm.of(product, posted("details"))
        screen.option_form = OptionForm(posted("option"), prefix="option")
        # Without options there is nothing that would tell a second variant from the first.
        if not variants or product.options.exists():
            screen.new_variant_form = NewVariantForm(product, posted("variant"))
        screen.archive_form = ArchiveForm(posted("archive"), prefix="archive")
        screen.safety_form = SafetyForm.of(product, posted("safety"))
        screen.readiness = readiness_of(product)
        if not screen.windows and open_categories(user).exists():
            screen.window_form = WindowForm(user, posted("window"))
        for row in screen.rows:
            row.details = VariantForm.of(row.variant, posted("details"))
    if user.has_perm("products.change_price"):
        for row in screen.rows:
            row.prices = PriceForm.of(row.variant, posted("prices"))
    if user.has_perm("products.change_stock"):
        screen.stock_form = StockForm(product, posted("stock"))
    return screen


def all_valid(found: list[forms.Form | None]) -> bool:
    """Check every form, so that every message is shown at once."""
    verdicts = [form is not None and form.is_valid() for form in found]
    return all(verdicts)
