from django.urls import path

from checkout.views import cart, cart_add, cart_share, codes
from checkout.views.destination import destination

urlpatterns = [
    path("", cart.show, name="cart"),
    path("add/", cart_add.add, name="cart-add"),
    path("destination/", destination, name="cart-destination"),
    path("update/", cart.update, name="cart-update"),
    path("code/", cart.code, name="cart-code"),
    path("code/remove/", codes.remove, name="cart-code-remove"),
    path("mini/", cart_add.mini, name="cart-mini"),
    path("share/", cart_share.share, name="cart-share"),
    path("shared/<str:token>/", cart_share.shared, name="cart-shared"),
]
