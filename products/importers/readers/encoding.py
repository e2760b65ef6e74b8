"""From bytes to rows: encoding, delimiter and header of a CSV that anybody may have saved with anything."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from products.importers.records import UnreadableFile

# A description with pictures pasted into it is large, but no cell of a catalogue is this large.
csv.field_size_limit(4 * 1024 * 1024)
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[А-Яа-я]+")
DELIMITERS = (",", ";", "\t")
_EXCEL_MARK = re.compile(r"sep=.?", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What begins files that are called .csv and are none: ZIP and so XLSX, old Excel, PDF.
_OTHER_KINDS = ((b"PK\x03\x04", "XLSX"), (b"\xd0\xcf\x11\xe0", "XLS"), (b"%PDF", "PDF"))


@dataclass(frozen=True)
class Line:
    """A row of the file: its cells by column, and the line of the file on which it begins."""

    number: int
    cells: Mapping[str, str]
    # More cells than the header has columns: a comma that nobody quoted, so that nothing stands where it should.
    shifted: bool = False

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    encoding: str


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a file and its encoding: UTF-8, UTF-16 with a mark, or the CP1251 of a Bulgarian Excel.

    Raises UnreadableFile for what is no text.
    """
    if not content.strip(b"\0 \r\n\t"):
        raise UnreadableFile(_("The file is empty."))
    for start, kind in _OTHER_KINDS:
        if content.startswith(start):
            words = _(
                "This is not a CSV but a %(kind)s file under another name. Save it as CSV (UTF-8) and try again."
            )
            raise UnreadableFile(words % {"kind": kind})
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise UnreadableFile(_not_text()) from error
    if b"\0" in content:
        raise UnreadableFile(_not_text())
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1251")
    except UnicodeDecodeError as error:
        raise UnreadableFile(_not_text()) from error
    if not _reads_bulgarian(text):
        raise UnreadableFile(_not_text())
    return text, "cp1251"


def table(content: bytes, *, expected: Sequence[str]) -> Table:
    """Return the rows of a CSV by its header; raises UnreadableFile when the header has none of the expected columns."""
    text, encoding = decoded(content)
    delimiter = _delimiter(text)
    try:
        rows = _strictly(text, delimiter)
    except csv.Error as error:
        words = _("The file cannot be read as CSV: %(why)s.")
        raise UnreadableFile(words % {"why": error}) from error
    if not rows:
        raise UnreadableFile(_("The file is empty."))
    columns = tuple(cell.strip() for cell in rows[0][1])
    known = {column.casefold() for column in columns}
    if not known & {column.casefold() for column in expected}:
        words = _("The first line does not name the columns. Expected are, among others: %(columns)s.")
        raise UnreadableFile(words % {"columns": ", ".join(expected[:6])})
    return Table(columns, tuple(_lines(columns, rows[1:])), encoding)


def spelled(table: Table, names: Iterable[str]) -> Table:
    """Return the table with its columns spelled as in `names`, where only capitals differ."""
    right = {name.casefold(): name for name in names}
    renamed = {column: right.get(column.casefold(), column) for column in table.columns}
    if all(old == new for old, new in renamed.items()):
        return table
    lines = tuple(
        Line(line.number, {renamed[name]: cell for name, cell in line.cells.items()}, line.shifted)
        for line in table.lines
    )
    return Table(tuple(renamed.values()), lines, table.encoding)


def _strictly(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the rows; a quotation mark that never closes would swallow the rest of the file and is refused.

    Other slips in quoting are read as the csv module reads them: exports made by hand have plenty.
    """
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in _rows(text, delimiter, strict=True):
            rows.append(row)
    except csv.Error as error:
        if "unexpected end of data" not in str(error):
            return list(_rows(text, delimiter, strict=False))
        line = rows[-1][0] + 1 if rows else 1
        words = _("A quotation mark is opened and never closed, on line %(line)d or below.")
        raise UnreadableFile(words % {"line": line}) from error
    return rows


def _rows(text: str, delimiter: str, *, strict: bool) -> Iterator[tuple[int, list[str]]]:
    """Yield every row that has something in it, with the line of the file on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    begins = 1
    for row in reader:
        # Excel writes its delimiter above the header.
        excel_mark = begins == 1 and _EXCEL_MARK.fullmatch(delimiter.join(row).strip())
        if any(cell.strip() for cell in row) and not excel_mark:
            yield begins, row
        begins = reader.line_num + 1


def _lines(columns: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> Iterator[Line]:
    # Where every row ends in an empty cell more than the header, a program writes them so.
    trailing = all(len(row) > len(columns) for _number, row in rows)
    for number, row in rows:
        surplus = row[len(columns) :]
        cells: dict[str, str] = {}
        for column, cell in zip(columns, row, strict=False):
            # Of two columns of one name the first that says something counts.
            if not cells.get(column):
                cells[column] = cell.strip()
        yield Line(number, cells, any(cell.strip() for cell in surplus) or (bool(surplus) and not trailing))


def _delimiter(text: str) -> str:
    """Return what parts the cells of the first line, looked for outside of quotation marks."""
    first, quoted, counts = "", False, dict.fromkeys(DELIMITERS, 0)
    for character in text:
        first += character
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "\r\n":
            if first.strip() and not _EXCEL_MARK.fullmatch(first.strip()):
                break
            counts = dict.fromkeys(DELIMITERS, 0)
            first = ""
        elif not quoted and character in counts:
            counts[character] += 1
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter])


def _reads_bulgarian(text: str) -> bool:
    """Tell whether the words with foreign letters are Cyrillic ones; German in Windows-1252 mixes them with Latin."""
    foreign = [word for word in _WORD.findall(text) if not word.isascii()]
    cyrillic = [word for word in foreign if _CYRILLIC.fullmatch(word)]
    return bool(foreign) and len(cyrillic) >= 0.6 * len(foreign)


def _not_text() -> str:
    return _("The file is not a text in UTF-8 or Windows-1251. Save it as CSV (UTF-8) and try again.")
