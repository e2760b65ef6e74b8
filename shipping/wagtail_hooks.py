"""Delivery in the Wagtail admin: Settings, delivery zones and delivery methods with their prices."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from shipping.forms import DeliveryMethodForm, DeliveryRateForm, DeliveryZoneForm
from shipping.models import DeliveryMethod, DeliveryZone


class RatesPanel(InlinePanel):
    """The prices of a method, each checked by its own form."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = DeliveryRateForm
        return options


def _country_names(zone: DeliveryZone) -> str:
    return ", ".join(country.name for country in zone.countries)


class DeliveryZoneViewSet(SnippetViewSet):
    model = DeliveryZone
    icon = "globe"
    menu_label = _("Delivery zones")
    menu_name = "delivery-zones"
    menu_order = 900
    add_to_settings_menu = True
    list_display = ["name", Column("countries", label=_("Countries"), accessor=_country_names), "position"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("countries", help_text=_("Countries that pay the same for delivery.")),
            FieldPanel("position"),
        ],
        base_form_class=DeliveryZoneForm,
    )


class DeliveryMethodViewSet(SnippetViewSet):
    model = DeliveryMethod
    icon = "rotate"
    menu_label = _("Delivery methods")
    menu_name = "delivery-methods"
    menu_order = 905
    add_to_settings_menu = True
    list_display = [
        "name_bg",
        "name_en",
        "kind",
        BooleanColumn("allows_cod", label=_("Cash on delivery possible")),
        BooleanColumn("active", label=_("Offered")),
        "position",
    ]
    ordering = ["position", "pk"]
    list_filter = ["kind", "active"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("name_bg"), FieldPanel("name_en")]),
                    FieldRowPanel([FieldPanel("description_bg"), FieldPanel("description_en")]),
                ],
                heading=_("What the shopper reads"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]),
                    FieldRowPanel([FieldPanel("allows_cod"), FieldPanel("active"), FieldPanel("position")]),
                ],
                heading=_("How it works"),
            ),
            RatesPanel(
                "rates",
                [
                    FieldRowPanel([FieldPanel("zone"), FieldPanel("price"), FieldPanel("free_from")]),
                    FieldRowPanel([FieldPanel("days_min"), FieldPanel("days_max")]),
                ],
                heading=_("Prices by zone"),
                label=_("price"),
            ),
        ],
        base_form_class=DeliveryMethodForm,
    )


register_snippet(DeliveryZoneViewSet)
register_snippet(DeliveryMethodViewSet)
