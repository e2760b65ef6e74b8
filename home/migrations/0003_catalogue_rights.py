"""What the marketer's catalogue adds to the rights of the groups."""

from importlib import import_module

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

CATALOGUE = [
    "products.add_product",
    *[f"products.{verb}_economicoperator" for verb in ("add", "change", "delete", "view")],
    "products.view_catalogueimport",
    "products.add_catalogueimport",
    "products.view_restockrequest",
]
GROUPS = {"Marketer": CATALOGUE, "Manager": CATALOGUE}
permission = import_module("home.migrations.0002_staff_groups").permission


def add_rights(apps, schema_editor):
    # Permissions are otherwise made after all migrations, too late for this one.
    config = installed.get_app_config("products")
    had, config.models_module = config.models_module, config.models_module or True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = had
    for name, permissions in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.add(*[permission(apps, each) for each in permissions])


class Migration(migrations.Migration):
    dependencies = [("home", "0002_staff_groups"), ("products", "0003_marketers_catalogue")]

    operations = [migrations.RunPython(add_rights, migrations.RunPython.noop)]
