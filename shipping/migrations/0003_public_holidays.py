"""The public holidays of 2026 and 2027 that fall on a working day, and the manager's right to change them.

Source: Labour Code (Кодекс на труда), Art. 154 (1): the holidays by date, and Good Friday to Easter Monday of the Orthodox
calendar (Easter: 12 April 2026, 2 May 2027); Art. 154 (2): for a holiday on a Saturday or Sunday, Easter aside, the first
working days after it are free instead (lex.bg/laws/ldoc/1594373121).
"""

from datetime import date

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

HOLIDAYS = [
    ("2026-01-01", "Нова година"),
    ("2026-03-03", "Ден на Освобождението"),
    ("2026-04-10", "Разпети петък"),
    ("2026-04-13", "Великден"),
    ("2026-05-01", "Ден на труда"),
    ("2026-05-06", "Гергьовден"),
    ("2026-05-25", "за 24 май, неделя"),
    ("2026-09-07", "за 6 септември, неделя"),
    ("2026-09-22", "Ден на Независимостта"),
    ("2026-12-24", "Бъдни вечер"),
    ("2026-12-25", "Рождество Христово"),
    ("2026-12-28", "за 26 декември, събота"),
    ("2027-01-01", "Нова година"),
    ("2027-03-03", "Ден на Освобождението"),
    ("2027-04-30", "Разпети петък"),
    ("2027-05-03", "Великден"),
    ("2027-05-04", "за 1 май, събота"),
    ("2027-05-06", "Гергьовден"),
    ("2027-05-24", "Ден на българската просвета и култура"),
    ("2027-09-06", "Ден на Съединението"),
    ("2027-09-22", "Ден на Независимостта"),
    ("2027-12-24", "Бъдни вечер"),
    ("2027-12-27", "за 25 декември, събота"),
    ("2027-12-28", "за 26 декември, неделя"),
]
RIGHTS = [f"{verb}_closedday" for verb in ("add", "change", "delete", "view")]


def add_holidays(apps, schema_editor):
    closed = apps.get_model("shipping", "ClosedDay")
    closed.objects.bulk_create(closed(day=date.fromisoformat(day), name=name) for day, name in HOLIDAYS)


def add_rights(apps, schema_editor):
    # Permissions are otherwise made after all migrations, too late for this one.
    config = installed.get_app_config("shipping")
    had, config.models_module = config.models_module, config.models_module or True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = had
    rights = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="shipping", codename__in=RIGHTS
    )
    apps.get_model("auth", "Group").objects.get(name="Manager").permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("shipping", "0002_tariffs"), ("home", "0003_catalogue_rights")]

    operations = [
        migrations.RunPython(add_holidays, migrations.RunPython.noop),
        migrations.RunPython(add_rights, migrations.RunPython.noop),
    ]
