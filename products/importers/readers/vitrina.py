"""The shop's own file, as CSV or XLSX: see products.importers.vitrina_columns."""

import zipfile
import zlib
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.spreadsheets import unescaped
from products.importers.readers import amounts, shared
from products.importers.readers.encoding import Line, Table, check_columns, clean, first_of_each, spelled
from products.importers.readers.reductions import reduction
from products.importers.readers.remarks import Remarks
from products.importers.readers.rich_text import rich_text
from products.importers.records import (
    OptionRecord,
    PictureRecord,
    ProductRecord,
    Reading,
    TextRecord,
    UnreadableFile,
    VariantRecord,
)
from products.importers.vitrina_columns import (
    COLUMNS,
    LANGUAGES,
    MOST_OPTIONS,
    OPERATOR,
    facts_of,
    is_yes,
    operator_of,
    paths_of,
    split,
)
from products.models import ContentUnit
from taxes.models import VatClass

EXPECTED = ("product", "title_bg", "sku", "price")
MOST_ROWS = 200_000
MOST_UNPACKED = 600 * 1024 * 1024


def workbook_table(content: bytes) -> Table:
    """Return the rows of the first sheet of a workbook; raises UnreadableFile for what is none."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                words = _("Unpacked, the workbook is larger than %(size)d MB.")
                raise UnreadableFile(words % {"size": MOST_UNPACKED // (1024 * 1024)})
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        return _sheet_table(book)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        # openpyxl meets a workbook that is none, or a broken one, with whatever happens to go wrong, at any row.
        raise UnreadableFile(_("The file cannot be read as XLSX.")) from error


def _sheet_table(book: Workbook) -> Table:
    sheet = book.worksheets[0] if book.worksheets else None
    if sheet is None:
        raise UnreadableFile(_("The file is empty."))
    columns: tuple[str, ...] = ()
    lines = []
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_cell_text(value) for value in row]
        if not any(cells):
            continue
        if number > MOST_ROWS:
            raise UnreadableFile(_("The file has more than %(most)d rows.") % {"most": MOST_ROWS})
        if not columns:
            columns = tuple(cells)
            while columns and not columns[-1]:
                columns = columns[:-1]
            continue
        shifted = any(cells[len(columns) :])
        lines.append(Line(number, first_of_each(zip(columns, cells, strict=False)), shifted))
    book.close()
    check_columns(columns, EXPECTED)
    return Table(columns, tuple(lines), "")


def read_vitrina(table: Table) -> Reading:
    """Return the products of the file; rows without a product of their own belong to the one above them."""
    table = spelled(table, COLUMNS)
    groups: list[list[Line]] = []
    current = ""
    for line in table.lines:
        key = _get(line, "product")
        if not groups or (key and key != current):
            groups.append([])
        current = key or current
        groups[-1].append(line)
    records = [_product(lines) for lines in groups]
    return Reading(
        records=shared.without_doubles(records),
        encoding=table.encoding,
        unknown_columns=shared.unknown(name for name in table.columns if name not in COLUMNS),
        notices=shared.left_aside(table, ()),
    )


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))


def _get(line: Line, name: str) -> str:
    return unescaped(line.get(name))


def _product(lines: list[Line]) -> ProductRecord:
    first, remarks = lines[0], Remarks()

    def cell(name: str) -> str:
        return _get(first, name)

    numbers = [number for number in range(1, MOST_OPTIONS + 1) if cell(f"option{number}_name_bg")]
    variants = tuple(
        _variant(line, numbers, remarks) for line in lines if _get(line, "price") or _get(line, "sku")
    )
    shared.in_line(lines, remarks)
    options = _options(lines, numbers)
    shared.check_lengths(options, remarks)
    shared.check_choices(variants, remarks)
    key = cell("product")
    if not key:
        remarks.wrong(_("The row names no product."))
    vat_class = cell("vat_class").casefold()
    if vat_class and vat_class not in VatClass.values:
        remarks.wrong(_("The VAT class “%(name)s” is not known.") % {"name": vat_class[:30]})
    texts = _texts(first, remarks)
    if not texts:
        remarks.wrong(_("It has no title."))
    return ProductRecord(
        line=first.number,
        key=f"vitrina:{key}"[:255],
        texts=texts,
        name=shared.cut(cell("name"), 200, remarks),
        brand=shared.brand(cell("brand"), remarks),
        tags=shared.short_tags(split(cell("tags")), remarks),
        category_paths=paths_of(cell("categories")),
        vat_class=vat_class if vat_class in VatClass.values else None,
        options=options,
        variants=variants,
        pictures=_pictures(cell("pictures"), cell("picture_texts")),
        manufacturer=operator_of(*(cell(f"manufacturer_{name}") for name in OPERATOR)),
        responsible_person=operator_of(*(cell(f"responsible_{name}") for name in OPERATOR)),
        warnings_bg=cell("warnings_bg"),
        warnings_en=cell("warnings_en"),
        no_warnings=is_yes(cell("no_warnings")),
        gpsr_exempt_reason=cell("gpsr_exempt_reason"),
        archived=is_yes(cell("archived")),
        problems=tuple(remarks.problems),
        notices=tuple(remarks.notices),
    )


def _texts(line: Line, remarks: Remarks) -> tuple[TextRecord, ...]:
    found = []
    for language in LANGUAGES:
        if not _get(line, f"title_{language}"):
            continue
        body = rich_text(_get(line, f"description_{language}"), own=True)
        for words in body.notices:
            remarks.say(words)
        found.append(
            TextRecord(
                language=language,
                title=shared.title(_get(line, f"title_{language}"), remarks, own=True),
                summary=shared.cut(_get(line, f"summary_{language}"), 300, remarks),
                description=body.html,
                slug=_get(line, f"slug_{language}"),
                seo_title=shared.cut(_get(line, f"seo_title_{language}"), shared.LONGEST_TITLE, remarks),
                seo_description=_get(line, f"seo_description_{language}"),
                facts=shared.facts(facts_of(_get(line, f"facts_{language}")), remarks),
                published=is_yes(_get(line, f"published_{language}")),
            )
        )
    return tuple(found)


def _options(lines: list[Line], numbers: list[int]) -> tuple[OptionRecord, ...]:
    found = []
    for number in numbers:
        names = [_get(lines[0], f"option{number}_name_{language}") for language in LANGUAGES]
        pairs = (
            tuple(_get(line, f"option{number}_value_{language}") for language in LANGUAGES) for line in lines
        )
        values = {bg: en or bg for bg, en in pairs if bg}
        found.append(OptionRecord(names[0], names[1] or names[0], tuple(values.items())))
    return tuple(found)


def _variant(line: Line, numbers: list[int], remarks: Remarks) -> VariantRecord:
    about = _get(line, "sku") or _get(line, "product")
    unit = _get(line, "content_unit")
    if unit and unit not in ContentUnit.values:
        remarks.wrong(_("The unit “%(unit)s” is not known.") % {"unit": unit[:20]})
    content, unit = amounts.content(_get(line, "content"), unit, remarks)
    reduced, begins, ends = reduction(
        amounts.money(_get(line, "reduced_price"), about, remarks),
        _get(line, "reduced_from"),
        _get(line, "reduced_until"),
        about,
        remarks,
    )
    picture = _get(line, "variant_picture")
    return VariantRecord(
        line=line.number,
        sku=shared.sku(_get(line, "sku"), remarks),
        gtin=shared.gtin(_get(line, "gtin"), remarks),
        price=amounts.regular_price(_get(line, "price"), about, remarks),
        reduced_price=reduced,
        reduced_from=begins,
        reduced_until=ends,
        stock=amounts.quantity(_get(line, "stock"), remarks),
        weight_grams=amounts.weight(_get(line, "weight_grams"), "g", remarks),
        sides=amounts.sides(
            [_get(line, f"{side}_mm") for side in ("length", "width", "height")], "mm", remarks
        ),
        content_quantity=content,
        content_unit=unit,
        values=tuple(_get(line, f"option{number}_value_bg") for number in numbers),
        picture=PictureRecord(picture) if picture else None,
    )


def _pictures(sources: str, texts: str) -> tuple[PictureRecord, ...]:
    words = split(texts)
    return tuple(
        PictureRecord(source, words[place] if place < len(words) else "", place + 1)
        for place, source in enumerate(split(sources))
        if source
    )
