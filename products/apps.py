from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        import_module("products.page_contexts")
        import_module("products.receivers").connect()
