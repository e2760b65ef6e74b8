"""Promotions belong to whoever sells: the marketer and the manager."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

RIGHTS = [f"{verb}_{model}" for model in ("promotion", "customergroup") for verb in ("view", "add", "change")]
GROUPS = ("Marketer", "Manager")


def add_rights(apps, schema_editor):
    # Permissions are otherwise made after all migrations, too late for this one.
    config = installed.get_app_config("promotions")
    had, config.models_module = config.models_module, config.models_module or True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = had
    found = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="promotions", codename__in=RIGHTS
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [("promotions", "0001_initial"), ("home", "0002_staff_groups")]

    operations = [migrations.RunPython(add_rights, migrations.RunPython.noop)]
