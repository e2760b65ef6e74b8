"""What the Wagtail admin gets from orders."""

from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from orders.staff.registers import Registers
from orders.staff.viewsets import OrderViewSet

modeladmin_register(Registers)


@hooks.register("register_admin_viewset")
def register_order_desk() -> OrderViewSet:
    return OrderViewSet()
