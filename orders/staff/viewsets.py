"""The order desk's place in the Wagtail admin."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from orders.models import Order
from orders.staff.actions import ACTIONS
from orders.staff.listing import OrderIndexView
from orders.staff.views import order_action, order_detail


class OrderViewSet(ModelViewSet):
    """Orders are made by shoppers and changed by services: there is no add, edit or delete view."""

    model = Order
    name = "orders"
    url_prefix = "orders"
    menu_label = _("Orders")
    menu_name = "orders"
    menu_order = 110
    icon = "clipboard-list"
    add_to_admin_menu = True
    index_view_class = OrderIndexView
    copy_view_enabled = False
    form_fields = ["note"]
    export_filename = "orders"

    def get_common_view_kwargs(self, **kwargs) -> dict:
        return super().get_common_view_kwargs(
            **{
                **kwargs,
                "add_url_name": None,
                "edit_url_name": None,
                "delete_url_name": None,
                "history_url_name": None,
                "usage_url_name": None,
            }
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", order_detail, name="detail"),
            *[
                path(f"<int:pk>/{action}/", order_action, {"action": action}, name=action)
                for action in ACTIONS
            ],
        ]
