"""Groups of customers in the Wagtail admin: Settings, Customer groups."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.models import CustomerGroup
from accounts.staff.forms import CustomerGroupForm


class CustomerGroupViewSet(SnippetViewSet):
    model = CustomerGroup
    icon = "group"
    menu_label = _("Customer groups")
    menu_name = "customer-groups"
    menu_order = 920
    add_to_settings_menu = True
    list_display = ["name", "note"]
    search_fields = ["name", "note"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("note", help_text=_("Who is meant, for your colleagues.")),
            FieldPanel("emails"),
        ],
        base_form_class=CustomerGroupForm,
    )
