"""A large invented catalogue: complete like one that staff made, the same every time, and cheap to load."""

from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from products.models import (
    CategoryPage,
    ListingEntry,
    PriceChange,
    Product,
    ProductPage,
    Stock,
    StockHold,
    StockMovement,
    Variant,
)
from products.sample import SHELVES, Sample
from products.selectors import get_sellable
from products.services.listing import rebuild_listing
from products.services.loading import load_catalogue
from products.tests.factories import make_image, make_sellable, make_site, unmake_site

pytestmark = pytest.mark.django_db


def load(**options) -> str:
    out = StringIO()
    call_command("load_catalogue", stdout=out, **options)
    return out.getvalue()


def test_every_product_is_complete(client):
    make_site()
    image = make_image()

    said = load(products=50)

    assert said == "0 products were there, 50 were added with 3 variants each; live pages in: bg, en.\n"
    assert (Product.objects.count(), Variant.objects.count(), Stock.objects.count()) == (50, 150, 150)
    assert StockMovement.objects.filter(kind="received", on_hand_change=1000).count() == 150
    assert PriceChange.objects.count() == 150
    pages = ProductPage.objects.filter(live=True)
    assert sorted(pages.values_list("locale_code", flat=True)) == ["bg"] * 50 + ["en"] * 50
    assert ListingEntry.objects.filter(in_stock=True, variant_count=3).count() == 100
    assert set(ListingEntry.objects.values_list("picture__alt", flat=True)) == {image.default_alt_text}
    page = pages.get(slug="sample-7", locale_code="bg")
    assert page.title == "Покривка Рила 7"
    # 4.90 + 7 × 0.37
    variant = page.product.variants.first()
    assert (variant.sku, variant.price) == ("SAMPLE-7-1", Decimal("7.49"))
    assert [value.label_bg for value in variant.values.all()] == ["зелен"]
    shown = client.get(page.get_url())
    assert shown.status_code == 200
    assert "Покривка Рила 7" in shown.content.decode()
    assert get_sellable(variant.public_id, "en").title == "Tablecloth Rila 7"


def test_the_tree_is_sound():
    make_site()
    load(products=50)

    problems = Page.find_problems()

    assert [list(found) for found in problems] == [[], [], [], [], []]
    shelf = CategoryPage.objects.get(slug="shelf-8", locale__language_code="bg")
    assert (shelf.numchild, shelf.get_children().count()) == (3, 3)
    # Staff can go on below it.
    added = shelf.add_child(instance=CategoryPage(title="Нова", slug="nova", locale=shelf.locale))
    assert added.get_parent().pk == shelf.pk


def test_a_second_run_adds_what_is_missing_and_changes_nothing():
    make_site()
    load(products=3)
    Variant.objects.filter(sku="SAMPLE-2-1").update(price=Decimal("99.00"))
    before = set(Product.objects.values_list("pk", flat=True))

    said = load(products=5)
    again = load(products=5)

    assert said.startswith("3 products were there, 2 were added")
    assert again.startswith("5 products were there, 0 were added")
    assert before < set(Product.objects.values_list("pk", flat=True))
    assert Variant.objects.get(sku="SAMPLE-2-1").price == Decimal("99.00")
    assert CategoryPage.objects.filter(slug__startswith="shelf-").count() == 2 * SHELVES


def test_the_same_number_is_the_same_product_everywhere():
    assert Sample(41) == Sample(41)
    assert str(Sample(1).variants()[0].public_id) == "52778b92-8876-5ac0-82fc-603ec8ef515a"
    assert len({variant.sku for n in range(1, 200) for variant in Sample(n).variants()}) == 3 * 199


def test_its_listing_is_what_a_rebuild_makes():
    make_site()
    make_image()
    load(products=10)
    columns = [field.name for field in ListingEntry._meta.concrete_fields if field.name != "refreshed_at"]
    before = list(ListingEntry.objects.order_by("pk").values(*columns))

    rebuild_listing()

    assert list(ListingEntry.objects.order_by("pk").values(*columns)) == before


def test_twice_as_many_products_take_hardly_more_queries():
    make_site()
    load(products=1)

    def queries(upto: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as ran:
            load_catalogue(products=upto)
        return len(ran)

    few, many = queries(41), queries(121)

    assert many <= few + 2


def test_a_shop_that_sells_is_left_alone_unless_forced():
    variant = make_sellable()
    StockHold.objects.create(reference=uuid4(), variant=variant, quantity=1)

    with pytest.raises(CommandError, match="has sold something"):
        load(products=2)

    assert Product.objects.count() == 1
    load(products=2, force=True)
    assert Product.objects.count() == 3


@pytest.mark.parametrize("wanted", [0, -1, 200_001])
def test_a_number_that_makes_no_sense_is_refused(wanted):
    with pytest.raises(CommandError, match="from 1 to 200000"):
        load(products=wanted)


def test_without_a_home_page_it_says_what_to_do():
    unmake_site()
    with pytest.raises(CommandError, match="no home page"):
        load(products=1)
