"""From bytes to rows: encoding, delimiter and header of a CSV that anybody may have saved with anything."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from products.importers.records import UnreadableFile

# A description with pictures pasted into it is large, but no cell of a catalogue is this large.
LONGEST_CELL = 4 * 1024 * 1024
csv.field_size_limit(LONGEST_CELL)
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[А-Яа-я]+")
DELIMITERS = (",", ";", "\t", "|")
_EXCEL_MARK = re.compile(r"sep=.?", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # Begins like the one of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A byte that could not be decoded, or half of a character.
_BROKEN = re.compile("[\ud800-\udfff]")
# What no text needs, a program of tables refuses, and (the first) a database cannot store.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
# Soft line ends of word processors.
_LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# Added to a text to see whether its last row ends.
_END = "\ue000"
# What begins files that are called .csv and are none: ZIP and so XLSX, old Excel, PDF.
_OTHER_KINDS = ((b"PK\x03\x04", "XLSX"), (b"\xd0\xcf\x11\xe0", "XLS"), (b"%PDF", "PDF"))


@dataclass(frozen=True)
class Line:
    """A row of the file: its cells by column, and the line of the file on which it begins."""

    number: int
    cells: Mapping[str, str]
    # More cells than the header has columns: a comma that nobody quoted, so that nothing stands where it should.
    shifted: bool = False
    # Bytes that are no text in the file's encoding: nobody knows what stood there, in a price or a SKU neither.
    broken: bool = False
    # Control characters were taken away.
    cleaned: bool = False

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    encoding: str


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a file and its encoding: UTF-8, UTF-16 with a mark, or the CP1251 of a Bulgarian Excel.

    A few bytes that are none become lone surrogates, which `clean` finds. Raises UnreadableFile for what is no text.
    """
    if not content.strip(b"\0 \r\n\t"):
        raise UnreadableFile(_("The file is empty."))
    for start, kind in _OTHER_KINDS:
        if content.startswith(start):
            words = _(
                "This is not a CSV but a %(kind)s file under another name. Save it as CSV (UTF-8) and try again."
            )
            raise UnreadableFile(words % {"kind": kind})
    if encoding := _marked(content):
        how = "surrogateescape" if encoding == "utf-8-sig" else "surrogatepass"
        try:
            text = content.decode(encoding, how)
        except UnicodeDecodeError as error:
            raise UnreadableFile(_not_text()) from error
        if _mostly_whole(text):
            return text, encoding
        raise UnreadableFile(_not_text())
    # One that slipped into a cell is no reason to refuse the file; a file of another kind has them everywhere.
    if content.count(b"\0") * 20 > len(content):
        raise UnreadableFile(_not_text())
    # Looked at before CP1251, as which the Cyrillic of UTF-8 reads like words of Cyrillic letters.
    text = content.decode("utf-8", "surrogateescape")
    if _mostly_whole(text):
        return text, "utf-8"
    text = content.decode("cp1251", "surrogateescape")
    if not _reads_bulgarian(text):
        raise UnreadableFile(_not_text())
    return text, "cp1251"


def _marked(content: bytes) -> str:
    """Return the encoding that a mark tells, or the zeros in every second byte of a first line without one."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return encoding
    first, second = content[:40:2], content[1:40:2]
    if first and second and not any(second) and all(first):
        return "utf-16-le"
    if first and second and not any(first) and all(second):
        return "utf-16-be"
    return ""


def clean(cell: str) -> str:
    """Return the text of a cell without what is no text."""
    return _CONTROL.sub("", _LINE_ENDS.sub("\n", cell)).strip()


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
    columns = tuple(clean(cell) for cell in rows[0][1])
    check_columns(columns, expected)
    # Most files have nothing to be taken away, and nobody wants to look for it in every cell.
    dirty = bool(_CONTROL.search(text) or _LINE_ENDS.search(text))
    return Table(columns, tuple(_lines(columns, rows[1:], dirty=dirty)), encoding)


def check_columns(columns: Iterable[str], expected: Sequence[str]) -> None:
    """Raise UnreadableFile when a header has none of the expected columns."""
    if not {column.casefold() for column in columns} & {column.casefold() for column in expected}:
        words = _("The first line does not name the columns. Expected are, among others: %(columns)s.")
        raise UnreadableFile(words % {"columns": ", ".join(expected[:6])})


def spelled(table: Table, names: Iterable[str], *, form: Callable[[str], str] = str) -> Table:
    """Return the table with its columns in a common form, spelled as in `names` where only capitals differ."""
    right = {name.casefold(): name for name in names}
    renamed = {column: right.get(form(column).casefold(), form(column)) for column in table.columns}
    if all(old == new for old, new in renamed.items()):
        return table
    lines = tuple(
        replace(line, cells=first_of_each((renamed[name], cell) for name, cell in line.cells.items()))
        for line in table.lines
    )
    return Table(tuple(renamed[column] for column in table.columns), lines, table.encoding)


def first_of_each(cells: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the cells by their column; of two columns of one name the first that says something counts."""
    found: dict[str, str] = {}
    for column, cell in cells:
        if not found.get(column):
            found[column] = cell
    return found


def _strictly(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the rows; a quotation mark that never closes would swallow the rest of the file and is refused.

    Other slips in quoting are read as the csv module reads them: exports made by hand have plenty.
    """
    rows, error = _collected(text, delimiter, strict=True)
    if error is None:
        return rows
    never = _("A quotation mark is opened and never closed, on line %(line)d or below.")
    if "unexpected end of data" in str(error):
        raise UnreadableFile(never % {"line": rows[-1][0] + 1 if rows else 1}) from error
    # Read leniently, a cell that never ends is no error: it ends with the file, and has our mark in it.
    rows, error = _collected(f"{text}\n{_END}", delimiter, strict=False)
    if error is not None and "field limit" in str(error):
        words = _(
            "A cell on line %(line)d or below has more than %(most)d characters: is a quotation mark open?"
        )
        raise UnreadableFile(
            words % {"line": rows[-1][0] + 1 if rows else 1, "most": LONGEST_CELL}
        ) from error
    if error is not None:
        raise error
    last_line, last_row = rows.pop()
    if last_row != [_END]:
        raise UnreadableFile(never % {"line": last_line})
    return rows


def _collected(
    text: str, delimiter: str, *, strict: bool
) -> tuple[list[tuple[int, list[str]]], csv.Error | None]:
    """Return the rows up to the first error, and that error."""
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in _rows(text, delimiter, strict=strict):
            rows.append(row)
    except csv.Error as error:
        return rows, error
    return rows, None


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


def _lines(columns: Sequence[str], rows: Sequence[tuple[int, list[str]]], *, dirty: bool) -> Iterator[Line]:
    # Where every row ends in an empty cell more than the header, a program writes them so.
    trailing = all(len(row) > len(columns) for _number, row in rows)
    for number, row in rows:
        surplus = row[len(columns) :]
        cells = first_of_each(
            (column, clean(cell) if dirty else cell.strip())
            for column, cell in zip(columns, row, strict=False)
        )
        yield Line(
            number,
            cells,
            any(cell.strip() for cell in surplus) or (bool(surplus) and not trailing),
            dirty and any(_BROKEN.search(cell) for cell in row),
            dirty and any(_CONTROL.search(cell) for cell in row),
        )


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


def _mostly_whole(text: str) -> bool:
    """Tell whether what was decoded is text but for a few bytes: a file cut and pasted, or mended by hand."""
    broken = len(_BROKEN.findall(text))
    return not broken or broken <= sum(not character.isascii() for character in text) - broken


def _not_text() -> str:
    return _("The file is not a text in UTF-8 or Windows-1251. Save it as CSV (UTF-8) and try again.")
