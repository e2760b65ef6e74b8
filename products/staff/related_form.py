"""Products that are shown with a product: chosen from a window with a search, put in order by buttons."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.telepath import JSContext

from products.models import Product, ProductPage, ProductRelation, Variant
from products.staff.product_chooser import product_chooser_viewset

Kind = ProductRelation.Kind


class ProductListWidget(forms.Widget):
    """A list of chosen products, each with its id in a hidden field: the order of the fields is the order of the list.

    The form that it stands in lends it the products, read once for all lists.
    """

    template_name = "products/staff/product_list.html"
    # The button that opens the window is what a label points at.
    use_fieldset = False

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.products: dict[int, Product] = {}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Any]:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["picked"] = [
            {"product": found, "url": reverse("products:detail", args=[found.pk])}
            for found in (self.products.get(pk) for pk in whole_numbers(value or ()))
            if found
        ]
        context["widget"]["chooser"] = json.dumps(JSContext().pack(product_chooser_viewset.widget_class()))
        return context

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        # Django's renderer of forms looks only into apps, not into the shop's templates.
        return SafeString(render_to_string(template_name, context))

    @property
    def media(self) -> forms.Media:
        context = JSContext()
        context.pack(product_chooser_viewset.widget_class())
        # A module runs when the page is complete, wherever the admin puts its scripts.
        return context.media + forms.Media(js=[forms.Script("js/admin/product-list.js", type="module")])


class ProductListField(forms.Field):
    widget = ProductListWidget

    def to_python(self, value: Iterable[Any] | None) -> list[int]:
        ids = whole_numbers(value or ())
        if len(ids) < len(list(value or ())):
            raise forms.ValidationError(_("This product does not exist any more."))
        return ids


class RelatedForm(forms.Form):
    cross_sell = ProductListField(
        label=_("Goes with it"),
        required=False,
        help_text=_("Shown on the product page and in the cart, in this order; what is sold out comes last."),
    )
    up_sell = ProductListField(
        label=_("May please better"),
        required=False,
        help_text=_("A larger or better one, shown on the product page in this order."),
    )

    @classmethod
    def of(cls, product: Product, data: Mapping[str, Any] | None = None) -> "RelatedForm":
        initial: dict[str, list[int]] = {"cross_sell": [], "up_sell": []}
        for kind, pk in product.relations.order_by("position", "pk").values_list("kind", "related_id"):
            initial["cross_sell" if kind == Kind.CROSS_SELL else "up_sell"].append(pk)
        form = cls(data, initial=initial, prefix="related")
        form.lend_products()
        return form

    def lend_products(self) -> None:
        """Give both lists the products that they show, in one query."""
        shown = {name: whole_numbers(self[name].value() or ()) for name in self.fields}
        found = {product.pk: product for product in described(pk for ids in shown.values() for pk in ids)}
        for field in self.fields.values():
            field.widget.products = found


def described(product_ids: Iterable[int]) -> QuerySet[Product]:
    """Return products with `available` (units to sell) and `shown` (a page of it is published)."""
    ids = list(product_ids)
    to_sell = (
        Variant.objects.filter(product=OuterRef("pk"), archived_at__isnull=True)
        .values("product")
        .annotate(units=Sum(F("stock__on_hand") - F("stock__reserved")))
        .values("units")
    )
    return Product.objects.filter(pk__in=ids).annotate(
        available=Coalesce(to_sell, 0),
        shown=Exists(ProductPage.objects.filter(product=OuterRef("pk"), live=True)),
    )


def whole_numbers(values: Iterable[Any]) -> list[int]:
    """Return what can be the key of a row, and leave out the rest."""
    return [
        int(value)
        for value in values
        if str(value).isascii() and str(value).isdigit() and len(str(value)) < 10
    ]
