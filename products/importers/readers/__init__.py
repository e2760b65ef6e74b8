"""From a file to records, whatever its format."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from products.importers.readers import shopify, vitrina, woocommerce
from products.importers.readers.encoding import table
from products.importers.records import Reading, UnreadableFile
from products.models import CatalogueImport

Format = CatalogueImport.Format
EXPECTED = {
    Format.SHOPIFY: shopify.EXPECTED,
    Format.WOOCOMMERCE: woocommerce.EXPECTED,
    Format.VITRINA: vitrina.EXPECTED,
}
_ZIP = b"PK\x03\x04"


def read(file: BinaryIO, *, format: str, language: str) -> Reading:
    """Return what a file holds; raises UnreadableFile, with words for people, when it cannot be taken as a whole.

    `language` is that of the texts of Shopify's and WooCommerce's files; our own names a language in its columns.
    """
    content = file.read()
    if format == Format.VITRINA and content.startswith(_ZIP):
        reading = vitrina.read_vitrina(vitrina.workbook_table(content))
    else:
        found = table(content, expected=EXPECTED[Format(format)])
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
        columns = set(
            table(content, expected=[name for names in EXPECTED.values() for name in names]).columns
        )
    except UnreadableFile:
        return None
    hits = {name: len(columns & set(expected)) for name, expected in EXPECTED.items()}
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] else None
