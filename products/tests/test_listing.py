"""The listing: what is written when, and that writing it bit by bit and all at once agree."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.actors import SYSTEM
from products.models import ListingEntry, ProductPage, Stock
from products.services.archiving import archive_product
from products.services.catalogue import change_prices
from products.services.listing import rebuild_listing, refresh_pages
from products.services.specs import PriceSpec
from products.services.stock import correct
from products.tasks import refresh_listing_for_variants, repair_listing, sweep_availability
from products.tests.factories import (
    make_category,
    make_category_tree,
    make_image,
    make_page,
    make_page_twin,
    make_product,
    make_sellable,
    make_site,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_category_tree()


def rows():
    """Everything that the listing holds, but when it was written."""
    return [
        {key: value for key, value in row.items() if key != "refreshed_at"}
        for row in ListingEntry.objects.order_by("pk").values()
    ]


def test_a_row_holds_what_a_card_shows(tree):
    # Given a product in two sizes, one sold out, reduced, with a picture described in two languages
    sizes = [
        {"values": {"Size": "S"}, "price": "20.00", "stock": 0},
        {"values": {"Size": "L"}, "price": "18.00", "reduced_price": "15.50", "stock": 2},
    ]
    product = make_product(brand="Глина", variants=sizes)
    image = make_image(alt_bg="Глинена саксия", alt_en="A clay pot", width=1000, height=700)
    page = make_page(product, tree.indoor, title="Саксия", slug="pot", summary="От глина.", image=image)
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    # Then its row says so
    row = ListingEntry.objects.get(page=page)
    assert (row.title, row.url, row.summary, row.brand) == (
        "Саксия",
        "/plants/indoor/pot/",
        "От глина.",
        "Глина",
    )
    assert row.category_ids == [tree.plants.pk, tree.indoor.pk]
    assert (row.price, row.reduced_price, row.price_varies) == (Decimal("18.00"), Decimal("15.50"), True)
    assert (row.variant_count, row.in_stock, row.locale_code) == (2, True, "bg")
    assert (row.picture["alt"], row.picture["width"], row.picture["height"]) == ("Глинена саксия", 640, 640)
    assert [source["type"] for source in row.picture["sources"]] == ["image/avif", "image/webp"]
    assert [part.split()[1] for part in row.picture["sources"][0]["srcset"].split(", ")] == ["320w", "640w"]
    # And the English one is in English
    twin = ListingEntry.objects.get(locale_code="en")
    assert (twin.title, twin.url) == ("Pot", "/en/plants/indoor/pot/")
    assert twin.category_ids == [tree.plants_en.pk, tree.indoor_en.pk]


def test_what_cannot_be_bought_is_not_listed(tree):
    make_page(None, tree.indoor, slug="no-product")
    make_page(make_product(), tree.indoor, slug="draft", live=False)
    make_page(make_product(archived_at=timezone.now()), tree.indoor, slug="archived")
    make_page(make_product(variants=[{"archived_at": timezone.now()}]), tree.indoor, slug="no-variant")
    sold_out = make_page(make_product(stock=0), tree.indoor, slug="sold-out")
    assert list(ListingEntry.objects.values_list("page", "in_stock")) == [(sold_out.pk, False)]


def test_publishing_and_unpublishing(tree):
    page = make_page(make_product(), tree.indoor, slug="pot", live=False)
    page.save_revision().publish()
    assert ListingEntry.objects.filter(page=page).exists()
    ProductPage.objects.get(pk=page.pk).unpublish()
    assert not ListingEntry.objects.exists()


def test_a_new_title_is_listed_when_it_is_published_and_not_before(tree):
    page = make_page(make_product(), tree.indoor, title="Саксия")
    page.title = "Кашпа"
    revision = page.save_revision()
    assert ListingEntry.objects.get().title == "Саксия"
    revision.publish()
    assert ListingEntry.objects.get().title == "Кашпа"


def test_moving_a_category_moves_all_that_is_in_it(tree):
    make_page(make_product(), tree.indoor, slug="pot")
    tree.indoor.move(tree.outdoor, pos="last-child")
    row = ListingEntry.objects.get()
    assert row.url == "/plants/outdoor/indoor/pot/"
    assert row.category_ids == [tree.plants.pk, tree.outdoor.pk, tree.indoor.pk]


def test_renaming_a_categorys_address_renames_all_below_it(tree, django_capture_on_commit_callbacks):
    make_page(make_product(), tree.indoor, slug="pot")
    tree.plants.slug = "green"
    # Wagtail tells of it once the new address is committed
    with django_capture_on_commit_callbacks(execute=True):
        tree.plants.save_revision().publish()
    assert ListingEntry.objects.get().url == "/green/indoor/pot/"


def test_a_categorys_new_name_reaches_search_after_commit(tree, django_capture_on_commit_callbacks):
    make_page(make_product(), tree.indoor, title="Лейка")
    tree.indoor.title = "Кухненски"
    with django_capture_on_commit_callbacks(execute=True):
        tree.indoor.save_revision().publish()
    assert "'кухненски'" in ListingEntry.objects.get().search_vector


def test_deleting_a_page_removes_its_row(tree):
    page = make_page(make_product(), tree.indoor)
    page.delete()
    assert not ListingEntry.objects.exists()


def test_a_new_price_is_listed_at_once(tree):
    product = make_product(price="20.00")
    make_page(product, tree.indoor)
    change_prices(
        product_id=product.pk,
        version=product.version,
        changes={product.variants.get().pk: PriceSpec(price=Decimal("17.00"))},
        actor=SYSTEM,
    )
    assert ListingEntry.objects.get().price == Decimal("17.00")


def test_archiving_takes_it_out_of_both_languages(tree):
    product = make_product()
    page = make_page(product, tree.indoor, slug="pot")
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    archive_product(product_id=product.pk, actor=SYSTEM)
    assert not ListingEntry.objects.exists()


def test_selling_out_is_listed_after_commit(tree, django_capture_on_commit_callbacks):
    product = make_product(stock=2)
    make_page(product, tree.indoor)
    variant = product.variants.get()
    with django_capture_on_commit_callbacks(execute=True):
        correct(variant_id=variant.pk, difference=-2, reason="broken", actor=SYSTEM)
    assert not ListingEntry.objects.get().in_stock


def test_the_task_may_run_twice_and_for_variants_that_are_gone(tree):
    product = make_product(stock=2)
    make_page(product, tree.indoor)
    before = rows()
    for _again in range(2):
        refresh_listing_for_variants([product.variants.get().pk, 0])
    assert rows() == before


def test_written_bit_by_bit_or_all_at_once_it_is_the_same(tree, django_capture_on_commit_callbacks):
    # Given a shop in which everything happened that changes the listing
    with django_capture_on_commit_callbacks(execute=True):
        pages = [
            make_page(
                make_product(price=f"{number}.50"),
                tree.indoor,
                slug=f"p-{number}",
                image=make_image(width=500),
            )
            for number in range(1, 6)
        ]
        make_page_twin(pages[0], parent=tree.indoor_en, title="Pot")
        change_prices(
            product_id=pages[1].product_id,
            version=1,
            changes={pages[1].product.variants.get().pk: PriceSpec(price=Decimal("99.00"))},
            actor=SYSTEM,
        )
        correct(variant_id=pages[2].product.variants.get().pk, difference=-10, reason="lost", actor=SYSTEM)
        pages[3].unpublish()
        archive_product(product_id=pages[4].product_id, actor=SYSTEM)
        tree.indoor.slug = "inside"
        tree.indoor.save_revision().publish()
        tree.indoor.refresh_from_db()
        tree.indoor.move(tree.outdoor, pos="last-child")
    bit_by_bit = rows()
    # When the listing is thrown away and rebuilt
    ListingEntry.objects.all().delete()
    assert rebuild_listing() == 4
    # Then row by row it is the same
    assert rows() == bit_by_bit
    assert [row["url"] for row in bit_by_bit][:2] == [
        "/plants/outdoor/inside/p-1/",
        "/plants/outdoor/inside/p-2/",
    ]


def test_a_lost_task_shows_for_one_sweep_only(tree):
    # Given one product that sold out and one that came back, and tasks that never ran
    sold_out, back = make_product(stock=1), make_product(stock=0)
    for product in (sold_out, back):
        make_page(product, tree.indoor)
    Stock.objects.filter(variant__product=sold_out).update(on_hand=0)
    Stock.objects.filter(variant__product=back).update(on_hand=3)
    # When the sweep comes round twice
    counts = [sweep_availability(), sweep_availability()]
    # Then both cards are right, and the second time there was nothing to do
    shown = dict(ListingEntry.objects.values_list("product_id", "in_stock"))
    assert shown == {sold_out.pk: False, back.pk: True}
    assert counts == [2, 0]


def test_the_sweep_repairs_what_was_left_behind(tree):
    page = make_page(make_product(), tree.indoor, title="Саксия")
    right = rows()
    ListingEntry.objects.update(title="Друго", in_stock=False, price=Decimal("1.00"))
    orphan = make_page(make_product(), tree.indoor)
    ProductPage.objects.filter(pk=orphan.pk).update(live=False)
    repair_listing()
    assert rows() == right
    assert right[0]["page_id"] == page.pk


def test_the_command_says_how_many_rows_there_are(tree, capsys):
    make_page(make_product(), tree.indoor)
    ListingEntry.objects.all().delete()
    call_command("rebuild_listing")
    assert "The listing has 1 rows." in capsys.readouterr().out


def test_the_number_of_queries_does_not_grow_with_the_pages(tree, django_assert_num_queries):
    pages = [make_page(make_product(), tree.indoor, slug=f"p-{number}") for number in range(5)]
    for some in (pages[:1], pages):
        # A savepoint and its release, the locks, pages, galleries, variants, values, other categories, categories, sales,
        # write
        with django_assert_num_queries(11):
            refresh_pages(page.pk for page in some)


def test_pictures_and_their_renditions_are_looked_up_for_all_pages_together(tree, django_assert_num_queries):
    pages = [
        make_page(make_product(), tree.indoor, slug=f"p-{number}", image=make_image(width=width))
        for number, width in enumerate((800, 800, 250))
    ]
    before = list(ListingEntry.objects.order_by("pk").values_list("picture", flat=True))
    assert all(picture["src"] for picture in before)
    for some in (pages[:1], pages):
        # Those of a page without pictures, then images and their renditions
        with django_assert_num_queries(13):
            refresh_pages(page.pk for page in some)

    assert list(ListingEntry.objects.order_by("pk").values_list("picture", flat=True)) == before


def test_the_cheapest_variant_of_now_is_the_one_that_is_sorted_by():
    begins = timezone.now() - timedelta(hours=1)
    over = {
        "reduced_price": Decimal("1.00"),
        "reduced_from": begins,
        "reduced_until": begins + timedelta(minutes=1),
    }
    variant = make_sellable(price="9.00", **over)
    row = ListingEntry.objects.get(product=variant.product)
    assert (row.price, row.reduced_price) == (Decimal("9.00"), Decimal("1.00"))
    assert row.price_now.amount == Decimal("9.00")


def test_a_page_outside_the_site_is_not_listed():
    shop = make_site()
    elsewhere = make_category(shop.home, title="Отделно")
    page = make_page(make_product(), elsewhere, slug="pot")
    elsewhere.move(elsewhere.get_root(), pos="last-child")
    assert not ListingEntry.objects.filter(page=page).exists()
