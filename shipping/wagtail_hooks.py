"""Delivery in the Wagtail admin: Settings, delivery zones, delivery methods with their prices and places, closed days."""

from typing import Any

from django.forms import Textarea
from django.urls import URLPattern
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from shipping import staff
from shipping.forms import DeliveryMethodForm, DeliveryRateForm, DeliveryZoneForm
from shipping.models import ClosedDay, DeliveryMethod, DeliveryZone


class RatesPanel(InlinePanel):
    """The prices of a method, each checked by its own form."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = DeliveryRateForm
        return options


def _postcodes(zone: DeliveryZone) -> str:
    patterns = ", ".join(zone.postcodes.split())
    return Truncator(patterns).chars(60) if patterns else gettext("all")


def _country_names(zone: DeliveryZone) -> str:
    return ", ".join(country.name for country in zone.countries)


class DeliveryZoneViewSet(SnippetViewSet):
    model = DeliveryZone
    icon = "globe"
    menu_label = _("Delivery zones")
    menu_name = "delivery-zones"
    menu_order = 900
    add_to_settings_menu = True
    list_display = [
        "name",
        Column("countries", label=_("Countries"), accessor=_country_names),
        Column("postcodes", label=_("Postcodes"), accessor=_postcodes),
        "position",
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("countries", help_text=_("Countries that pay the same for delivery.")),
            FieldPanel(
                "postcodes",
                widget=Textarea(attrs={"rows": 6}),
                help_text=_(
                    "Empty: the whole of these countries. Else, for one country, one a line: a postcode (1504), a beginning (90*) or a range "
                    "(1000-1999), without spaces and dashes inside. A zone without prices delivers nothing there: so islands are "
                    "left out."
                ),
            ),
            FieldPanel(
                "position",
                help_text=_(
                    "The zone with the lowest position that takes the address decides: zones for some postcodes come before the "
                    "zone of their country."
                ),
            ),
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
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("cut_off"), FieldPanel("handling_days")])],
                heading=_("When it leaves"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("goods_min"), FieldPanel("goods_max")]),
                    FieldRowPanel([FieldPanel("heaviest_grams"), FieldPanel("longest_mm")]),
                    FieldPanel("volumetric_divisor"),
                ],
                heading=_("What it takes"),
                help_text=_(
                    "Everything in a cart is one parcel: the weights and the volumes are added up, without air between. What has "
                    "no measures has no volume."
                ),
            ),
            RatesPanel(
                "rates",
                [
                    FieldRowPanel([FieldPanel("zone"), FieldPanel("up_to_grams"), FieldPanel("price")]),
                    FieldRowPanel([FieldPanel("per_kg"), FieldPanel("free_from")]),
                    FieldRowPanel([FieldPanel("days_min"), FieldPanel("days_max")]),
                ],
                heading=_("Prices by zone and weight"),
                label=_("price"),
                help_text=_(
                    "One price for each weight: up to 1000 g, up to 5000 g and so on, in any order; without a weight it holds for "
                    "all. What is heavier than the last is not offered, unless that one says what each started kilogram above it "
                    "costs."
                ),
            ),
            InlinePanel(
                "places",
                [
                    FieldRowPanel([FieldPanel("name_bg"), FieldPanel("name_en")]),
                    FieldRowPanel([FieldPanel("address_bg"), FieldPanel("address_en")]),
                    FieldRowPanel([FieldPanel("hours_bg"), FieldPanel("hours_en")]),
                    FieldPanel("active"),
                ],
                heading=_("Where it is collected"),
                label=_("place"),
                help_text=_(
                    "Only for what is collected in the shop. The shopper chooses among the open places; address and hours go onto "
                    "the order and into its mails."
                ),
            ),
        ],
        base_form_class=DeliveryMethodForm,
    )


class ClosedDayViewSet(SnippetViewSet):
    model = ClosedDay
    icon = "date"
    menu_label = _("Closed days")
    menu_name = "closed-days"
    menu_order = 910
    add_to_settings_menu = True
    list_display = ["day", "name"]
    list_filter = {"day": ["gte", "lte"]}
    ordering = ["-day"]
    panels = [
        FieldPanel(
            "day",
            help_text=_(
                "A day from Monday to Friday on which nothing is sent. The public holidays of 2026 and 2027 are here already "
                "(Labour Code, Art. 154); add those of later years in time."
            ),
        ),
        FieldPanel("name"),
    ]


register_snippet(DeliveryZoneViewSet)
register_snippet(DeliveryMethodViewSet)
register_snippet(ClosedDayViewSet)

hooks.register("register_settings_menu_item", staff.menu_item)


@hooks.register("register_admin_urls")
def staff_urls() -> list[URLPattern]:
    return staff.urlpatterns
