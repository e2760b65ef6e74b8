"""The shopper's order pages. `find/` cannot be a token: those carry a signature."""

from django.urls import path

from orders.views.account_offer import keep_in_account, make_account
from orders.views.lookup import find_order
from orders.views.page import another_method, order_page, order_return, order_state, pay

urlpatterns = [
    path("find/", find_order, name="order-lookup"),
    path("<str:token>/", order_page, name="order"),
    path("<str:token>/return/", order_return, name="order-return"),
    path("<str:token>/state/", order_state, name="order-state"),
    path("<str:token>/pay/", pay, name="order-pay"),
    path("<str:token>/account/", make_account, name="order-account"),
    path("<str:token>/keep/", keep_in_account, name="order-keep"),
    path("<str:token>/method/", another_method, name="order-method"),
]
