"""The orders of an account, below /account/orders/."""

from django.urls import path

from orders.views.mine import adopt, my_order, my_orders

urlpatterns = [
    path("", my_orders, name="my-orders"),
    path("adopt/", adopt, name="my-orders-adopt"),
    path("<int:number>/", my_order, name="my-order"),
]
