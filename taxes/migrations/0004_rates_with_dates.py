"""The rates of the data file, where nobody has edited what shipped before."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).parent.parent / "data" / "vat_rates.json"
# What migration 0002 wrote; a row that still looks so is ours to correct.
SHIPPED_SOURCE = "TEDB, 2026-09-29"
SHIPPED_FROM = date(2026, 1, 1)


def add_rates(apps, schema_editor):
    table = apps.get_model("taxes", "VatRate")
    data = json.loads(FILE.read_text(encoding="utf-8"))
    for row in data["rates"]:
        key = {"country": row["country"], "region": row.get("region", ""), "vat_class": row["class"]}
        rate, valid_from = Decimal(row["rate"]), date.fromisoformat(row["valid_from"])
        existing = list(table.objects.filter(**key))
        if not existing:
            table.objects.create(**key, rate=rate, valid_from=valid_from, source=data["source"])
            continue
        first = existing[0]
        untouched = first.rate == rate and (first.source, first.valid_from) == (SHIPPED_SOURCE, SHIPPED_FROM)
        if len(existing) == 1 and untouched and first.valid_from != valid_from:
            table.objects.filter(pk=first.pk).update(valid_from=valid_from, source=data["source"])


class Migration(migrations.Migration):
    dependencies = [("taxes", "0003_validity_checks_turnover")]

    operations = [migrations.RunPython(add_rates, migrations.RunPython.noop)]
