from django.urls import path

from checkout.views import cart, codes

urlpatterns = [
    path("", cart.show, name="cart"),
    path("add/", cart.add, name="cart-add"),
    path("update/", cart.update, name="cart-update"),
    path("code/", cart.code, name="cart-code"),
    path("code/remove/", codes.remove, name="cart-code-remove"),
]
