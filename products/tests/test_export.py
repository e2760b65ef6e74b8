"""The catalogue out and in again: without a difference, and into an empty shop the same."""

import csv
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command

from products.exporters.files import stream_csv, write_xlsx
from products.exporters.rows import rows as exported_rows
from products.importers.options import ImportOptions
from products.importers.readers import read
from products.importers.records import OperatorRecord
from products.importers.results import Outcome
from products.importers.service import apply_record
from products.importers.vitrina_columns import joined, split
from products.models import Product, ProductPage
from products.tests.factories import (
    make_category_tree,
    make_image,
    make_page,
    make_page_twin,
    make_product,
    make_site,
)
from products.tests.test_import_service import ACTOR, EXEMPT, mug, rows, single

pytestmark = pytest.mark.django_db
KEEP = ImportOptions()


def exported() -> str:
    return "".join(stream_csv(Product.objects.all()))


def records(text: str):
    return read(BytesIO(text.encode()), format="vitrina", language="bg").records


@pytest.fixture
def catalogue():
    """A mug with two sizes and everything that it can have, in both languages; and a plain pot."""
    tree = make_category_tree()
    product = make_product(
        name="Чаша; „Роза“",
        brand="=Лозен",
        tags=["чай", "а; б"],
        gpsr_exempt_reason="ръчна изработка",
        warnings_bg="Пази от деца.\nНе е играчка.",
        variants=[
            {"values": {"Размер": "S"}, "price": "12.90", "sku": "MUG-S", "gtin": "9520000000011"},
            {"values": {"Размер": "L"}, "price": "15.90", "sku": "+MUG-L", "stock": 0},
        ],
    )
    product.variants.filter(sku="MUG-S").update(
        content_quantity=Decimal("0.250"), content_unit="l", length_mm=90, width_mm=80, height_mm=70
    )
    page = make_page(
        product,
        tree.indoor,
        title="Чаша > роза",
        slug="chasha",
        summary="@всичко",
        # As Wagtail's editor saves it
        description='<h2 data-block-key="a1b2c">Глина</h2><p>Дебела и <b>топла</b>.</p>',
        seo_title="Чаша",
        image=make_image(alt_bg="Чаша; синя"),
        facts=[("fact", {"name": "Обем", "value": "250: мл"})],
    )
    page.save_revision().publish()
    make_page_twin(page, parent=tree.indoor_en, title="Cup").save_revision().publish()
    pot = make_product(name="Саксия", variants=[{"sku": "POT", "price": "8.00"}])
    make_page(pot, tree.outdoor, title="Саксия", slug="pot").save_revision().publish()
    return product


def test_what_was_exported_comes_back_without_a_difference(catalogue):
    text = exported()
    before = rows()
    results = [apply_record(record, options=KEEP, actor=ACTOR) for record in records(text)]
    assert [(result.outcome, result.messages) for result in results] == [(Outcome.UNCHANGED, ())] * 2
    assert {**rows(), "products.ProductPicture": 0} == {**before, "products.ProductPicture": 0}
    assert exported() == text


def test_a_workbook_comes_back_without_a_difference(catalogue):
    out = BytesIO()
    write_xlsx(Product.objects.all(), out)
    out.seek(0)
    found = read(out, format="vitrina", language="bg").records
    assert found == tuple(replace(record) for record in found)
    assert [apply_record(record, options=KEEP, actor=ACTOR).outcome for record in found] == [
        Outcome.UNCHANGED,
        Outcome.UNCHANGED,
    ]


def test_into_an_empty_shop_it_becomes_the_same_catalogue():
    make_site()
    maker = OperatorRecord("Лозен ООД", "ул. Роза 1, Карлово", "BG", email="lozen@example.com")
    for record in (mug(manufacturer=maker, warnings_bg="Чупливо."), single()):
        apply_record(record, options=EXEMPT, actor=ACTOR)
    text = exported()
    found = records(text)
    ProductPage.objects.all().delete()
    for name in ("price_changes", "movements"):
        assert hasattr(Product.objects.first().variants.first(), name)
    # The ledgers cannot be emptied, so the second shop is the same one under other keys.
    Product.objects.update(external_key=None)
    for product in Product.objects.all():
        product.variants.update(sku=None, archived_at="2026-01-01T00:00Z")
    fresh = [
        replace(record, key=f"vitrina:0b9c7f7e-7a53-4d55-9a0f-2a7a5f3d1c1{i}")
        for i, record in enumerate(found)
    ]
    results = [apply_record(record, options=KEEP, actor=ACTOR) for record in fresh]
    assert [result.outcome for result in results] == [Outcome.CREATED, Outcome.CREATED]
    again = list(csv.DictReader(StringIO(exported().removeprefix("\ufeff"))))
    once = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert [{**row, "product": ""} for row in again] == [{**row, "product": ""} for row in once]


def test_a_formula_in_a_cell_is_none_for_a_program_of_tables(catalogue):
    (row, *_others) = csv.DictReader(StringIO(exported().removeprefix("\ufeff")))
    assert (row["brand"], row["summary_bg"]) == ("'=Лозен", "'@всичко")


@pytest.mark.parametrize("parts", [[], ["а"], ["а; б", "в"], ["", "б"], ["а;", "б"]])
def test_a_list_in_a_cell_comes_back(parts):
    assert split(joined(parts)) == parts


def test_the_queries_do_not_grow_with_the_products(django_assert_num_queries):
    tree = make_category_tree()
    for number in range(3):
        sizes = [{"values": {"Size": size}} for size in ("S", "M", "L")]
        product = make_product(name=f"P{number}", variants=sizes)
        make_page(product, tree.indoor, slug=f"p-{number}")
    with django_assert_num_queries(10):
        assert len(list(exported_rows(Product.objects.all()))) == 9


def test_the_command_writes_both_kinds(catalogue, tmp_path):
    for name in ("out.csv", "out.xlsx"):
        call_command("export_products", tmp_path / name, stdout=StringIO())
        with (tmp_path / name).open("rb") as file:
            assert len(read(file, format="vitrina", language="bg").records) == 2
    with pytest.raises(CommandError):
        call_command("export_products", tmp_path / "out.pdf")
