from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalPagesConfig(AppConfig):
    name = "legal_pages"
    verbose_name = _("Legal pages")

    def ready(self) -> None:
        import_module("legal_pages.page_contexts")
        import_module("legal_pages.receivers").connect()
