"""VAT in the Wagtail admin: the rates and the turnover below Settings, the threshold on the first screen."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from taxes.forms import VatRateForm
from taxes.models import OssTurnover, VatRate
from taxes.staff.board import add_oss_board


class VatRateViewSet(SnippetViewSet):
    model = VatRate
    icon = "doc-full"
    menu_label = _("VAT rates")
    menu_name = "vat-rates"
    menu_order = 910
    add_to_settings_menu = True
    list_display = ["country", "region", "vat_class", "rate", "valid_from", "valid_until", "source"]
    list_filter = ["country", "vat_class"]
    ordering = ["country", "region", "vat_class", "-valid_from"]
    inspect_view_enabled = True
    edit_handler = ObjectList(
        [
            HelpPanel(
                _(
                    "When a rate changes, add a new row with the day from which it is in force. "
                    "The one before it ends by itself. Orders keep the rate that they were placed with. Which goods another "
                    "country taxes at a reduced rate is for you to find out: without a row of the reduced class its standard "
                    "rate is charged."
                )
            ),
            FieldRowPanel([FieldPanel("country"), FieldPanel("region")]),
            FieldRowPanel([FieldPanel("vat_class"), FieldPanel("rate")]),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
            FieldPanel("source", help_text=_("Where the rate was read, for whoever checks it next.")),
        ],
        base_form_class=VatRateForm,
    )


class OssTurnoverViewSet(SnippetViewSet):
    """What the shop counted is shown beside what staff adds to it."""

    model = OssTurnover
    icon = "globe"
    menu_label = _("Turnover in other EU states")
    menu_name = "oss-turnover"
    menu_order = 911
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["year", "net", "other_net", Column("total", label=_("Together"))]
    ordering = ["-year"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                _(
                    "Sales to consumers in other EU states, by the year in which they were ordered. Up to EUR 10 000 a year "
                    "without VAT, this year and the one before, our own VAT may be charged. The shop counts its own orders: "
                    "those that were cancelled or ran out before anything was sent do not count."
                )
            ),
            FieldPanel("year"),
            FieldPanel("net", read_only=True),
            FieldPanel("other_net"),
        ]
    )


register_snippet(VatRateViewSet)
register_snippet(OssTurnoverViewSet)
# Below the boards of products and orders.
hooks.register("construct_homepage_panels", add_oss_board, order=20)
