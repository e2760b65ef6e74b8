"""What the Wagtail admin gets from promotions."""

from wagtail import hooks

from promotions.staff.groups import CustomerGroupViewSet
from promotions.staff.viewsets import PromotionViewSet


@hooks.register("register_admin_viewset")
def register_promotions() -> PromotionViewSet:
    return PromotionViewSet()


@hooks.register("register_admin_viewset")
def register_customer_groups() -> CustomerGroupViewSet:
    return CustomerGroupViewSet()
