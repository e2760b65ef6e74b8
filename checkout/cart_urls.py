from django.urls import path

from checkout.views import cart
from checkout.views.destination import destination

urlpatterns = [
    path("", cart.show, name="cart"),
    path("add/", cart.add, name="cart-add"),
    path("destination/", destination, name="cart-destination"),
    path("update/", cart.update, name="cart-update"),
]
