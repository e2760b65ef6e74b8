from django.urls import path

from checkout.views import cart, destination

urlpatterns = [
    path("", cart.show, name="cart"),
    path("add/", cart.add, name="cart-add"),
    path("destination/", destination.change_destination, name="cart-destination"),
    path("update/", cart.update, name="cart-update"),
]
