"""The standard rates of the 27 member states and Bulgaria's reduced one, as of the day below."""

from datetime import date
from decimal import Decimal

from django.db import migrations

# European Commission, Taxes in Europe Database, as packaged in eu-vat-rates-data 2026.9.29.
SOURCE = "TEDB, 2026-09-29"
STANDARD = {
    "AT": "20", "BE": "21", "BG": "20", "HR": "25", "CY": "19", "CZ": "21", "DK": "25", "EE": "24", "FI": "25.5",
    "FR": "20", "DE": "19", "GR": "24", "HU": "27", "IE": "23", "IT": "22", "LV": "21", "LT": "21", "LU": "17",
    "MT": "18", "NL": "21", "PL": "23", "PT": "23", "RO": "21", "SK": "23", "SI": "22", "ES": "21", "SE": "25",
}  # fmt: skip
FROM = date(2026, 1, 1)


def add_rates(apps, schema_editor):
    rate = apps.get_model("taxes", "VatRate")
    rows = [
        rate(country=code, vat_class="standard", rate=Decimal(value), valid_from=FROM, source=SOURCE)
        for code, value in STANDARD.items()
    ]
    rows.append(rate(country="BG", vat_class="reduced", rate=Decimal("9"), valid_from=FROM, source=SOURCE))
    rows += [
        rate(country=code, vat_class="zero", rate=Decimal(0), valid_from=FROM, source=SOURCE)
        for code in STANDARD
    ]
    rate.objects.bulk_create(rows)


def remove_rates(apps, schema_editor):
    apps.get_model("taxes", "VatRate").objects.filter(source=SOURCE).delete()


class Migration(migrations.Migration):
    dependencies = [("taxes", "0001_initial")]

    operations = [migrations.RunPython(add_rates, remove_rates)]
