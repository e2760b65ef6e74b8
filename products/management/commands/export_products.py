"""The catalogue as a file that import_products reads back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from products.exporters.files import stream_csv, write_xlsx
from products.models import Product

FORMATS = ("csv", "xlsx")


class Command(BaseCommand):
    help = "Export all products that are not archived to CSV or XLSX, in Vitrina's own format."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FORMATS, help="else the ending of the file decides")
        parser.add_argument("--brand", default="", help="only this brand")
        parser.add_argument("--archived", action="store_true", help="archived products too")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        kind = options["format"] or path.suffix.lower().removeprefix(".")
        if kind not in FORMATS:
            raise CommandError("Name a file that ends in .csv or .xlsx, or give --format.")
        products = Product.objects.all() if options["archived"] else Product.objects.filter(archived_at=None)
        if options["brand"]:
            products = products.filter(brand=options["brand"])
        if kind == "csv":
            with path.open("w", encoding="utf-8", newline="") as text:
                text.writelines(stream_csv(products))
        else:
            with path.open("wb") as binary:
                write_xlsx(products, binary)
        self.stdout.write(f"{products.count()} products in {path}")
