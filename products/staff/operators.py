"""Manufacturers and responsible persons in the Wagtail admin."""

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from products.models import EconomicOperator, Product
from products.services.safety import products_left_without


class OperatorForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """Refuse a move out of the EU that would leave published products without anybody in it."""
        cleaned = super().clean()
        country = cleaned.get("country")
        if self.instance.pk and country and (left := products_left_without(self.instance, country)):
            words = ngettext(
                "%(count)d product on sale would then name nobody in the EU. Give it a responsible person first.",
                "%(count)d products on sale would then name nobody in the EU. Give them a responsible person first.",
                left,
            )
            self.add_error("country", words % {"count": left})
        return cleaned


class OperatorIndexView(IndexView):
    page_title = gettext_lazy("Manufacturers")
    add_item_label = gettext_lazy("Add")

    def get_base_queryset(self) -> QuerySet[EconomicOperator]:
        return EconomicOperator.objects.annotate(
            makes=Count("made_products", distinct=True), answers=Count("answered_products", distinct=True)
        )


class OperatorDeleteView(DeleteView):
    """Nobody who stands on a product can be deleted: the offer would name nobody (the database refuses it as well)."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        used = Product.objects.filter(Q(manufacturer=self.object) | Q(responsible_person=self.object)).count()
        if used and self.user_has_permission("delete"):
            words = ngettext(
                "“%(name)s” stands on %(count)d product and cannot be deleted. Choose somebody else there first.",
                "“%(name)s” stands on %(count)d products and cannot be deleted. Choose somebody else there first.",
                used,
            )
            messages.error(request, words % {"name": self.object, "count": used})
            return redirect("operators:edit", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class OperatorViewSet(ModelViewSet):
    model = EconomicOperator
    name = "operators"
    url_prefix = "operators"
    menu_label = gettext_lazy("Manufacturers")
    menu_name = "operators"
    menu_order = 125
    icon = "group"
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = OperatorIndexView
    delete_view_class = OperatorDeleteView
    list_display = [
        "name",
        Column("country", label=gettext_lazy("Country"), accessor="country.name", sort_key="country"),
        Column("makes", label=gettext_lazy("Makes"), sort_key="makes", classname="desk-money"),
        Column("answers", label=gettext_lazy("Answers for"), sort_key="answers", classname="desk-money"),
    ]
    list_filter = ["country"]
    search_fields = ["name", "postal_address", "email"]
    ordering = ["name", "pk"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("postal_address", widget=forms.Textarea(attrs={"rows": 3})),
            FieldPanel("country"),
            FieldRowPanel([FieldPanel("email"), FieldPanel("website")]),
        ],
        base_form_class=OperatorForm,
    )
