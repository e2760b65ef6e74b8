"""Cells that hold what they should not, in every format: the product says so in words that fit the column, and no file fails."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.utils import translation

from products.importers.readers import read

FORMATS = ("shopify", "woocommerce", "vitrina")
# What a cell is called in each format, where it has it.
NAMES = {
    "key": ("Handle", "ID", "product"),
    "title": ("Title", "Name", "title_bg"),
    "body": ("Body (HTML)", "Description", "description_bg"),
    "sku": ("Variant SKU", "SKU", "sku"),
    "gtin": ("Variant Barcode", "GTIN, UPC, EAN, or ISBN", "gtin"),
    "price": ("Variant Price", "Regular price", "price"),
    "reduced": ("", "Sale price", "reduced_price"),
    "begins": ("", "Date sale price starts", "reduced_from"),
    "ends": ("", "Date sale price ends", "reduced_until"),
    "stock": ("Variant Inventory Qty", "Stock", "stock"),
    "weight": ("Variant Grams", "Weight (g)", "weight_grams"),
    "content": ("Unit Price Total Measure", "", "content"),
    "unit": ("Unit Price Total Measure Unit", "", "content_unit"),
    "brand": ("Vendor", "Brands", "brand"),
    "picture": ("Image Src", "", ""),
    "position": ("Image Position", "", ""),
    "taxable": ("Variant Taxable", "", ""),
}
UGLY = [
    *(
        "9" * 5000,
        "-" + "9" * 5000,
        "9" * 50,
        "0." + "1" * 5000,
        "NaN",
        "-Infinity",
        "1E+9",
        "1e400",
        "²",
        "½",
        "0x10",
        "--5",
    ),
    *(
        "\0",
        "<script>alert(1)</script>",
        "<div>" * 5000,
        "&#0;&#xD800;",
        "%s %(x)s {0}",
        "\\",
        ",",
        ";",
        ">",
        "::",
        "x" * 1_000_000,
    ),
    *("9999-12-31", "0001-01-01", "2026-02-30", "http://[::1"),
]


@pytest.fixture(autouse=True)
def in_english():
    """The words are looked for as they stand in the code."""
    with translation.override("en"):
        yield


def cup(format: str, **cells: str):
    """Read one product whose cells are usual but for those given; another one below it has to be read whole."""
    place = FORMATS.index(format)
    rows = [{"key": "1", "title": "Чаша", "sku": "CUP", "price": "5", "stock": "3", **cells}]
    rows.append({"key": "2", "title": "Купа", "sku": "BOWL", "price": "6", "stock": "4"})
    columns = [cell for cell, names in NAMES.items() if names[place]]
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([NAMES[cell][place] for cell in columns])
    writer.writerows([row.get(cell, "") for cell in columns] for row in rows)
    records = read(BytesIO(text.getvalue().encode()), format=format, language="bg").records
    # A row without a handle comes last.
    first, second = sorted(records, key=lambda record: record.line)
    assert (second.title, second.variants[0].price, second.problems) == ("Купа", Decimal("6.00"), ())
    return first


@pytest.mark.parametrize(
    "format,cell",
    [
        (format, cell)
        for cell, names in NAMES.items()
        for format, name in zip(FORMATS, names, strict=True)
        if name
    ],
)
def test_nothing_that_stands_in_a_cell_fails_the_file(format, cell):
    for text in UGLY:
        record = cup(format, **{cell: text})
        said = "".join((*record.problems, *record.notices, record.title))
        assert "\0" not in said
        assert len(said) < 1000


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "cell,text,problem",
    [
        ("price", "NaN", "“NaN” is not a price (CUP)."),
        ("price", "1E+9", "“1E+9” is not a price (CUP)."),
        ("price", "9" * 5000, "“999999999999999999999999999999” is not a price (CUP)."),
        ("price", "-5", "A price is below zero (CUP)."),
        ("stock", "1E+9", "“1E+9” is not a number of pieces."),
        ("stock", "9" * 30, "“999999999999999999999999999999” is not a number of pieces."),
        ("stock", "9" * 5000, "“999999999999999999999999999999” is not a number of pieces."),
        ("stock", "2.5", "“2.5” is not a number of pieces."),
    ],
)
def test_numbers_that_are_none_make_the_product_wrong(format, cell, text, problem):
    assert cup(format, **{cell: text}).problems == (problem,)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "cells,notice",
    [
        ({"weight": "1E+9"}, "The weight “1E+9 g” was left out."),
        ({"weight": "тежко"}, "The weight “тежко g” was left out."),
        ({"gtin": "9.52E+12"}, "The GTIN 9.52E+12 was left out: a program of tables shortened it."),
        ({"brand": "м" * 90}, "A text has more than 80 characters and was cut: " + "м" * 60 + "…"),
        ({"title": "дума " * 60}, "The title has 299 characters and was cut to 255."),
    ],
)
def test_what_is_left_out_or_cut_is_said(format, cells, notice):
    record = cup(format, **cells)
    assert (record.problems, record.notices) == ((), (notice,))


@pytest.mark.parametrize("format", ["shopify", "vitrina"])
@pytest.mark.parametrize("text", ["abc", "-1", "0", "0.0001", "99999999", "NaN", "9" * 5000])
def test_a_content_that_is_none_is_left_out_in_words_of_contents(format, text):
    """It was once "not a price"."""
    record = cup(format, content=text, unit="g")
    assert (record.problems, record.notices) == ((), (f"The content “{f'{text} g'[:30]}” was left out.",))
    assert (record.variants[0].content_quantity, record.variants[0].content_unit) == (None, "")


@pytest.mark.parametrize(
    "text,unit,kept", [("75", "cl", "750 ml"), ("0,3333", "l", "0.333 l"), ("100.000", "G", "100 g")]
)
def test_a_content_is_kept_in_a_unit_of_the_shop(text, unit, kept):
    variant = cup("shopify", content=text, unit=unit).variants[0]
    assert f"{variant.content_quantity} {variant.content_unit}" == kept


def test_a_content_in_a_unit_of_another_world_is_said():
    assert cup("shopify", content="5", unit="fl oz").notices == ("The content “5 fl oz” was left out.",)


@pytest.mark.parametrize("format", ["woocommerce", "vitrina"])
@pytest.mark.parametrize(
    "begins,ends,shown",
    [
        ("", "скоро", "скоро"),
        ("", "2026-02-30", "2026-02-30"),
        ("", "1/2/2099", "1/2/2099"),
        ("", "9999-12-31", "9999-12-31"),
        ("преди", "2099-01-31", "преди"),
        ("0001-01-01", "", "0001-01-01"),
    ],
)
def test_a_reduction_with_a_day_that_cannot_be_read_is_left_out(format, begins, ends, shown):
    """Kept without its end it would never end."""
    record = cup(format, reduced="4", begins=begins, ends=ends)
    variant = record.variants[0]
    assert (variant.price, variant.reduced_price) == (Decimal("5.00"), None)
    assert (variant.reduced_from, variant.reduced_until, record.problems) == (None, None, ())
    words = f"The reduced price was left out (CUP): “{shown}” cannot be taken as a date (year-month-day)."
    assert record.notices == (words,)


@pytest.mark.parametrize("format", ["woocommerce", "vitrina"])
def test_a_reduction_that_ends_before_it_begins_is_left_out(format):
    record = cup(format, reduced="4", begins="2099-02-01", ends="2099-01-31")
    assert record.variants[0].reduced_price is None
    assert record.notices == (
        "The reduced price was left out (CUP): it would end on 2099-01-31, before it begins on 2099-02-01.",
    )


@pytest.mark.parametrize("format", ["woocommerce", "vitrina"])
@pytest.mark.parametrize(
    "ends",
    [
        "2099-01-31",
        "2099-1-31",
        "2099-01-31 00:00:00",
        "2099-01-31T23:59:59+02:00",
        "31.01.2099",
        "31.1.2099 г.",
    ],
)
def test_days_are_read_as_exports_and_excel_write_them(format, ends):
    record = cup(format, reduced="4", begins="2099-01-31", ends=ends)
    assert (record.problems, record.notices) == ((), ())
    variant = record.variants[0]
    assert (variant.reduced_price, variant.reduced_from, variant.reduced_until) == (
        Decimal("4.00"),
        date(2099, 1, 31),
        date(2099, 1, 31),
    )


@pytest.mark.parametrize("text", ["9" * 5000, "горе", "-1", "1.5", "1E+9", "99999999"])
def test_a_position_that_is_none_is_said_and_the_order_counts(text):
    record = cup("shopify", picture="https://pictures.example/cup.jpg", position=text)
    assert [picture.position for picture in record.pictures] == [1]
    words = f"“{text[:30]}” is not a position; the order of the file counts."
    assert (record.problems, record.notices) == ((), (words,))


@pytest.mark.parametrize("text,place", [("7", 7), ("7.0", 7), ("٧", 7), ("", 1)])
def test_positions_are_read_as_people_write_them(text, place):
    record = cup("shopify", picture="https://pictures.example/cup.jpg", position=text)
    assert ([picture.position for picture in record.pictures], record.notices) == ([place], ())


@pytest.mark.parametrize(
    "answer,said", [("false", True), ("FALSE", True), ("no", True), ("true", False), ("", False)]
)
def test_shopifys_goods_without_tax_keep_their_class_and_say_so(answer, said):
    record = cup("shopify", taxable=answer)
    words = (
        "The file says that no tax is charged. The VAT class was not set by that; choose another one only if a law "
        "allows it."
    )
    assert (record.vat_class, record.notices) == (None, (words,) if said else ())


@pytest.mark.parametrize("format", ["shopify", "woocommerce"])
@pytest.mark.parametrize(
    "typed,title",
    [
        ("<b>Чаша</b><script>alert(1)</script>", "Чаша"),
        ("Чаша<br/>синя", "Чаша синя"),
        ("<USB> кабел", "<USB> кабел"),
        ("5 < 6", "5 < 6"),
    ],
)
def test_titles_from_elsewhere_lose_their_tags(format, typed, title):
    assert cup(format, title=typed).title == title


def test_our_own_titles_are_what_staff_have_typed():
    assert cup("vitrina", title="Чаша <b>синя</b>").title == "Чаша <b>синя</b>"


@pytest.mark.parametrize("format", FORMATS)
def test_what_acts_in_a_description_is_taken_away(format):
    body = (
        """<p onload="x()" onclick='x()'>Да</p><iframe src="//x.example"></iframe><script>x()</script>"""
        """<style>p{}</style><svg onload="x()"></svg><p><a href="JaVaScRiPt:x()">там</a></p>"""
    )
    assert cup(format, body=body).texts[0].description == "<p>Да</p><p>там</p>"


@pytest.mark.parametrize("body", ["<div>" * 5000 + "да", "<i>" * 25_000 + "да", "<ul><li>" * 3000 + "да"])
def test_a_description_nested_without_end_keeps_its_words(body):
    record = cup("shopify", body=body)
    assert record.texts[0].description == "<p>да</p>"
    assert record.notices == (
        "The description is nested too deeply: its words were kept, without headings and lists.",
    )
