"""Rows as CSV or XLSX, written as they come."""

import csv
from collections.abc import Iterator
from typing import IO

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from core.spreadsheets import escaped
from products.exporters.rows import rows
from products.importers.vitrina_columns import COLUMNS
from products.models import Product

# So that a Bulgarian Excel knows the encoding.
BOM = "\ufeff"
# Excel takes no more in a cell.
LONGEST_CELL = 32_767


class _Line:
    """What csv.writer writes to: it gives the line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def stream_csv(products: QuerySet[Product]) -> Iterator[str]:
    """Yield the lines of a CSV in UTF-8."""
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield BOM + writer.writerow(COLUMNS)
    for row in rows(products):
        yield writer.writerow([escaped(row.get(name, "")) for name in COLUMNS])


def write_xlsx(products: QuerySet[Product], out: IO[bytes]) -> None:
    """Write a workbook of one sheet; every cell is text, so that no program turns a GTIN into a number."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("products")
    sheet.append(list(COLUMNS))
    for row in rows(products):
        cells = []
        for name in COLUMNS:
            cell = WriteOnlyCell(sheet, value=escaped(row.get(name, ""))[:LONGEST_CELL])
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(out)
