"""Managers help staff who lost their second factor."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = {"Manager": ["reset_second_factor"]}


def add_rights(apps, schema_editor):
    # Permissions are otherwise made after all migrations, too late for this one.
    config = installed.get_app_config("accounts")
    had, config.models_module = config.models_module, config.models_module or True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = had
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="accounts")
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    # The groups themselves are made by home, which only names this app's first migration.
    dependencies = [("accounts", "0002_accounts_first_part"), ("home", "0003_catalogue_rights")]

    operations = [migrations.RunPython(add_rights, migrations.RunPython.noop)]
