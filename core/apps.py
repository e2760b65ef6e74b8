from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from core import avif, checks, personal_data


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Foundations: money, mail, pictures, settings, audit")

    def ready(self) -> None:
        register(checks.check_payments, checks.TAG)
        register(checks.check_vies, checks.TAG)
        # A demo on localhost is meant to be found; these two speak only with --deploy.
        register(checks.check_admin_path, checks.TAG, Tags.security, deploy=True)
        register(checks.check_site_url, checks.TAG, Tags.security, deploy=True)
        personal_data.discover()
        avif.register()
