from django.urls import path

from checkout.views import cart

urlpatterns = [
    path("", cart.show, name="cart"),
    path("add/", cart.add, name="cart-add"),
    path("update/", cart.update, name="cart-update"),
]
