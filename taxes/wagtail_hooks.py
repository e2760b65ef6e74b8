"""VAT rates in the Wagtail admin: Settings, VAT rates."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from taxes.forms import VatRateForm
from taxes.models import VatRate


class VatRateViewSet(SnippetViewSet):
    model = VatRate
    icon = "doc-full"
    menu_label = _("VAT rates")
    menu_name = "vat-rates"
    menu_order = 910
    add_to_settings_menu = True
    list_display = ["country", "vat_class", "rate", "valid_from", "source"]
    list_filter = ["country", "vat_class"]
    ordering = ["country", "vat_class", "-valid_from"]
    inspect_view_enabled = True
    edit_handler = ObjectList(
        [
            HelpPanel(
                _(
                    "When a rate changes, add a new row with the day from which it is in force. "
                    "Orders keep the rate that they were placed with."
                )
            ),
            FieldRowPanel([FieldPanel("country"), FieldPanel("vat_class")]),
            FieldRowPanel([FieldPanel("rate"), FieldPanel("valid_from")]),
            FieldPanel("source", help_text=_("Where the rate was read, for whoever checks it next.")),
        ],
        base_form_class=VatRateForm,
    )


register_snippet(VatRateViewSet)
