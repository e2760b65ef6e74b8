"""Promotions in the Wagtail admin: a list, a screen for each, and its codes."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from promotions.models import Promotion
from promotions.staff import coupon_views, views
from promotions.staff.listing import PromotionIndexView


class PromotionViewSet(ModelViewSet):
    """A promotion is changed by services and archived rather than deleted."""

    model = Promotion
    name = "promotions"
    url_prefix = "promotions"
    menu_label = _("Promotions")
    menu_name = "promotions"
    menu_order = 123
    icon = "pick"
    add_to_admin_menu = True
    index_view_class = PromotionIndexView
    copy_view_enabled = False
    inspect_view_enabled = False
    form_fields = ["label"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("delete", "history", "usage")
        return super().get_common_view_kwargs(**{**kwargs, **{f"{name}_url_name": None for name in names}})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", views.add, name="add"),
            path("edit/<int:pk>/", views.edit, name="edit"),
            path("<int:pk>/archive/", views.archive, name="archive"),
            path("<int:pk>/codes/", coupon_views.codes, name="codes"),
            path("<int:pk>/codes/add/", coupon_views.add_one, name="code_add"),
            path("<int:pk>/codes/generate/", coupon_views.add_many, name="codes_generate"),
            path("<int:pk>/codes/import/", coupon_views.import_codes, name="codes_import"),
            path("<int:pk>/codes/export.csv", coupon_views.export_codes, name="codes_export"),
            path("<int:pk>/codes/<int:coupon_id>/archive/", coupon_views.archive_code, name="code_archive"),
        ]
