"""Files written by hand after the public documentation of the formats, ugly cases included."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation
from openpyxl import Workbook

from products.importers.readers import guess_format, read
from products.importers.records import OptionRecord, PictureRecord, UnreadableFile

DATA = Path(__file__).parent / "data"


@pytest.fixture(autouse=True)
def in_english():
    """The words are looked for as they stand in the code."""
    with translation.override("en"):
        yield


def records(name: str, format: str):
    with (DATA / name).open("rb") as file:
        reading = read(file, format=format, language="bg")
    return reading, {record.key.partition(":")[2]: record for record in reading.records}


def test_shopify_puts_the_rows_of_a_handle_together():
    _reading, found = records("shopify-classic.csv", "shopify")
    cup = found["cup"]
    assert (cup.key, cup.line, cup.title, cup.brand) == ("shopify:cup", 2, "Чаша „Роза“", "Лозен")
    assert cup.texts[0].description == "<h2>Чаша</h2><p>Глина, <b>ръчна</b> изработка.</p>"
    assert (cup.texts[0].slug, cup.texts[0].seo_title, cup.texts[0].published) == (
        "cup",
        "Чаша от глина",
        True,
    )
    assert (cup.tags, cup.category_paths) == (("чай", "подарък"), (("Кухня", "Чаши"),))
    assert cup.options == (
        OptionRecord("Размер", "Размер", (("S", "S"), ("L", "L"))),
        OptionRecord("Цвят", "Цвят", (("син", "син"),)),
    )
    small, large = cup.variants
    assert (small.sku, small.price, small.reduced_price, small.stock) == (
        "CUP-S-B",
        Decimal("12.90"),
        None,
        5,
    )
    assert (small.gtin, small.weight_grams, small.values) == ("9520000000011", 300, ("S", "син"))
    assert small.picture == PictureRecord("https://pictures.example/cup-blue.jpg")
    assert (large.price, large.reduced_price, large.stock, large.gtin) == (
        Decimal("19.90"),
        Decimal("15.90"),
        0,
        "",
    )
    assert [(picture.source[-9:], picture.alt) for picture in cup.pictures] == [
        ("cup-1.jpg", "Синя чаша"),
        ("cup-2.jpg", ""),
        ("cup-3.jpg", "Отгоре, с чай"),
    ]
    assert cup.problems == ()
    assert len(cup.notices) == 3


def test_shopify_without_a_choice_has_one_variant_and_no_option():
    lamp = records("shopify-classic.csv", "shopify")[1]["lamp"]
    assert (lamp.options, len(lamp.variants), lamp.variants[0].values) == ((), 1, ())
    assert (lamp.variants[0].stock, lamp.texts[0].published) == (None, False)
    assert lamp.texts[0].description == "<p>Само текст.</p>"


def test_shopify_names_what_is_not_supported_and_what_is_wrong():
    reading, found = records("shopify-classic.csv", "shopify")
    assert {key for key, record in found.items() if record.unsupported} == {"gift", "ebook"}
    assert {key for key, record in found.items() if record.problems} == {"free", "same", "line-11"}
    assert reading.unknown_columns == ("Our column",)


def test_shopifys_newer_names_of_columns_are_known_too():
    reading, found = records("shopify-2024.csv", "shopify")
    soap = found["soap"]
    assert reading.unknown_columns == ()
    assert (soap.title, soap.variants[0].price, soap.variants[0].stock) == ("Сапун", Decimal("4.50"), 12)
    assert (soap.variants[0].content_quantity, soap.variants[0].content_unit) == (Decimal("100"), "g")
    assert soap.texts[0].published


def test_woocommerce_puts_variations_to_their_parent_wherever_they_stand():
    _reading, found = records("woocommerce.csv", "woocommerce")
    tee = found["10"]
    assert (tee.title, tee.texts[0].summary) == ("Тениска", "Мека тениска")
    assert tee.texts[0].description == "<p>Памук.</p>"
    assert tee.texts[0].facts == (("Материя", "памук"),)
    assert tee.category_paths == (("Дрехи", "Тениски"), ("Подаръци, сезонни",))
    assert tee.options == (OptionRecord("Размер", "Размер", (("S", "S"), ("L", "L"))),)
    assert [picture.source for picture in tee.pictures] == [
        "https://pictures.example/a,b.jpg",
        "https://pictures.example/tee.jpg",
    ]
    small, large = tee.variants
    assert (small.sku, small.price, small.reduced_price) == ("TEE-S", Decimal("20.00"), Decimal("15.00"))
    assert (small.reduced_from, small.reduced_until) == (date(2099, 1, 1), date(2099, 1, 31))
    assert (small.stock, small.weight_grams, large.stock, large.weight_grams) == (0, 180, 3, 200)
    assert large.picture == PictureRecord("https://pictures.example/tee-l.jpg")
    assert tee.problems == ()


def test_woocommerce_names_what_is_not_supported_and_what_is_wrong():
    reading, found = records("woocommerce.csv", "woocommerce")
    assert {key for key, record in found.items() if record.unsupported} == {"20", "21", "22"}
    assert {key for key, record in found.items() if record.problems and not record.unsupported} == {"99"}
    assert reading.unknown_columns == ("Брой",)


def test_woocommerce_takes_the_escape_off_a_formula_and_knows_tax_and_drafts():
    pot = records("woocommerce.csv", "woocommerce")[1]["23"]
    assert (pot.title, pot.vat_class, pot.texts[0].published) == ("=Саксия", "reduced", False)
    assert pot.variants[0].stock == 7
    assert len(pot.notices) == 1


@pytest.mark.parametrize(
    "name,format",
    [("shopify-classic.csv", "shopify"), ("shopify-2024.csv", "shopify"), ("woocommerce.csv", "woocommerce")],
)
def test_the_format_is_guessed_from_the_first_line(name, format):
    with (DATA / name).open("rb") as file:
        assert guess_format(file) == format
        assert file.tell() == 0


def shopify(*rows: str) -> bytes:
    return "\n".join(["Handle,Title,Variant SKU,Variant Price,Variant Grams,Tags", *rows]).encode()


def only(content: bytes):
    (record,) = read(BytesIO(content), format="shopify", language="bg").records
    return record


def test_a_title_of_three_hundred_characters_is_cut_at_a_word_and_said():
    record = only(shopify(f"a,{'дълга дума ' * 30},A,5,1,"))
    assert len(record.title) <= 255
    assert record.title.endswith("дума…") or record.title.endswith("дълга…")
    assert len(record.notices) == 1


@pytest.mark.parametrize("price", ['"1,234"', "", "0", "abc", "-3", "1.2.3", "1" * 40])
def test_no_price_zero_and_nonsense_make_a_product_wrong(price):
    assert only(shopify(f"a,Чаша,A,{price},1,")).problems


def test_the_same_sku_in_two_products_is_wrong_in_the_second():
    reading = read(BytesIO(shopify("a,Едно,SKU,5,1,", "b,Две,SKU,5,1,")), format="shopify", language="bg")
    assert [bool(record.problems) for record in reading.records] == [False, True]


def test_a_weight_that_is_none_is_left_out_and_said():
    record = only(shopify("a,Чаша,A,5,тежко,"))
    assert (record.variants[0].weight_grams, len(record.notices)) == (None, 1)


def test_a_header_without_products_is_said():
    with pytest.raises(UnreadableFile):
        read(BytesIO(shopify()), format="shopify", language="bg")


def test_our_own_workbook_reads_like_our_own_csv():
    header = ["product", "title_bg", "sku", "price", "published_bg", "gtin", "reduced_price", "reduced_until"]
    row = [
        "0b9c7f7e-7a53-4d55-9a0f-2a7a5f3d1c11",
        "'=Чаша",
        "CUP",
        12.9,
        "yes",
        9520000000011,
        9.9,
        date(2099, 1, 31),
    ]
    book = Workbook()
    book.active.append(header)
    book.active.append(row)
    content = BytesIO()
    book.save(content)
    text = ",".join(header) + "\n" + ",".join(str(cell) for cell in row) + "\n"
    readings = [
        read(BytesIO(each), format="vitrina", language="bg") for each in (content.getvalue(), text.encode())
    ]
    assert readings[0].records == readings[1].records
    (cup,) = readings[0].records
    assert (cup.title, cup.variants[0].price, cup.variants[0].gtin) == (
        "=Чаша",
        Decimal("12.9"),
        "9520000000011",
    )
    assert (cup.variants[0].reduced_until, cup.problems) == (date(2099, 1, 31), ())


def test_capitals_in_the_header_and_excels_first_line_do_not_matter():
    content = "sep=;\r\nhandle;TITLE;variant price\r\na;Чаша;5,5\r\n".encode()
    (record,) = read(BytesIO(content), format="shopify", language="bg").records
    assert (record.key, record.line, record.title) == ("shopify:a", 3, "Чаша")
    assert (record.variants[0].price, record.problems) == (Decimal("5.50"), ())


def test_a_comma_that_nobody_quoted_makes_the_product_wrong_and_no_other():
    reading = read(BytesIO(shopify("a,Едно,A,12,90,1,", "b,Две,B,5,1,")), format="shopify", language="bg")
    assert [bool(record.problems) for record in reading.records] == [True, False]


def test_an_empty_cell_at_the_end_of_every_row_is_a_manner_of_writing():
    reading = read(BytesIO(shopify("a,Едно,A,12,90,,", "b,Две,B,5,1,,")), format="shopify", language="bg")
    assert [(r.variants[0].price, r.problems) for r in reading.records] == [
        (Decimal("12.00"), ()),
        (Decimal("5.00"), ()),
    ]


def test_a_quotation_mark_that_never_closes_is_named_with_its_line():
    with pytest.raises(UnreadableFile, match="line 3"):
        read(
            BytesIO(shopify("a,Едно,A,5,1,", 'b,"Две,B,5,1,', "c,Три,C,5,1,")),
            format="shopify",
            language="bg",
        )


def test_an_inch_mark_inside_a_cell_is_no_quotation():
    assert only(shopify('a,Тръба 5" дълга,A,5,1,')).title == 'Тръба 5" дълга'


@pytest.mark.parametrize(
    "price,taken,notices", [("9.999", "10.00", 1), ("12.90 лв.", "12.90", 1), ("12.90 €", "12.90", 0)]
)
def test_a_price_is_whole_cents_and_a_foreign_currency_is_said(price, taken, notices):
    record = only(shopify(f"a,Чаша,A,{price},1,"))
    assert (str(record.variants[0].price), len(record.notices), record.problems) == (taken, notices, ())


def test_columns_that_hold_something_and_are_not_needed_are_said():
    reading, _found = records("shopify-classic.csv", "shopify")
    assert len(reading.notices) == 1
    assert "Cost per item" in reading.notices[0]
    assert "Our column" not in reading.notices[0]


def test_a_woocommerce_product_whose_variations_are_virtual_is_not_supported():
    content = (
        "ID,Type,Name,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n"
        '1,variable,Курс,,,Ниво,"1, 2"\n2,"variation, virtual",,5,id:1,Ниво,1\n'
    ).encode()
    (record,) = read(BytesIO(content), format="woocommerce", language="bg").records
    assert record.unsupported == "Virtual products (nothing to ship) are not supported."


def test_our_own_file_keeps_links_to_pages_and_others_cannot_make_them():
    link = '<p><a id=""7"" linktype=""page"">виж</a></p>'
    own = f'product,title_bg,description_bg,sku,price\nx,Чаша,"{link}",A,5\n'.encode()
    (record,) = read(BytesIO(own), format="vitrina", language="bg").records
    assert record.texts[0].description == '<p><a id="7" linktype="page">виж</a></p>'
    other = f'Handle,Title,Body (HTML),Variant Price\nx,Чаша,"{link}",5\n'.encode()
    (record,) = read(BytesIO(other), format="shopify", language="bg").records
    assert record.texts[0].description == "<p>виж</p>"


def test_a_price_of_forty_digits_makes_one_product_wrong_and_not_the_file():
    reading = read(
        BytesIO(shopify(f"a,Едно,A,{'1' * 40},1,", "b,Две,B,5,1,")), format="shopify", language="bg"
    )
    assert [bool(record.problems) for record in reading.records] == [True, False]


def test_shopify_says_that_goods_without_a_tracker_arrive_without_a_stock():
    content = (
        "Handle,Title,Variant Price,Variant Inventory Tracker,Variant Inventory Qty\n"
        "a,Броена,5,shopify,7\nb,Неброена,5,,7\n"
    ).encode()
    counted, uncounted = read(BytesIO(content), format="shopify", language="bg").records
    assert (counted.variants[0].stock, counted.notices) == (7, ())
    assert (uncounted.variants[0].stock, uncounted.notices) == (
        None,
        ("The file keeps no count of its stock: set it in the shop.",),
    )


def test_woocommerce_takes_the_escapes_off_the_values_of_variations_too():
    content = (
        "ID,Type,SKU,Name,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n"
        '1,variable,,Купа,,,Обем,"1\\,5 л, 2 л"\n'
        '2,variation,A,,5,id:1,Обем,"1\\,5 л"\n3,variation,B,,6,id:1,Обем,2 л\n'
        "4,simple,C,Лед,7,,Температура,'-10 °C\n"
    ).encode()
    bowl, ice = read(BytesIO(content), format="woocommerce", language="bg").records
    assert bowl.options == (OptionRecord("Обем", "Обем", (("1,5 л", "1,5 л"), ("2 л", "2 л"))),)
    assert [variant.values for variant in bowl.variants] == [("1,5 л",), ("2 л",)]
    assert ice.texts[0].facts == (("Температура", "-10 °C"),)
