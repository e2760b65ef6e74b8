from django.urls import path

from checkout.views import cart, cart_add, cart_share

urlpatterns = [
    path("", cart.show, name="cart"),
    path("add/", cart_add.add, name="cart-add"),
    path("update/", cart.update, name="cart-update"),
    path("mini/", cart_add.mini, name="cart-mini"),
    path("share/", cart_share.share, name="cart-share"),
    path("shared/<str:token>/", cart_share.shared, name="cart-shared"),
]
