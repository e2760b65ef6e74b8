"""From a file to records, whatever its format."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from products.importers.readers import shopify, vitrina, woocommerce, woocommerce_columns
from products.importers.readers.encoding import Table, check_columns, table
from products.importers.records import Reading, UnreadableFile
from products.models import CatalogueImport

Format = CatalogueImport.Format
EXPECTED = {
    Format.SHOPIFY: shopify.EXPECTED,
    Format.WOOCOMMERCE: woocommerce_columns.EXPECTED,
    Format.VITRINA: vitrina.EXPECTED,
}
_ANY = [name for names in EXPECTED.values() for name in names]
_ZIP = b"PK\x03\x04"


def read(file: BinaryIO, *, format: str, language: str) -> Reading:
    """Return what a file holds; raises UnreadableFile, with words for people, when it cannot be taken as a whole.

    `language` is that of the texts of Shopify's and WooCommerce's files; our own names a language in its columns.
    """
    content = file.read()
    if format == Format.VITRINA and content.startswith(_ZIP):
        reading = vitrina.read_vitrina(vitrina.workbook_table(content))
    else:
        found = table(content, expected=[*EXPECTED[Format(format)], *_ANY])
        better = _better_format(found, format)
        if better is not None:
            words = _("The first line is that of a file of %(other)s: choose that format.")
            raise UnreadableFile(words % {"other": Format(better).label})
        check_columns(found.columns, EXPECTED[Format(format)])
        if format == Format.SHOPIFY:
            reading = shopify.read_shopify(found, language)
        elif format == Format.WOOCOMMERCE:
            reading = woocommerce.read_woocommerce(found, language)
        else:
            reading = vitrina.read_vitrina(found)
    if not reading.records:
        raise UnreadableFile(_("There is no product in the file, only its first line."))
    return reading


def guess_format(file: BinaryIO) -> str | None:
    """Return the format that the first line of a file speaks of, None where it speaks of none."""
    content = file.read()
    file.seek(0)
    if content.startswith(_ZIP):
        return Format.VITRINA
    try:
        hits = _hits(table(content, expected=_ANY))
    except UnreadableFile:
        return None
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] else None


def _hits(found: Table) -> dict[str, int]:
    columns = {column.casefold() for column in found.columns}
    return {
        name: len(columns & {column.casefold() for column in expected}) for name, expected in EXPECTED.items()
    }


def _better_format(found: Table, chosen: str) -> str | None:
    """Return the format whose columns the file has, where they are clearly not those of the chosen one."""
    hits = _hits(found)
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] > max(hits[chosen], 1) else None
