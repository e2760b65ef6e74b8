"""The commerce screen of one product: what is read for it, and its forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.db.models import Prefetch
from django.forms import BoundField

from core.models import ShopImage
from products.models import (
    OptionValue,
    PriceChange,
    Product,
    ProductOption,
    ProductPage,
    ProductPageImage,
    StockMovement,
    Variant,
)
from products.selectors.restock import waiting_counts
from products.services.variants import Plan, plan_variants
from products.staff.forms import (
    ArchiveForm,
    PriceForm,
    ProductForm,
    StockForm,
    VariantArchiveForm,
    VariantForm,
    day_of,
    last_day_of,
)
from products.staff.meeting import MeetingForm
from products.staff.option_forms import GenerateForm, LabelsForm, NewVariantForm, OptionForm
from products.staff.related_form import RelatedForm
from products.staff.safety_form import Readiness, SafetyForm, readiness_of
from products.staff.window_form import WindowForm, open_categories


@dataclass
class Row:
    """A variant with its forms; a form is None where the person may only look."""

    variant: Variant
    label: str
    details: VariantForm | None = None
    prices: PriceForm | None = None
    difference: BoundField | None = None
    # Why the variant could not be archived or restored.
    refusal: str = ""
    # How many addresses wait for it to be back.
    waiting: int = 0

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
    archived_rows: list[Row]
    options: list[ProductOption]
    windows: list[Window]
    movements: list[StockMovement]
    price_changes: list[PriceChange]
    # What was posted and is shown again; empty when the screen was just opened.
    section: str = ""
    plan: Plan | None = None
    product_form: ProductForm | None = None
    stock_form: StockForm | None = None
    option_form: OptionForm | None = None
    labels_form: LabelsForm | None = None
    generate_form: GenerateForm | None = None
    new_variant_form: NewVariantForm | None = None
    variant_form: VariantArchiveForm | None = None
    archive_form: ArchiveForm | None = None
    related_form: RelatedForm | None = None
    # Pictures of the product's pages, which are quickly chosen for a variant.
    gallery: list[ShopImage] = field(default_factory=list)
    safety_form: SafetyForm | None = None
    readiness: list[Readiness] = field(default_factory=list)
    # Only while no page shows the product, for who may make one.
    window_form: WindowForm | None = None
    messages: list[str] = field(default_factory=list)

    @property
    def was_shown(self) -> bool:
        """Whether a page of the product was ever published; until then it is archived only because it waits."""
        return any(window.page.first_published_at for window in self.windows)

    @property
    def media(self) -> forms.Media:
        """The scripts of the forms; all rows have the same."""
        found = [form.media for form in vars(self).values() if isinstance(form, forms.BaseForm)]
        first = self.rows[0].details if self.rows else None
        return sum(found, first.media if first else forms.Media())

    def settle(self) -> None:
        """Bring the posted forms together with what somebody else saved meanwhile."""
        found = [*vars(self).values(), *(form for row in self.rows for form in vars(row).values())]
        for form in found:
            if isinstance(form, MeetingForm) and form.is_bound:
                form.settle()


def variants_of(product: Product) -> list[Variant]:
    """Return all variants, archived ones too, with stock, picture and values: a fixed number of queries."""
    values = Prefetch(
        "values", queryset=OptionValue.objects.order_by("option__position", "option", "position")
    )
    rows = product.variants.select_related("stock")
    return list(rows.prefetch_related(values, Prefetch("image", ShopImage.objects.prefetch_renditions())))


def build_screen(
    product: Product, user: AbstractUser, *, section: str = "", data: Mapping[str, Any] | None = None
) -> Screen:
    """Read the product and make the forms that this person may use; the posted section keeps what was typed."""
    every = [Row(v, ", ".join(value.label for value in v.values.all())) for v in variants_of(product)]
    names = {row.variant.pk: row.label or row.variant.sku or product.name for row in every}

    def posted(name: str) -> Mapping[str, Any] | None:
        return data if section == name else None

    screen = Screen(
        product=product,
        section=section,
        rows=[row for row in every if row.variant.archived_at is None],
        archived_rows=[row for row in every if row.variant.archived_at],
        options=list(product.options.prefetch_related("values")),
        windows=[
            Window(page, page.permissions_for_user(user).can_edit())
            for page in product.pages.select_related("locale").order_by("locale_code")
        ],
        movements=list(StockMovement.objects.filter(variant__product=product).order_by("-at", "-pk")[:20]),
        price_changes=list(PriceChange.objects.filter(variant__product=product).order_by("-at", "-pk")[:20]),
    )
    for entry in [*screen.movements, *screen.price_changes]:
        entry.variant_name = names[entry.variant_id]
    waiting = waiting_counts(row.variant.pk for row in screen.rows)
    for row in screen.rows:
        row.waiting = waiting.get(row.variant.pk, 0)
    if user.has_perm("products.change_product"):
        _add_product_forms(screen, every, posted, may_price=user.has_perm("products.change_price"))
        if not screen.windows and open_categories(user).exists():
            screen.window_form = WindowForm(user, posted("window"))
    if user.has_perm("products.change_price"):
        for row in screen.rows:
            row.prices = PriceForm.of(row.variant, posted("prices"))
    if user.has_perm("products.change_stock") and screen.rows:
        stock_form = screen.stock_form = StockForm((row.variant for row in screen.rows), posted("stock"))
        for row in screen.rows:
            row.difference = stock_form[stock_form.name_of(row.variant.pk)]
    return screen


def _add_product_forms(
    screen: Screen,
    every: list[Row],
    posted: Callable[[str], Mapping[str, Any] | None],
    *,
    may_price: bool,
) -> None:
    product = screen.product
    used = {value.pk for row in every for value in row.variant.values.all()}
    screen.plan = plan_variants(product)
    screen.product_form = ProductForm.of(product, posted("details"))
    screen.option_form = OptionForm(product, posted("option"), sold=bool(every))
    if screen.options:
        screen.labels_form = LabelsForm(screen.options, used, posted("labels"))
    if may_price:
        screen.generate_form = GenerateForm(posted("generate"))
        # Without options there is nothing that would tell a second variant from the first.
        if not screen.rows or screen.options:
            screen.new_variant_form = NewVariantForm(screen.options, posted("variant"))
    screen.variant_form = VariantArchiveForm(posted("archive-variant") or posted("restore-variant"))
    screen.archive_form = ArchiveForm(posted("archive"), prefix="archive")
    screen.related_form = RelatedForm.of(product, posted("related"))
    screen.safety_form = SafetyForm.of(product, posted("safety"))
    screen.readiness = readiness_of(product)
    for row in screen.rows:
        row.details = VariantForm.of(row.variant, posted("details"))
    if screen.rows:
        shown = ProductPageImage.objects.filter(page__product=product).values("image")
        screen.gallery = list(ShopImage.objects.prefetch_renditions().filter(pk__in=shown).order_by("pk"))
    _lend_pictures(screen)


def _lend_pictures(screen: Screen) -> None:
    """Give every chooser the pictures that it may show: those of the variants, and those just chosen, read at once."""
    known = {row.variant.image_id: row.variant.image for row in screen.rows if row.variant.image_id}
    typed = {str(row.details["image"].data) for row in screen.rows if row.details and row.details.is_bound}
    wanted = {int(key) for key in typed if key.isascii() and key.isdigit()} - set(known)
    if wanted:
        known |= ShopImage.objects.prefetch_renditions().in_bulk(wanted)
    for row in screen.rows:
        if row.details:
            row.details.fields["image"].widget.known = known


def all_valid(found: list[forms.Form | None]) -> bool:
    """Check every form, so that every message is shown at once."""
    verdicts = [form is not None and form.is_valid() for form in found]
    return all(verdicts)
