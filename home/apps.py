from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Home page and journal")

    def ready(self) -> None:
        import_module("home.page_contexts")
        import_module("home.receivers").connect()
