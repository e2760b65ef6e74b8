"""Trying delivery out: an address and a parcel in, what would be offered out. Nothing is changed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django_countries import countries
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem

from shipping.offers import Quotation
from shipping.parcels import Piece, pack
from shipping.selectors import quotation

RIGHT = "shipping.view_deliverymethod"
TITLE = gettext_lazy("Try delivery")


class TryForm(forms.Form):
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=())
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=16, required=False)
    goods = forms.DecimalField(
        label=gettext_lazy("Goods worth (EUR, with VAT)"), min_value=0, max_digits=12, decimal_places=2
    )
    weight = forms.IntegerField(label=gettext_lazy("Weight (g)"), min_value=0, max_value=10_000_000)
    length = forms.IntegerField(
        label=gettext_lazy("Length (mm)"), min_value=0, max_value=10_000, required=False
    )
    width = forms.IntegerField(
        label=gettext_lazy("Width (mm)"), min_value=0, max_value=10_000, required=False
    )
    height = forms.IntegerField(
        label=gettext_lazy("Height (mm)"), min_value=0, max_value=10_000, required=False
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"country": "BG", "goods": Decimal("50.00"), "weight": 1000})
        self.fields["country"].choices = sorted(countries, key=lambda country: str(country[1]).casefold())

    def quote(self) -> Quotation:
        """Return what a shopper would be offered for the parcel of a valid form."""
        data = self.cleaned_data
        piece = Piece(
            quantity=1,
            weight_grams=data["weight"],
            length_mm=data["length"] or 0,
            width_mm=data["width"] or 0,
            height_mm=data["height"] or 0,
        )
        return quotation(data["country"], data["goods"], postcode=data["postcode"], parcel=pack([piece]))


class TryMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RIGHT)


def menu_item() -> TryMenuItem:
    # Lazily: the addresses may not be known yet when the menu is put together.
    return TryMenuItem(
        TITLE, reverse_lazy("try-delivery"), name="try-delivery", icon_name="search", order=915
    )


@require_admin_access
@require_GET
def try_delivery(request: HttpRequest) -> HttpResponse:
    """Show the form, and below it what is offered and why the rest is not."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    form = TryForm(request.GET or None)
    found = form.quote() if form.is_bound and form.is_valid() else None
    status = 422 if form.is_bound and not form.is_valid() else 200
    context = {
        "form": form,
        "found": found,
        "page_title": TITLE,
        "header_title": TITLE,
        "header_icon": "search",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": TITLE},
        ],
    }
    return TemplateResponse(request, "shipping/staff/try.html", context, status=status)


urlpatterns: list[URLPattern] = [path("delivery/try/", try_delivery, name="try-delivery")]
