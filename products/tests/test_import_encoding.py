"""Files as people save them: encodings, delimiters, headers, and what is no CSV at all."""

import pytest
from django.utils import translation

from products.importers.readers.encoding import decoded, table
from products.importers.records import UnreadableFile

TEXT = "Handle,Title\nmug,Чаша\n"
EXPECTED = ["Handle", "Title"]


@pytest.fixture(autouse=True)
def in_english():
    """The words are looked for as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_every_usual_encoding_is_known(encoding):
    found = table(TEXT.encode(encoding), expected=EXPECTED)
    assert found.encoding == encoding
    assert found.columns == ("Handle", "Title")
    assert [line.get("Title") for line in found.lines] == ["Чаша"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_delimiter_is_known(delimiter):
    text = f'Handle{delimiter}"Title, long; one"\nmug{delimiter}"Чаша, синя; голяма"\n'
    assert table(text.encode(), expected=EXPECTED).lines[0].get("Title, long; one") == "Чаша, синя; голяма"


def test_lines_are_counted_as_in_the_file():
    content = 'Handle,Title\n\nmug,"Чаша\nна два\nреда"\nbowl,Купа\n'.encode()
    found = table(content, expected=EXPECTED)
    assert [(line.number, line.get("Handle")) for line in found.lines] == [(3, "mug"), (6, "bowl")]


def test_missing_and_doubled_cells_do_no_harm():
    found = table(b"Handle,Title,Title\nmug,,Second\nbowl\n", expected=EXPECTED)
    assert [line.get("Title") for line in found.lines] == ["Second", ""]


@pytest.mark.parametrize(
    "content,words",
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"PK\x03\x04....", "XLSX"),
        (b"\xd0\xcf\x11\xe0....", "XLS"),
        (b"%PDF-1.7", "PDF"),
        (b"Handle,Title\n\0\0", "UTF-8"),
        (b"Handle,Title\nm\xfcg,\xe4\xf6\xfc\x98\n", "UTF-8"),
        (b"\xff\xfeH", "UTF-8"),
        (b"mug,Cup\nbowl,Bowl\n", "Handle, Title"),
    ],
    ids=["empty", "blank", "xlsx", "xls", "pdf", "binary", "latin", "half", "no header"],
)
def test_what_cannot_be_read_says_why(content, words):
    with pytest.raises(UnreadableFile, match=words):
        table(content, expected=EXPECTED)


def test_text_that_is_not_bulgarian_is_not_taken_for_it():
    with pytest.raises(UnreadableFile):
        decoded("Größe;Farbe\nübergroß;weiß\n".encode("cp1252"))
