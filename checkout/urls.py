from django.urls import path

from checkout.views.change import change_order
from checkout.views.checkout import checkout, save

urlpatterns = [
    path("", checkout, name="checkout"),
    path("save/", save, name="checkout-save"),
    path("change/<str:token>/", change_order, name="order-change"),
]
