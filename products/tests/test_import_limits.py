"""What a product of a file may be at most, tried on the database: everything else is refused in words, or taken as it is."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import translation

from core.actors import Actor
from core.storages import PrivateFileSystemStorage
from products.importers.options import ImportOptions
from products.importers.readers import read
from products.importers.readers.rich_text import LONGEST
from products.importers.records import OperatorRecord, ProductRecord, TextRecord, VariantRecord
from products.importers.results import Outcome
from products.importers.runner import create_import, run_import
from products.importers.service import apply_record
from products.models import CatalogueImport, CategoryPage, EconomicOperator, Product, ProductPage, Variant
from products.tests.factories import make_site

pytestmark = pytest.mark.django_db
ACTOR = Actor("staff", 7, "marketer@example.com")
EXEMPT = ImportOptions(gpsr_exempt_reason="ръчна изработка")


@pytest.fixture(autouse=True)
def in_english():
    """The words are looked for as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def shop():
    return make_site()


def cup(**changes) -> ProductRecord:
    record = ProductRecord(
        line=2,
        key="shopify:cup",
        texts=(TextRecord("bg", "Чаша"),),
        variants=(VariantRecord(2, sku="CUP", price=Decimal("5.00"), stock=3),),
    )
    return replace(record, **changes)


def apply(record: ProductRecord):
    return apply_record(record, options=EXEMPT, actor=ACTOR)


def shopify(content: str) -> ProductRecord:
    (record,) = read(BytesIO(content.encode()), format="shopify", language="bg").records
    return record


def test_a_path_of_sixty_levels_is_refused_and_makes_no_category():
    result = apply(cup(category_paths=(tuple(f"Ниво {n}" for n in range(60)),)))
    assert (result.outcome, result.messages) == (
        Outcome.WRONG,
        ("Its category lies 60 levels deep; here are at most 20.",),
    )
    assert not CategoryPage.objects.exists()
    assert not Product.objects.exists()


def test_a_path_of_twenty_levels_is_made():
    result = apply(cup(category_paths=(tuple(f"Ниво {n}" for n in range(20)),)))
    assert (result.outcome, result.messages, CategoryPage.objects.count()) == (Outcome.CREATED, (), 20)
    assert ProductPage.objects.get().live


def test_a_path_of_titles_without_end_is_refused_for_its_address():
    result = apply(cup(category_paths=(tuple(f"{n} {'дълго ' * 30}" for n in range(10)),)))
    assert (result.outcome, result.messages) == (
        Outcome.WRONG,
        ("The titles of its category make an address that is too long.",),
    )
    assert not CategoryPage.objects.exists()


def test_the_longest_address_that_a_category_may_have_leaves_room_for_its_products():
    path = tuple(f"{n} {'дълго ' * 30}" for n in range(7))
    result = apply(cup(category_paths=(path,), texts=(TextRecord("bg", "чаша " * 40),)))
    assert (result.outcome, result.messages) == (Outcome.CREATED, ())


def test_two_hundred_and_fifty_tags_are_taken():
    apply(cup(tags=tuple(f"таг {n}" for n in range(250))))
    assert len(Product.objects.get().tags) == 250


@pytest.mark.parametrize("wrap", ["{}", "<p>{}</p>", "<p>Да</p><ul><li><b>{}</b></li></ul><p>Край</p>"])
def test_a_description_of_a_megabyte_loses_its_end_and_is_searched(wrap):
    """PostgreSQL refuses more than a megabyte of different words, in the middle of the transaction."""
    words = " ".join(f"дума{n} &amp; &lt;" for n in range(80_000))
    record = shopify(f"Handle,Title,Variant Price,Body (HTML)\ncup,Чаша,5,{wrap.format(words)}\n")
    assert record.notices == ("The description is longer than 200000 characters; its end was left out.",)
    assert apply(record).outcome == Outcome.CREATED
    written = ProductPage.objects.get().description
    assert 190_000 < len(written) <= LONGEST
    assert re.search(r"дума\d+( &amp;( &lt;)?)?</p>$", written)


def test_a_title_of_three_hundred_characters_and_signs_alone_gets_an_address():
    record = shopify(f"Handle,Title,Variant Price\n★★★,{'★ ' * 150},5\n")
    assert apply(record).outcome == Outcome.CREATED
    assert (len(ProductPage.objects.get().title) <= 255, ProductPage.objects.get().slug != "") == (True, True)


def rows(count: int) -> str:
    first = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
    return first + "".join(
        f"cup,{'Чаша' if n == 0 else ''},{'Обем' if n == 0 else ''},{n} ml,CUP-{n},5\n" for n in range(count)
    )


def test_two_thousand_variants_are_refused_in_words():
    result = apply(shopify(rows(2000)))
    assert (result.outcome, result.messages[0]) == (
        Outcome.WRONG,
        "It has 2000 variants; a product has at most 250.",
    )
    assert not Variant.objects.exists()


@pytest.mark.slow
def test_as_many_variants_as_a_product_may_have_are_taken():
    assert apply(shopify(rows(250))).outcome == Outcome.CREATED
    assert Variant.objects.count() == 250


def test_more_options_than_a_product_may_have_are_refused_in_words():
    columns = "".join(f",Attribute {n} name,Attribute {n} value(s)" for n in range(1, 8))
    parent = "".join(f",О{n},а" for n in range(1, 8))
    content = (
        f"ID,Type,SKU,Name,Regular price,Parent{columns}\n"
        f"1,variable,,Чаша,,{parent}\n2,variation,CUP,,5,id:1{parent}\n"
    )
    (record,) = read(BytesIO(content.encode()), format="woocommerce", language="bg").records
    assert apply(record).messages[0] == "It has 7 options; a product has at most 5."


def test_two_options_of_one_name_are_refused_in_words():
    content = (
        "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant Price\n"
        "cup,Чаша,Цвят,син,Цвят,бял,5\n"
    )
    assert apply(shopify(content)).messages == ("Two of its options have the same name.",)


@pytest.mark.parametrize(
    "change,why",
    [
        ({"email": "не знам", "website": ""}, "Enter a valid email address."),
        ({"email": "", "website": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"country": "XX"}, "it lacks a country, a postal or an electronic address."),
    ],
)
def test_a_manufacturer_that_is_none_is_left_out_and_said(change, why):
    """Its address becomes a link on the product's page."""
    maker = OperatorRecord("Лозен ООД", "ул. Роза 1, Карлово", "BG", email="lozen@example.com")
    result = apply(cup(manufacturer=replace(maker, **change)))
    assert result.outcome == Outcome.CREATED
    assert result.messages[0].startswith("“Лозен ООД” was not taken: ")
    assert why in result.messages[0]
    assert not EconomicOperator.objects.exists()


def test_a_country_of_three_letters_is_the_same_manufacturer():
    maker = OperatorRecord("Лозен ООД", "ул. Роза 1, Карлово", "BGR", email="lozen@example.com")
    for record in (cup(manufacturer=maker), cup(manufacturer=replace(maker, country="BG"))):
        assert not any("Лозен" in words for words in apply(record).messages)
    assert EconomicOperator.objects.get().country.code == "BG"


def test_a_file_of_control_characters_is_imported_to_its_end(monkeypatch, tmp_path):
    """A NUL is refused by the database, in a title as in the JSON of a report."""
    storage = PrivateFileSystemStorage(location=str(tmp_path))
    monkeypatch.setattr(CatalogueImport._meta.get_field("file"), "storage", storage)
    content = (
        "Handle,Title,Variant SKU,Variant Price,Our\0 column,Body (HTML)\n"
        "cup\0,Ча\0ша,CU\0P,5,x,<p>За\0 чай</p>\nbowl,Купа,BOWL,б\0ез цена,x,y\npan,Тиган,PAN,7,x,y\n"
        + "z,Друго,,9,,\n"
        * 1
    )
    job = create_import(
        file=BytesIO(content.encode()), file_name="g.csv", format="shopify", options=EXEMPT, actor=ACTOR
    )
    job = run_import(job.pk)
    assert (job.state, list(job.rows.values_list("key", "outcome"))) == (
        CatalogueImport.State.DONE,
        [
            ("shopify:cup", "created"),
            ("shopify:bowl", "wrong"),
            ("shopify:pan", "created"),
            ("shopify:z", "created"),
        ],
    )
    assert Variant.objects.filter(sku="CUP").exists()
    assert "Columns that are not known and were left out: Our column." in job.notices
