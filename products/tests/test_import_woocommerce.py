"""WooCommerce as shops really export it: translated headers, texts that only a theme completes, kinds and states of its own."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation

from products.importers.readers import guess_format, read
from products.importers.readers.woocommerce_columns import attribute_part
from products.importers.records import OptionRecord

DATA = Path(__file__).parent / "data"
HEADER = "ID,Type,SKU,Name,Published,Description,Tax status,Tax class,Stock,Regular price,Categories,Tags,Parent,Upsells,Cross-sells,Position\n"


@pytest.fixture(autouse=True)
def in_english():
    """The words are looked for as they stand in the code."""
    with translation.override("en"):
        yield


def reading(name: str):
    with (DATA / name).open("rb") as file:
        return read(file, format="woocommerce", language="bg")


def goods(*rows: str):
    content = (HEADER + "\n".join(rows) + "\n").encode()
    return read(BytesIO(content), format="woocommerce", language="bg").records


def simple(**cells: str):
    """Read one simple product with these cells."""
    usual = {
        "ID": "1",
        "Type": "simple",
        "SKU": "CUP",
        "Name": "Чаша",
        "Published": "1",
        "Stock": "3",
        "Regular price": "5",
    }
    row = usual | cells
    (record,) = goods(
        ",".join('"' + row.get(name, "").replace('"', '""') + '"' for name in HEADER.strip().split(","))
    )
    return record


def test_an_export_of_a_bulgarian_shop_is_read_by_its_own_header():
    found = reading("woocommerce-bg.csv")
    assert found.unknown_columns == ()
    (jug,) = found.records
    assert (jug.key, jug.title, jug.problems) == ("woocommerce:40", "Кана & чаши", ())
    assert jug.texts[0].summary == "За вода и вино"
    assert jug.texts[0].description == (
        "<p>Първи абзац.</p><p><b>Глина:</b> червена<br/>Ръчна изработка</p><ul><li>здрава</li><li>лека</li></ul>"
    )
    assert (jug.tags, jug.category_paths) == (("за дома", "глина"), (("Дом & маса", "Кани"),))
    assert jug.options == (OptionRecord("Размер", "Размер", (("S", "S"), ("L", "L"))),)
    small, large = jug.variants
    assert (small.sku, small.gtin, small.price, small.reduced_price) == (
        "KANA-S",
        "9520000000011",
        Decimal("24.90"),
        Decimal("19.90"),
    )
    assert (small.reduced_from, small.reduced_until) == (date(2099, 1, 1), date(2099, 1, 31))
    assert (small.stock, small.weight_grams, large.stock, large.weight_grams) == (4, 1200, 2, 1800)


def test_what_of_it_has_no_place_here_is_said():
    found = reading("woocommerce-bg.csv")
    (jug,) = found.records
    assert jug.notices == (
        "Variations that are switched off in the file were left out.",
        "Related products were not taken over, pick them on the product: TAVA, PODNOS, CHASHA.",
        "Short codes of plugins in the description were left out.",
    )
    assert jug.texts[0].facts == ()
    (words,) = found.notices
    assert words.startswith("These columns were not needed: Подбран ли е?, ")
    assert "Мета: rank_math_seo_score" in words


def test_an_export_of_a_german_shop_is_read_by_its_own_header():
    found = reading("woocommerce-de.csv")
    assert found.unknown_columns == ()
    (lamp,) = found.records
    assert (lamp.title, lamp.brand, lamp.vat_class, lamp.problems) == ("Lampe", "Eiche & Co", "standard", ())
    (white,) = lamp.variants
    assert (white.sku, white.price, white.stock, white.weight_grams, white.values) == (
        "LAMPE-W",
        Decimal("49.00"),
        3,
        900,
        ("weiß",),
    )


@pytest.mark.parametrize("name", ["woocommerce-bg.csv", "woocommerce-de.csv"])
def test_their_format_is_guessed(name):
    with (DATA / name).open("rb") as file:
        assert guess_format(file) == "woocommerce"


@pytest.mark.parametrize(
    "column,part",
    [
        ("Attribute 2 value(s)", ("2", "values")),
        ("attribute 10 NAME", ("10", "name")),
        ("Attribut 1 Standard", ("1", "default")),
        ("Име на атрибута 3", ("3", "name")),
        ("Стойност(и) на атрибута 3", ("3", "values")),
        ("Атрибутът 3 е видим", ("3", "visible")),
        ("Глобален ли е атрибутът 3", ("3", "global")),
        ("Attribute 1 swatch", None),
        ("Attributes", None),
    ],
)
def test_columns_of_attributes_are_told_apart(column, part):
    assert attribute_part(column) == part


@pytest.mark.parametrize(
    "source,written",
    [
        ("Едно\\n\\nДве", "<p>Едно</p><p>Две</p>"),
        ("<b>Едно</b>\\n\\nДве\\nТри", "<p><b>Едно</b></p><p>Две<br/>Три</p>"),
        ("<p>Едно</p>\\n<p>Две</p>\\n\\n<hr>", "<p>Едно</p><p>Две</p><hr/>"),
        ("<!-- wp:paragraph -->\\n<p>Едно</p>\\n<!-- /wp:paragraph -->", "<p>Едно</p>"),
        ("<ol>\\n\\n<li>Едно</li>\\n\\n</ol>", "<ol><li>Едно</li></ol>"),
        ("C:\\\\new", "<p>C:\\new</p>"),
        ('[gallery ids="1,2"]Едно[/vc_column_text]', "<p>Едно</p>"),
        ("Размер [mm] и [1]", "<p>Размер [mm] и [1]</p>"),
    ],
)
def test_descriptions_have_the_paragraphs_that_the_theme_made(source, written):
    assert simple(Description=source).texts[0].description == written


def test_a_bracket_that_belongs_to_a_title_parts_no_categories():
    record = simple(Categories="Дом &gt; градина > Кани \\, чаши, R&D > a&ltb")
    assert record.category_paths == (("Дом > градина", "Кани , чаши"), ("R&D", "a&ltb"))


@pytest.mark.parametrize("status", ["none", "shipping"])
def test_a_product_without_tax_is_not_given_the_zero_rate(status):
    record = simple(**{"Tax status": status})
    assert (record.vat_class, len(record.notices)) == (None, 1)
    assert record.notices[0].startswith("The file says that no tax is charged.")


@pytest.mark.parametrize(
    "kind,vat_class",
    [("zero-rate", "zero"), ("reduced-rate", "reduced"), ("", "standard"), ("standard", "standard")],
)
def test_the_class_of_a_tax_that_the_shop_names_is_taken(kind, vat_class):
    assert simple(**{"Tax status": "taxable", "Tax class": kind}).vat_class == vat_class


@pytest.mark.parametrize(
    "kind,words",
    [
        ("composite", "Products of the kind “composite” are not supported."),
        ("simple, virtual", "Virtual products (nothing to ship) are not supported."),
        ("booking, virtual", "Virtual products (nothing to ship) are not supported."),
        ("simple", ""),
        ("", ""),
    ],
)
def test_kinds_that_nobody_sells_here_are_named(kind, words):
    assert simple(Type=kind).unsupported == words


def test_a_position_of_five_thousand_digits_counts_for_nothing_and_is_said():
    (jug,) = goods(
        "1,variable,JUG,Кана,1,,,,,,,,,,,",
        f"2,variation,JUG-1,,1,,,,3,5,,,id:1,,,{'9' * 5000}",
    )
    assert [variant.sku for variant in jug.variants] == ["JUG-1"]
    assert jug.notices == (f"“{'9' * 30}” is not a position; the order of the file counts.",)


def test_a_product_whose_variations_are_all_switched_off_is_wrong():
    (jug,) = goods("1,variable,JUG,Кана,1,,,,,,,,,,,", "2,variation,JUG-1,,0,,,,3,5,,,id:1,,,")
    assert "It has no variation in the file." in jug.problems


@pytest.mark.parametrize(
    "header, cells, sides, said",
    [
        ("Length (cm),Width (cm),Height (cm)", "30.5,20,10", (305, 200, 100), 0),
        ("Дължина (mm),Ширина (mm),Височина (mm)", "300,200,100", (300, 200, 100), 0),
        ("Length (in),Width (in),Height (in)", "10,10,1", (254, 254, 25), 0),
        ("Length (cm),Width (cm),Height (cm)", ",,", None, 0),
        ("Length (cm),Width (cm),Height (cm)", "30,20,", None, 1),
        ("Length (cm),Width (cm),Height (cm)", "30,wide,10", None, 1),
        ("Length (cm),Width (cm),Height (cm)", "30,20,1001", None, 1),
        ("Length (furlong),Width (furlong),Height (furlong)", "1,2,3", None, 1),
        ("Length (cm),Width (cm)", "30,20", None, 0),
    ],
)
def test_three_sides_are_read_in_the_unit_of_the_header(header, cells, sides, said):
    content = (
        f"ID,Type,SKU,Name,Published,Stock,Regular price,Categories,{header}\n"
        f"1,simple,CUP,Cup,1,3,5,Cups,{cells}\n"
    ).encode()

    found = read(BytesIO(content), format="woocommerce", language="en")

    (record,) = found.records
    assert record.variants[0].sides == sides
    assert len([words for words in record.notices if "was left out" in words]) == said
    assert found.unknown_columns == ()


def test_a_variation_without_sides_has_those_of_its_product():
    content = (
        b"ID,Type,SKU,Name,Published,Stock,Regular price,Categories,Parent,Attribute 1 name,Attribute 1 value(s),"
        b"Length (cm),Width (cm),Height (cm)\n"
        b'1,variable,TEE,Tee,1,,,Tees,,Size,"S, L",30,20,2\n'
        b"2,variation,TEE-S,Tee,1,3,5,,id:1,Size,S,,,\n"
        b"3,variation,TEE-L,Tee,1,3,6,,id:1,Size,L,40,30,3\n"
    )

    (tee,) = read(BytesIO(content), format="woocommerce", language="en").records

    assert [variant.sides for variant in tee.variants] == [(300, 200, 20), (400, 300, 30)]
