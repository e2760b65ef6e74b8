"""What the Wagtail admin gets from orders."""

from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from orders.staff.board import add_board
from orders.staff.registers import Registers
from orders.staff.viewsets import OrderViewSet

modeladmin_register(Registers)
# After that of the products: the later one stands above.
hooks.register("construct_homepage_panels", add_board, order=10)


@hooks.register("register_admin_viewset")
def register_order_desk() -> OrderViewSet:
    return OrderViewSet()
