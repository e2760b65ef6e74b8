"""Pages of an import: published as they are made, through the same gate, and as complete as any other."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageLogEntry

from core.actors import SYSTEM
from products.errors import CannotPublish
from products.importers.options import ImportOptions
from products.importers.runner import create_import, run_import
from products.models import ListingEntry, Product, ProductPage, Stock, StockMovement
from products.safety import Missing
from products.services.windows import add_page
from products.tests.factories import make_category, make_product, make_site

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
EXEMPT = ImportOptions(gpsr_exempt_reason="ръчна изработка")
# The savings of Wagtail's page, revision and history are the most of them.
MOST_QUERIES_PER_PRODUCT = 115


def goods(count: int, variants: int = 1) -> bytes:
    header = "Handle,Title,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Tracker,Variant Inventory Qty\n"
    rows = [
        f"p{n},{f'Стока {n}' if v == 0 else ''},Дом,Размер,{v},SKU-{n}-{v},{n + 1}.00,shopify,3\n"
        for n in range(count)
        for v in range(variants)
    ]
    return (header + "".join(rows)).encode()


def bring(content: bytes, options: ImportOptions = EXEMPT):
    job = create_import(
        file=BytesIO(content), file_name="goods.csv", format="shopify", options=options, actor=SYSTEM
    )
    return run_import(job.pk)


def test_a_page_that_lacks_nothing_is_published_with_its_first_revision(private_files):
    make_site()

    bring(goods(1))

    page = ProductPage.objects.get()
    assert (page.live, page.has_unpublished_changes, page.revisions.count()) == (True, False, 1)
    assert page.live_revision == page.latest_revision == page.revisions.get()
    assert page.first_published_at == page.last_published_at == page.live_revision.created_at
    history = PageLogEntry.objects.filter(page=page.pk).order_by("pk")
    assert list(history.values_list("action", flat=True)) == ["wagtail.create", "wagtail.publish"]
    assert Product.objects.get().is_archived is False
    assert ListingEntry.objects.get().page_id == page.pk


def test_its_next_draft_is_published_like_any_other(private_files):
    make_site()
    bring(goods(1))
    page = ProductPage.objects.get()
    page.title = "Друга стока"

    page.save_revision().publish()

    page.refresh_from_db()
    assert (page.title, page.live, page.revisions.count()) == ("Друга стока", True, 2)


def test_a_page_that_lacks_something_is_a_draft_with_one_revision(private_files):
    make_site()

    job = bring(goods(1), ImportOptions())

    page = ProductPage.objects.get()
    assert (page.live, page.has_unpublished_changes, page.revisions.count()) == (False, True, 1)
    assert "чернова" in job.rows.get().messages[0] or "draft" in job.rows.get().messages[0]


def test_the_gate_is_that_of_publishing():
    shop = make_site()
    category = make_category(shop.home, title="Дом")
    page = ProductPage(
        title="Чаша", slug="chasha", product=make_product(gpsr_exempt_reason=""), locale=shop.home.locale
    )

    with pytest.raises(CannotPublish) as refusal:
        add_page(parent=category, page=page, live=True)

    assert Missing.PICTURE in refusal.value.missing
    assert not ProductPage.objects.exists()


def test_many_variants_have_their_stock_and_a_row_in_the_ledger_each(private_files):
    make_site()

    bring(goods(1, variants=12))

    assert sorted(Stock.objects.values_list("on_hand", flat=True)) == [3] * 12
    assert sorted(StockMovement.objects.values_list("on_hand_change", "kind")) == [(3, "received")] * 12


@pytest.mark.parametrize("variants", [1, 6])
def test_a_product_costs_the_same_few_queries_whatever_it_has(variants, private_files):
    make_site()
    bring(goods(2, variants))
    job = create_import(
        file=BytesIO(goods(22, variants)),
        file_name="goods.csv",
        format="shopify",
        options=EXEMPT,
        actor=SYSTEM,
    )

    with CaptureQueriesContext(connection) as queries:
        run_import(job.pk)

    assert Product.objects.count() == 22
    assert len(queries) / 20 <= MOST_QUERIES_PER_PRODUCT
