"""The report on pictures that do not say what they show, in one language or in both."""

import django_filters
from django.db.models import Q, QuerySet
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry

from core.models import ShopImage
from core.spreadsheets import without_formula

LACKING = Q(alt_bg="") | Q(alt_en="")
URL_NAME = "pictures_without_text"


def _policy() -> BasePermissionPolicy:
    return policy_registry.get_by_type(ShopImage)


class PictureFilterSet(WagtailFilterSet):
    language = django_filters.ChoiceFilter(
        label=_("Text is missing in"),
        choices=[("alt_bg", _("Bulgarian")), ("alt_en", _("English"))],
        method="filter_language",
        empty_label=_("Any language"),
    )

    class Meta:
        model = ShopImage
        fields: list[str] = []

    def filter_language(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(**{value: ""})


class ThumbnailColumn(Column):
    cell_template_name = "core/staff/thumbnail_cell.html"


class PictureReportView(ReportView):
    """Pictures whose text alternative is missing, the newest first; each leads to its form."""

    model = ShopImage
    page_title = _("Pictures without a text")
    header_icon = "image"
    permission_required = "change"
    filterset_class = PictureFilterSet
    index_url_name = URL_NAME
    index_results_url_name = f"{URL_NAME}_results"
    results_template_name = "core/staff/picture_report_results.html"
    list_export = ["title", "alt_bg", "alt_en"]
    default_ordering = "-created_at"

    @cached_property
    def permission_policy(self) -> BasePermissionPolicy:
        return _policy()

    @property
    def columns(self) -> list[Column]:
        return [
            ThumbnailColumn("picture", label=_("Picture"), accessor=lambda image: image),
            TitleColumn(
                "title",
                label=_("Title"),
                sort_key="title",
                get_url=lambda image: reverse("wagtailimages:edit", args=[image.pk]),
            ),
            Column("alt_bg", label=_("Bulgarian"), accessor=lambda image: image.alt_bg or gettext("missing")),
            Column("alt_en", label=_("English"), accessor=lambda image: image.alt_en or gettext("missing")),
        ]

    def get_base_queryset(self) -> QuerySet[ShopImage]:
        allowed = self.permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return allowed.filter(LACKING).prefetch_related("renditions")

    def preprocess_field_value(self, field: str, value: object, export_format: str) -> object:
        return without_formula(super().preprocess_field_value(field, value, export_format))


class PictureReportItem(MenuItem):
    def is_shown(self, request) -> bool:
        return _policy().user_has_permission(request.user, "change")


def report_urls() -> list[URLPattern]:
    return [
        path("reports/pictures-without-text/", PictureReportView.as_view(), name=URL_NAME),
        path(
            "reports/pictures-without-text/results/",
            PictureReportView.as_view(results_only=True),
            name=f"{URL_NAME}_results",
        ),
    ]


def report_item() -> MenuItem:
    return PictureReportItem(
        _("Pictures without a text"),
        reverse_lazy(URL_NAME),
        icon_name="image",
        order=1200,
        name="pictures-text",
    )
