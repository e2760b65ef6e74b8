"""Managers see the checks of VAT numbers and keep the turnover; order staff see the checks."""

from importlib import import_module

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

CHECKS = ["taxes.view_numbercheck"]
TURNOVER = [f"taxes.{verb}_ossturnover" for verb in ("add", "change", "view")]
GROUPS = {"Order staff": CHECKS, "Manager": [*CHECKS, *TURNOVER]}
permission = import_module("home.migrations.0002_staff_groups").permission


def add_rights(apps, schema_editor):
    # Permissions are otherwise made after all migrations, too late for this one.
    config = installed.get_app_config("taxes")
    had, config.models_module = config.models_module, config.models_module or True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = had
    for name, permissions in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.add(*[permission(apps, each) for each in permissions])


class Migration(migrations.Migration):
    dependencies = [("taxes", "0004_rates_with_dates"), ("home", "0003_catalogue_rights")]

    operations = [migrations.RunPython(add_rights, migrations.RunPython.noop)]
