"""Files that were damaged on their way: bytes, quotation marks, line ends, headers. One row pays for it, or words say why not."""

import zipfile
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import Workbook

from products.importers.readers import guess_format, read
from products.importers.readers.encoding import LONGEST_CELL
from products.importers.records import UnreadableFile

HEADER = "Handle,Title,Variant SKU,Variant Price,Body (HTML)\n"
GOODS = HEADER + "cup,Чаша,CUP,5,За чай\nbowl,Купа,BOWL,6,За супа\n"
DAMAGED = "Line 3 holds bytes that are no text: the file was damaged there."
CLEANED = "Invisible control characters were taken out of its cells."


@pytest.fixture(autouse=True)
def in_english():
    """The words are looked for as they stand in the code."""
    with translation.override("en"):
        yield


def shopify(content: str | bytes):
    content = content.encode() if isinstance(content, str) else content
    return read(BytesIO(content), format="shopify", language="bg")


def refusal(content: str | bytes, format: str = "shopify") -> str:
    content = content.encode() if isinstance(content, str) else content
    with pytest.raises(UnreadableFile) as raised:
        read(BytesIO(content), format=format, language="bg")
    return str(raised.value)


@pytest.mark.parametrize(
    "content",
    [
        GOODS.encode().replace("Купа".encode(), "Ку".encode() + b"\xd0" + "а".encode()),
        GOODS.replace("Купа", "Ку\ud800па").encode("utf-8", "surrogatepass"),
        ("\ufeff" + GOODS).replace("Купа", "Ку\udfffпа").encode("utf-16-le", "surrogatepass"),
        ("\ufeff" + GOODS).encode().replace("Купа".encode(), b"\xff\xfe" + "па".encode()),
        GOODS.encode("cp1251").replace("Купа".encode("cp1251"), b"\x98" + "упа".encode("cp1251")),
    ],
    ids=["half a letter", "lone surrogate", "lone surrogate in UTF-16", "with a mark", "CP1251"],
)
def test_a_row_with_broken_bytes_is_wrong_and_the_others_are_read(content):
    """UTF-8 with one broken byte was once read as CP1251, every word of it wrong."""
    cup, bowl = shopify(content).records
    assert (cup.title, cup.problems, cup.notices) == ("Чаша", (), ())
    assert bowl.problems == (DAMAGED,)


@pytest.mark.parametrize("mark", ["\0", "\x07", "\x1f", "\x7f", "\x9d", "\uffff"])
def test_control_characters_are_taken_out_and_said(mark):
    cup, bowl = shopify(GOODS.replace("Купа", f"Ку{mark}па")).records
    assert (bowl.title, bowl.problems, bowl.notices) == ("Купа", (), (CLEANED,))
    assert (cup.problems, cup.notices) == ((), ())


def test_control_characters_in_a_header_do_not_hide_its_columns():
    assert shopify(GOODS.replace("Title", "Ti\0tle")).records[0].title == "Чаша"


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x85", "\u2028"])
def test_line_ends_of_word_processors_part_words(mark):
    assert shopify(GOODS.replace("Купа", f"Купа{mark}синя")).records[1].title == "Купа синя"


@pytest.mark.parametrize(
    "content,encoding",
    [
        (GOODS.encode("utf-16-le"), "utf-16-le"),
        (GOODS.encode("utf-16-be"), "utf-16-be"),
        (GOODS.encode("utf-32"), "utf-32"),
        (("\ufeff\ufeff" + GOODS).encode(), "utf-8-sig"),
        (GOODS.encode("cp1251"), "cp1251"),
    ],
    ids=["UTF-16 little", "UTF-16 big", "UTF-32", "two marks", "CP1251"],
)
def test_rarer_encodings_are_known(content, encoding):
    reading = shopify(content)
    assert reading.encoding == encoding
    assert [(record.key, record.title, record.problems) for record in reading.records] == [
        ("shopify:cup", "Чаша", ()),
        ("shopify:bowl", "Купа", ()),
    ]


@pytest.mark.parametrize("end", ["\r", "\r\n", "\r\r\n", "\n\n\n"])
def test_every_line_end_is_known(end):
    assert [record.title for record in shopify(GOODS.replace("\n", end)).records] == ["Чаша", "Купа"]


def test_empty_rows_and_rows_of_commas_count_for_nothing():
    content = "\n\n" + GOODS.replace("\nbowl", "\n,,,,\n   \nbowl") + ",,,,\n\n"
    assert [(record.line, record.title) for record in shopify(content).records] == [(4, "Чаша"), (7, "Купа")]


def test_a_semicolon_file_of_a_bulgarian_excel_with_decimal_commas():
    content = "Handle;Title;Variant Price\r\ncup;Чаша;1 234,50\r\n".encode("cp1251")
    (cup,) = shopify(content).records
    assert (str(cup.variants[0].price), cup.problems, cup.notices) == ("1234.50", (), ())


def test_pipes_part_cells_too():
    assert [record.title for record in shopify(GOODS.replace(",", "|")).records] == ["Чаша", "Купа"]


@pytest.mark.parametrize(
    "rows,line",
    [
        ('cup,Чаша,CUP,5,"За чай\nbowl,Купа,BOWL,6,За супа\n', 2),
        # A slip in the quoting above it made the reader lenient, and the rest of the file was one cell.
        ('cup,"Ча"ша,CUP,5,x\nbowl,Купа,BOWL,6,"За супа\npan,Тиган,PAN,7,x\n', 3),
    ],
    ids=["alone", "below a slip"],
)
def test_a_quotation_mark_that_never_closes_is_named_with_its_line(rows, line):
    words = f"A quotation mark is opened and never closed, on line {line} or below."
    assert refusal(HEADER + rows) == words


def test_a_slip_in_quoting_alone_is_read_to_the_last_row():
    content = HEADER + 'cup,"Ча"ша,CUP,5,x\nbowl,Купа,BOWL,6,"y"'
    assert [record.texts[0].description for record in shopify(content).records] == ["<p>x</p>", "<p>y</p>"]


def test_a_cell_beyond_all_measure_is_named_with_its_line():
    words = f"A cell on line 3 or below has more than {LONGEST_CELL} characters: is a quotation mark open?"
    assert refusal(GOODS.replace("За супа", '"' + "x" * (LONGEST_CELL + 1) + '"')) == words


def test_of_columns_that_differ_in_capitals_the_first_that_says_something_counts():
    content = "Handle,Title,title,TITLE,Variant Price\ncup,,Чаша,,5\n"
    assert shopify(content).records[0].title == "Чаша"


def test_empty_columns_at_the_end_of_the_header_are_nothing_until_they_hold_something():
    empty = HEADER.strip() + ",,\ncup,Чаша,CUP,5,x,,\n"
    assert (shopify(empty).notices, shopify(empty).records[0].problems) == ((), ())
    full = HEADER.strip() + ",,\ncup,Чаша,CUP,5,x,тайна,\n"
    assert shopify(full).notices == ("A column without a name holds something and was left out.",)


def test_a_name_of_a_column_without_end_is_shortened_in_the_report():
    reading = shopify(GOODS.replace("Body (HTML)", "x" * 1000))
    assert reading.unknown_columns == ("x" * 60 + "…",)


@pytest.mark.parametrize("chosen", ["woocommerce", "vitrina"])
def test_a_file_of_another_format_is_told_apart(chosen):
    content = "Title,URL handle,Type,SKU,Price\nЧаша,cup,x,CUP,5\n"
    assert refusal(content, chosen) == "The first line is that of a file of Shopify: choose that format."


@pytest.mark.parametrize(
    "chosen,first",
    [("shopify", "Handle, Title"), ("woocommerce", "ID, Type"), ("vitrina", "product, title_bg")],
)
def test_a_file_of_none_is_told_what_its_own_would_have(chosen, first):
    words = f"The first line does not name the columns. Expected are, among others: {first}"
    assert refusal('{"products": [{"x": 1}]}', chosen).startswith(words)


def test_the_format_is_guessed_whatever_the_capitals():
    assert guess_format(BytesIO(GOODS.replace("Handle,Title", "HANDLE,TITLE").encode())) == "shopify"


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_number_of_five_thousand_digits_in_a_workbook_is_a_broken_workbook():
    """openpyxl turns cells into numbers while the rows are read, and Python refuses this one."""
    whole = workbook(["product", "title_bg", "sku", "price"], ["p1", "Чаша", "CUP", 5])
    broken = BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name.endswith("sheet1.xml"):
                text = text.replace(b"<v>5</v>", b"<v>" + b"9" * 5000 + b"</v>")
            target.writestr(name, text)
    assert refusal(broken.getvalue(), "vitrina") == "The file cannot be read as XLSX."


def test_a_workbook_cut_short_is_named_so():
    assert refusal(workbook(["product"], ["p1"])[:-400], "vitrina") == "The file cannot be read as XLSX."
