"""Cells of the shop's own file: what is written is what is read, whatever stands in it."""

from decimal import Decimal
from io import BytesIO

import pytest

from products.importers.readers import read
from products.importers.vitrina_columns import (
    COLUMNS,
    facts_cell,
    facts_of,
    joined,
    number_cell,
    path_cell,
    paths_of,
    split,
)


@pytest.mark.parametrize(
    "parts", [["a", "b"], ["a;", ";b"], ["", "b"], ["a;;b"], ["https://x.example/?a=1;b=2"]]
)
def test_a_list_keeps_its_parts(parts):
    assert split(joined(parts)) == parts


def test_paths_keep_the_marks_inside_their_titles():
    paths = (("Кухня", "Чаши > 300 ml"), ("Подаръци; сезонни", "A>"), (">B",))
    assert paths_of(path_cell(paths)) == paths


def test_facts_keep_the_colons_inside_their_names():
    facts = (("Размер: външен", "10 cm"), ("Час", "10:30"), ("a::b", "::c"), ("Край:", "x"))
    assert facts_of(facts_cell(facts)) == facts


@pytest.mark.parametrize(
    "number,cell", [(Decimal("100.000"), "100"), (Decimal("0.750"), "0.75"), (20, "20"), (None, "")]
)
def test_numbers_are_written_without_empty_decimals(number, cell):
    assert number_cell(number) == cell


def test_every_column_stands_once():
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_variants_stand_below_their_product_and_one_in_two_languages_has_both():
    content = (
        "product;name;title_bg;title_en;published_bg;published_en;option1_name_bg;option1_name_en;option1_value_bg;"
        "option1_value_en;sku;price;stock;content;content_unit;categories;tags\n"
        "p1;Чаша 1;Чаша;Cup;yes;no;Цвят;Colour;син;blue;CUP-B;12.90;5;0.5;l;Кухня > Чаши; \n"
        ";;;;;;;;бял;white;CUP-W;13.90;-2;0.5;l;;\n"
        "p2;;Паница;;да;;;;;;BOWL;9;;;;;\n"
    ).encode()
    cup, bowl = read(BytesIO(content), format="vitrina", language="bg").records
    assert (cup.key, cup.name, cup.problems) == ("vitrina:p1", "Чаша 1", ())
    assert [(text.language, text.title, text.published) for text in cup.texts] == [
        ("bg", "Чаша", True),
        ("en", "Cup", False),
    ]
    assert cup.options[0].values == (("син", "blue"), ("бял", "white"))
    assert [(v.sku, v.price, v.stock, v.values, v.content_quantity) for v in cup.variants] == [
        ("CUP-B", Decimal("12.90"), 5, ("син",), Decimal("0.5")),
        ("CUP-W", Decimal("13.90"), 0, ("бял",), Decimal("0.5")),
    ]
    assert cup.category_paths == (("Кухня", "Чаши"),)
    assert (bowl.title, bowl.variants[0].stock, bowl.texts[0].published) == ("Паница", None, True)


@pytest.mark.parametrize(
    "column,value",
    [("vat_class", "luxury"), ("content_unit", "feet"), ("price", "0")],
)
def test_what_cannot_be_understood_makes_the_product_wrong(column, value):
    cells = {"product": "p1", "title_bg": "Чаша", "sku": "A", "price": "5", column: value}
    content = f"{','.join(cells)}\n{','.join(cells.values())}\n".encode()
    (record,) = read(BytesIO(content), format="vitrina", language="bg").records
    assert len(record.problems) == 1


def test_a_label_too_long_is_wrong_and_a_tag_too_long_is_left_out():
    content = (
        "product,title_bg,option1_name_bg,option1_value_bg,option1_value_en,sku,price,tags\n"
        f"p1,Чаша,Цвят,син,{'b' * 61},A,5,чай; {'т' * 61}\n"
    ).encode()
    (record,) = read(BytesIO(content), format="vitrina", language="bg").records
    assert (len(record.problems), len(record.notices), record.tags) == (1, 1, ("чай",))


@pytest.mark.parametrize(
    "cells, sides",
    [
        (";;", None),
        ("300;200;100", (300, 200, 100)),
        ("0;0;0", (0, 0, 0)),
        ("300;0;100", None),
        ("-1;2;3", None),
    ],
)
def test_the_three_sides_of_a_variant(cells, sides):
    content = (
        f"product;title_bg;sku;price;stock;length_mm;width_mm;height_mm\np1;Кутия;BOX;9;1;{cells}\n".encode()
    )

    (box,) = read(BytesIO(content), format="vitrina", language="bg").records

    assert box.variants[0].sides == sides
    assert bool(box.notices) is (sides is None and cells != ";;")
