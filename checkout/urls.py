from django.urls import path

from checkout.views.change import change_order
from checkout.views.checkout import checkout

urlpatterns = [
    path("", checkout, name="checkout"),
    path("change/<str:token>/", change_order, name="order-change"),
]
