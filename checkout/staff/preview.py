"""Trying out a cart: these goods, these codes, this customer and country, and what would come of it. Nothing is saved."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from wagtail.admin.auth import require_admin_access

from checkout.models import Cart, CartLine
from checkout.selectors import CartView, view_cart
from checkout.services.codes import MOST_CODES
from checkout.views.countries import country_choices
from core.models import default_shop
from core.money import ZERO
from pricing.quote import QuoteLine
from pricing.refusals import refusal_words
from products.models import Variant
from promotions.codes import MOST_SIGNS, written
from promotions.engine.results import Refusal

VIEW = "promotions.view_promotion"
ROWS = 5


class PreviewForm(forms.Form):
    codes = forms.CharField(
        label=_("Codes"),
        required=False,
        max_length=MOST_SIGNS * MOST_CODES,
        help_text=_("As many as five, with spaces between."),
    )
    country = forms.ChoiceField(label=_("Country of delivery"))
    email = forms.EmailField(
        label=_("E-mail of the customer"),
        required=False,
        help_text=_("Empty: a guest who has not said yet who it is."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]

    def clean_codes(self) -> list[str]:
        return [written(code) for code in self.cleaned_data["codes"].replace(",", " ").split()][:MOST_CODES]


class PreviewLineForm(forms.Form):
    sku = forms.CharField(label=_("SKU"), required=False, max_length=60)
    quantity = forms.IntegerField(label=_("Pieces"), required=False, min_value=1, max_value=999)

    def clean_sku(self) -> Variant | None:
        sku = self.cleaned_data["sku"].strip()
        if not sku:
            return None
        found = Variant.objects.filter(sku=sku).first()
        if found is None:
            raise forms.ValidationError(_("There is no variant with this SKU."))
        return found


PreviewLines = forms.formset_factory(PreviewLineForm, extra=ROWS, max_num=ROWS, absolute_max=ROWS)


@dataclass(frozen=True)
class PreviewRow:
    """A line of the quote with its name."""

    title: str
    line: QuoteLine

    @property
    def discount(self) -> Decimal:
        return -self.line.source.discount_gross


@dataclass(frozen=True)
class RefusedRow:
    name: str
    words: str


@require_admin_access
@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """Show the form, and below it what a shopper with such a cart would see, and why."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    asked = bool(request.GET)
    form = PreviewForm(request.GET if asked else None, initial={"country": str(default_shop().country)})
    lines = PreviewLines(request.GET if asked else None, prefix="line")
    context: dict[str, Any] = {"form": form, "lines": lines}
    # Both, so that everything is said at once.
    if all([form.is_valid(), lines.is_valid()]):
        context |= _answer(form.cleaned_data, [row.cleaned_data for row in lines])
    title = _("Try out a cart")
    frame = {
        "header_title": title,
        "page_title": title,
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("promotions:index"), "label": _("Promotions")},
            {"url": "", "label": title},
        ],
    }
    return TemplateResponse(request, "checkout/staff/preview.html", {**frame, **context})


def _answer(asked: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    wanted: dict[int, int] = {}
    for row in rows:
        if variant := row.get("sku"):
            wanted[variant.pk] = min(999, wanted.get(variant.pk, 0) + (row.get("quantity") or 1))
    if not wanted:
        return {"is_empty": True}
    # An account and its address are one person.
    customer = (
        get_user_model().objects.filter(email__iexact=asked["email"]).first() if asked["email"] else None
    )
    cart = Cart(country=asked["country"], codes=asked["codes"])
    view = view_cart(
        cart=cart,
        lines=[
            CartLine(pk=place, cart=cart, variant_id=variant_id, quantity=quantity, seen_unit_gross=ZERO)
            for place, (variant_id, quantity) in enumerate(wanted.items(), start=1)
        ],
        shop=default_shop(),
        language=(get_language() or "bg")[:2],
        customer_id=customer.pk if customer else None,
        email=asked["email"],
    )
    return {
        "view": view,
        "rows": _named(view),
        "missing": [item.title for item in view.items if item.gross is None],
        "refused": [_row(refusal) for refusal in view.quote.refusals],
        "unasked": [_row(refusal) for refusal in view.quote.unasked],
    }


def _named(view: CartView) -> list[PreviewRow]:
    titles = {item.variant_id: item.title for item in view.items}
    titles |= {gift.sellable.variant_id: gift.sellable.title for gift in view.gifts}
    return [PreviewRow(title=titles[line.key or 0], line=line) for line in view.quote.goods()]


def _row(refusal: Refusal) -> RefusedRow:
    name = " · ".join(part for part in (refusal.code, refusal.name) if part)
    return RefusedRow(name=name, words=refusal_words(refusal))


urlpatterns: list[URLPattern] = [path("promotions/preview/", preview, name="promotion_preview")]
