"""Shopify's product CSV, with the column names before and since 2024.

Source: https://help.shopify.com/en/manual/products/import-export/using-csv (column list and rules for variants and images).
One product takes several rows of one handle: the first has the product, each further one a variant, a picture, or both.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from products.importers.readers import amounts, shared
from products.importers.readers.encoding import Line, Table, spelled
from products.importers.readers.remarks import Remarks
from products.importers.readers.rich_text import rich_text
from products.importers.records import PictureRecord, ProductRecord, Reading, TextRecord, VariantRecord

# Our name for a column, and Shopify's: the older one, then the newer.
COLUMNS = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "body": ("Body (HTML)", "Body HTML", "Description"),
    "vendor": ("Vendor",),
    "category": (
        "Product Category",
        "Product category",
        "Standard Product Type",
        "Standardized Product Type",
    ),
    "type": ("Type", "Custom Product Type"),
    "tags": ("Tags",),
    "published": ("Published", "Published on online store"),
    "status": ("Status",),
    "sku": ("Variant SKU", "SKU"),
    "barcode": ("Variant Barcode", "Barcode"),
    "price": ("Variant Price", "Price"),
    "compare": ("Variant Compare At Price", "Compare-at price", "Compare At Price"),
    "grams": ("Variant Grams", "Weight value (grams)"),
    "weight_unit": ("Variant Weight Unit", "Weight unit for display"),
    "tracker": ("Variant Inventory Tracker", "Inventory tracker"),
    "stock": ("Variant Inventory Qty", "Inventory quantity"),
    "policy": ("Variant Inventory Policy", "Continue selling when out of stock"),
    "ships": ("Variant Requires Shipping", "Requires shipping"),
    "taxable": ("Variant Taxable", "Charge tax"),
    "image": ("Image Src", "Product image URL"),
    "image_position": ("Image Position", "Image position"),
    "image_alt": ("Image Alt Text", "Image alt text"),
    "variant_image": ("Variant Image", "Variant image URL"),
    "gift_card": ("Gift Card", "Gift card"),
    "seo_title": ("SEO Title", "SEO title"),
    "seo_description": ("SEO Description", "SEO description"),
    "content": ("Unit Price Total Measure", "Unit price total measure"),
    "content_unit": ("Unit Price Total Measure Unit", "Unit price total measure unit"),
}
OPTIONS = tuple(
    ((f"Option{number} Name", f"Option{number} name"), (f"Option{number} Value", f"Option{number} value"))
    for number in (1, 2, 3)
)
_ALL = {name for theirs in COLUMNS.values() for name in theirs} | {
    name for pair in OPTIONS for theirs in pair for name in theirs
}
# Known, and of no use here.
PASSED_OVER = re.compile(
    r"Option[123] Linked To|Variant Fulfillment Service|Fulfillment service|Variant Tax Code|Tax code|Cost per item|"
    r"Google Shopping / .+|Included / .+|Price / .+|Compare At Price / .+|Compare-at price / .+|.+\(product\.metafields\..+\)|"
    r"Unit Price (Base )?Measure( Unit)?|Unit price base measure( unit)?|Template Suffix|Collection|Product ID|Variant ID|"
    r"Price International|Compare At Price International",
    re.IGNORECASE,
)
EXPECTED = ("Handle", "Title", "Variant Price", "URL handle", "Price", "Variant SKU")
DEFAULT_TITLE = "Default Title"
YES = {"true", "yes", "1", "active"}
NO = {"false", "no", "0"}


def read_shopify(table: Table, language: str) -> Reading:
    """Return the products of the file, by handle, in its order."""
    table = spelled(table, _ALL)
    names = {ours: [name for name in theirs if name in table.columns] for ours, theirs in COLUMNS.items()}
    groups: dict[str, list[Line]] = {}
    nameless = []
    for line in table.lines:
        handle = _cell(line, names["handle"])
        if handle:
            groups.setdefault(handle, []).append(line)
        else:
            nameless.append(line)
    records = [_product(handle, lines, names, language) for handle, lines in groups.items()]
    records += [_without_handle(line) for line in nameless]
    others = [name for name in table.columns if name not in _ALL]
    return Reading(
        records=shared.without_doubles(records),
        encoding=table.encoding,
        unknown_columns=shared.unknown(name for name in others if not PASSED_OVER.fullmatch(name)),
        notices=shared.left_aside(table, filter(PASSED_OVER.fullmatch, others)),
    )


def _cell(line: Line, names: Iterable[str]) -> str:
    return next((line.get(name) for name in names if line.get(name)), "")


def _without_handle(line: Line) -> ProductRecord:
    words = _("The row has no handle, so nobody can tell which product it belongs to.")
    return ProductRecord(line=line.number, key=f"shopify:line-{line.number}", texts=(), problems=(words,))


def _product(handle: str, lines: list[Line], names: dict[str, list[str]], language: str) -> ProductRecord:
    first = lines[0]
    remarks = Remarks()

    def cell(name: str, line: Line = first) -> str:
        return _cell(line, names[name])

    sold = [line for line in lines if cell("price", line) or cell("sku", line) or _chosen(line)]
    option_names = _option_names(first)
    variants = tuple(_variant(line, names, option_names, remarks) for line in sold)
    shared.in_line(lines, remarks)
    shared.check_choices(variants, remarks)
    body = rich_text(cell("body"))
    for words in body.notices:
        remarks.say(words)
    if any(cell("policy", line).casefold() in {"continue", "true", "yes"} for line in sold):
        remarks.say(_("Selling on when it is sold out is not supported; the stock counts."))
    if not cell("title"):
        remarks.wrong(_("It has no title."))
    if any(cell("taxable", line).casefold() in NO for line in sold):
        remarks.say(shared.untaxed())
    status = cell("status").casefold()
    published = status in ("", "active") and cell("published").casefold() in {"", *YES}
    return ProductRecord(
        line=first.number,
        key=f"shopify:{handle}"[:255],
        texts=(
            TextRecord(
                language=language,
                title=shared.title(cell("title"), remarks),
                description=body.html,
                slug=handle,
                seo_title=shared.cut(cell("seo_title"), shared.LONGEST_TITLE, remarks),
                seo_description=cell("seo_description"),
                published=published,
            ),
        ),
        brand=shared.brand(cell("vendor"), remarks),
        tags=shared.tags(cell("tags"), remarks),
        category_paths=_categories(cell("category"), cell("type")),
        options=shared.options(option_names, (variant.values for variant in variants), remarks),
        variants=variants,
        pictures=_pictures(lines, names, remarks),
        archived=status == "archived",
        unsupported=_unsupported(lines, names),
        problems=tuple(remarks.problems),
        notices=tuple(remarks.notices),
    )


def _option_names(first: Line) -> list[str]:
    """Return what can be chosen; a product with the one variant "Default Title" has nothing to choose."""
    found = [(_cell(first, name), _cell(first, value)) for name, value in OPTIONS]
    if [value for _name, value in found if value] in ([], [DEFAULT_TITLE]) and found[0][0] in ("", "Title"):
        return []
    return [name for name, _value in found if name]


def _chosen(line: Line) -> list[str]:
    return [_cell(line, value) for _name, value in OPTIONS if _cell(line, value)]


def _variant(
    line: Line, names: dict[str, list[str]], option_names: list[str], remarks: Remarks
) -> VariantRecord:
    def cell(name: str) -> str:
        return _cell(line, names[name])

    about = cell("sku") or " / ".join(_chosen(line)) or cell("handle")
    asked = amounts.regular_price(cell("price"), about, remarks)
    compare = amounts.money(cell("compare"), about, remarks)
    reduced = None
    if asked is not None and compare is not None and compare > asked:
        asked, reduced = compare, asked
    content, unit = amounts.content(cell("content"), cell("content_unit"), remarks)
    values = [_cell(line, value) for _name, value in OPTIONS[: len(option_names)]]
    picture = cell("variant_image")
    # Without a tracker Shopify sells any number; here every variant has a stock. Shops with several stores export none.
    counted = bool(cell("tracker")) or not names["tracker"]
    if not counted or (names["tracker"] and not cell("stock")):
        remarks.say(_("The file keeps no count of its stock: set it in the shop."))
    return VariantRecord(
        line=line.number,
        sku=shared.sku(cell("sku").lstrip("'"), remarks),
        gtin=shared.gtin(cell("barcode"), remarks),
        price=asked,
        reduced_price=reduced,
        stock=amounts.quantity(cell("stock"), remarks) if counted else None,
        weight_grams=amounts.weight(cell("grams"), "g", remarks),
        content_quantity=content,
        content_unit=unit,
        values=tuple(values),
        picture=PictureRecord(picture) if picture else None,
    )


def _categories(standard: str, own: str) -> tuple[tuple[str, ...], ...]:
    """Return the path of the merchant's own type, or else that of Shopify's taxonomy."""
    text = own or standard
    path = tuple(part.strip() for part in text.split(">") if part.strip())
    return (path,) if path else ()


def _pictures(lines: list[Line], names: dict[str, list[str]], remarks: Remarks) -> tuple[PictureRecord, ...]:
    found: dict[str, PictureRecord] = {}
    for place, line in enumerate(lines, start=1):
        source = _cell(line, names["image"])
        if source and source not in found:
            typed = amounts.position(_cell(line, names["image_position"]), remarks)
            alt = shared.cut(_cell(line, names["image_alt"]), shared.LONGEST_TITLE, remarks)
            found[source] = PictureRecord(source, alt, place if typed is None else typed)
    return tuple(sorted(found.values(), key=lambda picture: picture.position))


def _unsupported(lines: list[Line], names: dict[str, list[str]]) -> str:
    if any(_cell(line, names["gift_card"]).casefold() in YES for line in lines):
        return _("Gift cards are not supported.")
    ships = [_cell(line, names["ships"]).casefold() for line in lines if _cell(line, names["ships"])]
    if ships and all(answer in NO for answer in ships):
        return _("Digital products and services (nothing to ship) are not supported.")
    return ""
