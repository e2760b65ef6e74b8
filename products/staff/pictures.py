"""Wagtail's own views for pictures, where the catalogue has a word in it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.images.views.bulk_actions import DeleteBulkAction
from wagtail.images.views.images import DeleteView, EditView

from core.models import ShopImage, ShopSettings
from products.models import ProductPageImage, Variant
from products.services import listing

# Places that a message names one by one.
NAMED = 5


class PictureEditView(EditView):
    """Wagtail has no hook for an edited picture; this method is where its views let others follow a change."""

    def run_after_hook(self) -> None:
        """Refresh the cards: a replaced file took its renditions with it, another focal point or text made them stale."""
        listing.refresh_picture(self.object.pk)


class PictureDeleteView(DeleteView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user_has_permission("delete") and (places := places_of([self.object])):
            tell_places(request, places)
            return redirect("wagtailimages:edit", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class PictureDeleteBulkAction(DeleteBulkAction):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        objects, _refused = self.get_actionable_objects()
        if places := places_of(objects):
            tell_places(request, places)
            return redirect("wagtailimages:index")
        return super().dispatch(request, *args, **kwargs)


def places_of(pictures: Sequence[ShopImage]) -> list[str]:
    """Name what would lose a picture that it cannot be without: product pages, variants, the notice of the guarantee.

    Read from the tables and not from Wagtail's index of references, which rows written in bulk are missing from.
    """
    ids = [picture.pk for picture in pictures]
    pages = ProductPageImage.objects.filter(image__in=ids).order_by("page__title")
    variants = Variant.objects.filter(image__in=ids).order_by("product__name", "pk")
    notices = ShopSettings.objects.filter(guarantee_notice_bg__in=ids) | ShopSettings.objects.filter(
        guarantee_notice_en__in=ids
    )
    found = [*_names(pages, "page__title"), *_names(variants, "product__name"), *_names(notices, "shop_name")]
    return list(dict.fromkeys(found))


def tell_places(request: HttpRequest, places: Iterable[str]) -> None:
    places = list(places)
    names = ", ".join(f"“{place}”" for place in places[:NAMED])
    words = ngettext(
        "Nothing was deleted: %(names)s shows this picture. Take it out there first.",
        "Nothing was deleted: %(names)s show these pictures. Take them out there first.",
        len(places),
    )
    messages.error(request, words % {"names": names if len(places) <= NAMED else f"{names}, …"})


def _names(rows: QuerySet, name: str) -> list[str]:
    return list(rows.values_list(F(name), flat=True)[: NAMED + 1])
