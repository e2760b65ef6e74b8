from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckoutConfig(AppConfig):
    name = "checkout"
    verbose_name = _("Cart and checkout")

    def ready(self) -> None:
        import_module("checkout.receivers").connect()
