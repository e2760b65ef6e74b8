"""Moving in takes minutes, not a night: 10,000 rows in under ten minutes on two cores (docs/importing.md has the figures)."""

import csv
import io
from time import monotonic

import pytest

from core.actors import SYSTEM
from core.storages import PrivateFileSystemStorage
from products.importers.options import ImportOptions
from products.importers.runner import create_import, run_import
from products.models import CatalogueImport, ListingEntry, Variant
from products.tests.factories import make_site

pytestmark = [
    pytest.mark.budget,
    pytest.mark.timeout(3600),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

ROWS = 10_000
MOST_SECONDS = 600
COLUMNS = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,"
    "Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Image Src,Status"
).split(",")
BODY = "<p>Чаша от <b>глина</b>, въртяна на ръка.</p><ul><li>200 мл</li><li>за миялна машина</li></ul>" * 3


def shopify_file(variants: int) -> bytes:
    """A file of 10,000 rows whose products have so many variants each, in forty categories."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in range(ROWS):
        number, place = divmod(row, variants)
        first = place == 0
        writer.writerow(
            [
                f"mug-{number}",
                f"Чаша номер {number}" if first else "",
                BODY if first else "",
                "Глина",
                f"Дом > Чаши {number % 40}",
                "чаши, дом",
                "TRUE",
                "Размер" if variants > 1 else "Title",
                f"{place + 1}" if variants > 1 else "Default Title",
                f"MUG-{number}-{place}",
                "300",
                "shopify",
                "5",
                "deny",
                "12.90",
                f"https://example.com/{number}.jpg" if first else "",
                "active",
            ]
        )
    return out.getvalue().encode()


@pytest.mark.parametrize("variants", [1, 3])
def test_ten_thousand_rows_are_imported_in_ten_minutes(variants, capsys, monkeypatch, tmp_path):
    storage = PrivateFileSystemStorage(location=str(tmp_path))
    monkeypatch.setattr(CatalogueImport._meta.get_field("file"), "storage", storage)
    make_site()
    began = monotonic()
    job = create_import(
        file=io.BytesIO(shopify_file(variants)),
        file_name="goods.csv",
        format="shopify",
        options=ImportOptions(gpsr_exempt_reason="ръчна изработка"),
        actor=SYSTEM,
    )

    run_import(job.pk)

    seconds = monotonic() - began
    with capsys.disabled():
        print(f"\n{ROWS} rows, {variants} variants each: {seconds:.0f} s")  # noqa: T201
    job.refresh_from_db()
    assert job.state == CatalogueImport.State.DONE
    assert set(job.rows.values_list("outcome", flat=True)) == {"created"}
    assert (Variant.objects.count(), ListingEntry.objects.count()) == (ROWS, -(-ROWS // variants))
    assert seconds < MOST_SECONDS
