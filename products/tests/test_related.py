"""What is shown with a product: picked by hand first, then what is found; never sold out first."""

from decimal import Decimal

import pytest
from django.utils import timezone

from products.models import (
    BoughtTogether,
    CategoryPage,
    ListingEntry,
    OtherCategory,
    Product,
    ProductRelation,
)
from products.selectors import goes_with, related
from products.services.listing import refresh_products
from products.tests.factories import (
    make_category,
    make_category_tree,
    make_page,
    make_page_twin,
    make_product,
)

pytestmark = pytest.mark.django_db
CROSS, UP = ProductRelation.Kind.CROSS_SELL, ProductRelation.Kind.UP_SELL


@pytest.fixture
def tree():
    return make_category_tree()


@pytest.fixture
def pot(tree) -> Product:
    return thing("Pot", tree.indoor, price="10.00")


def thing(name, category, **attributes) -> Product:
    product = make_product(name=name, **attributes)
    make_page(product, category, title=name)
    return product


def pick(product: Product, *others: Product, kind: str = CROSS) -> None:
    ProductRelation.objects.bulk_create(
        ProductRelation(product=product, related=other, kind=kind, position=place)
        for place, other in enumerate(others)
    )


def bought(product: Product, other: Product, orders: int) -> None:
    BoughtTogether.objects.create(product=product, other=other, orders=orders)
    BoughtTogether.objects.create(product=other, other=product, orders=orders)


def shown(product: Product, language: str = "bg", **options):
    page = product.pages.get(locale_code=language)
    above = [category.pk for category in page.get_ancestors().type(CategoryPage)]
    return related(product_id=product.pk, language=language, category_ids=above, **options)


def titles(entries) -> list[str]:
    return [entry.title for entry in entries]


def test_picked_ones_come_first_in_their_order(tree, pot):
    # Given two picked products of another category, and one of the same that was not picked
    lamp, chair = thing("Lamp", tree.outdoor), thing("Chair", tree.outdoor)
    thing("Cheap pot", tree.indoor, price="9.00")
    pick(pot, lamp, chair)
    # Then they stand before what was found
    assert titles(shown(pot).cross) == ["Lamp", "Chair", "Cheap pot"]


def test_a_picked_one_that_is_sold_out_goes_last(tree, pot):
    gone, lamp = thing("Gone", tree.outdoor, stock=0), thing("Lamp", tree.outdoor)
    thing("Cheap pot", tree.indoor, price="9.00")
    pick(pot, gone, lamp)
    assert titles(shown(pot).cross) == ["Lamp", "Cheap pot", "Gone"]


def test_a_row_of_sold_out_ones_only_is_not_shown(tree, pot):
    pick(pot, thing("Gone", tree.outdoor, stock=0))
    pick(pot, thing("Gone too", tree.outdoor, stock=0), kind=UP)
    assert not shown(pot)


def test_a_sold_out_product_is_never_found(tree, pot):
    gone = thing("Gone", tree.indoor, price="9.00", stock=0)
    bought(pot, gone, 9)
    assert not shown(pot)


def test_what_was_bought_together_more_often_comes_first(tree, pot):
    once, often = thing("Once", tree.outdoor), thing("Often", tree.outdoor)
    thing("Alike", tree.indoor, price="9.00")
    bought(pot, once, 1)
    bought(pot, often, 7)
    found = shown(pot)
    assert titles(found.cross) == ["Often", "Once", "Alike"]
    assert not found.only_alike


def test_a_nearer_category_counts_more(tree, pot):
    # Given one product of the same shelf and one from the shelf beside it, which is older
    thing("Beside", tree.outdoor, price="9.00")
    thing("Same shelf", tree.indoor, price="9.00")
    found = shown(pot)
    assert titles(found.cross) == ["Same shelf", "Beside"]
    assert found.only_alike


@pytest.mark.parametrize(
    "alike",
    [
        {"variants": [{"values": {"Colour": "Terracotta"}, "price": "9.00"}]},
        {"tags": ["clay"], "price": "9.00"},
        {"brand": "Kiln", "price": "9.00"},
    ],
    ids=["option value", "tag", "brand"],
)
def test_among_those_of_a_category_the_more_alike_comes_first(tree, alike):
    pot = make_product(
        name="Pot",
        brand="Kiln",
        tags=["clay"],
        variants=[{"values": {"Colour": "terracotta"}, "price": "10.00"}],
    )
    make_page(pot, tree.indoor, title="Pot")
    thing("Other", tree.indoor, price="9.00")
    thing("Alike", tree.indoor, **alike)
    assert titles(shown(pot).cross) == ["Alike", "Other"]


def test_what_is_dearer_and_of_the_same_shelf_may_please_better(tree, pot):
    # Given dearer ones, one far too dear and one of another shelf
    thing("Palace pot", tree.indoor, price="30.01")
    thing("Large pot", tree.indoor, price="14.00")
    thing("Larger pot", tree.indoor, price="30.00")
    thing("Garden pot", tree.outdoor, price="14.00")
    found = shown(pot)
    # Then the next step comes first, and no product stands in both rows
    assert titles(found.up) == ["Large pot", "Larger pot"]
    assert titles(found.cross) == ["Palace pot", "Garden pot"]


def test_what_is_dearer_is_judged_by_the_price_of_the_moment(tree, pot):
    yesterday = timezone.now() - timezone.timedelta(days=1)
    reduced = {"price": "14.00", "reduced_price": Decimal("8.00"), "reduced_from": yesterday}
    thing("Reduced", tree.indoor, variants=[reduced])
    found = shown(pot)
    assert (titles(found.up), titles(found.cross)) == ([], ["Reduced"])
    assert found.cross[0].price_now.amount == Decimal("8.00")


def test_a_picked_up_sell_stands_before_what_was_found_and_in_that_row_only(tree, pot):
    dream = thing("Dream", tree.outdoor, price="99.00")
    thing("Large pot", tree.indoor, price="14.00")
    bought(pot, dream, 5)
    pick(pot, dream, kind=UP)
    found = shown(pot)
    assert (titles(found.up), titles(found.cross)) == (["Dream", "Large pot"], [])


def test_each_row_is_filled_up_to_its_length(tree, pot):
    for number in range(6):
        thing(f"Dear {number}", tree.indoor, price="12.00")
        thing(f"Cheap {number}", tree.indoor, price="9.00")
    found = shown(pot, count=4)
    assert titles(found.up) == ["Dear 0", "Dear 1", "Dear 2", "Dear 3"]
    assert titles(found.cross) == ["Cheap 0", "Cheap 1", "Cheap 2", "Cheap 3"]


def test_only_what_is_live_in_the_language_and_not_archived_is_shown(tree, pot):
    # Given the product in both languages, and picked ones: translated, not translated, unpublished, archived
    make_page_twin(pot.pages.get(), parent=tree.indoor_en, title="Pot")
    lamp, chair, draft, old = (thing(name, tree.outdoor) for name in ("Lamp", "Chair", "Draft", "Old"))
    make_page_twin(lamp.pages.get(), parent=tree.outdoor_en, title="English lamp")
    draft.pages.get().unpublish()
    Product.objects.filter(pk=old.pk).update(archived_at=timezone.now())
    refresh_products([old.pk])
    pick(pot, old, draft, chair, lamp)
    assert titles(shown(pot, "en").cross) == ["English lamp"]
    assert titles(shown(pot).cross) == ["Chair", "Lamp"]


def test_two_queries_are_enough_however_many_there_are(tree, pot, django_assert_num_queries):
    for number in range(9):
        sizes = [{"values": {"Size": size}, "price": f"{number + 1}.{size}0"} for size in "12"]
        other = thing(f"Thing {number}", tree.indoor, variants=sizes)
        bought(pot, other, number + 1)
        pick(pot, other, kind=UP if number % 2 else CROSS)
    above = [category.pk for category in pot.pages.get().get_ancestors().type(CategoryPage)]
    with django_assert_num_queries(2):
        found = related(product_id=pot.pk, language="bg", category_ids=above)
        assert all(entry.title and entry.picture == {} and entry.url for entry in [*found.cross, *found.up])
    assert (len(found.cross), len(found.up)) == (4, 4)


def test_the_cart_shows_what_was_picked_and_then_what_was_bought_with_its_products(
    tree, pot, django_assert_num_queries
):
    # Given a cart of two products, and what goes with one of them or with both
    can = thing("Can", tree.outdoor)
    lamp, soil, gone = (
        thing("Lamp", tree.outdoor),
        thing("Soil", tree.outdoor),
        thing("Gone", tree.outdoor, stock=0),
    )
    seeds = thing("Seeds", tree.outdoor)
    pick(pot, gone, lamp, can)
    bought(pot, seeds, 2)
    bought(can, seeds, 2)
    bought(can, soil, 3)
    bought(pot, can, 9)
    # When it is asked for
    with django_assert_num_queries(1):
        found = goes_with(product_ids=[pot.pk, can.pk], language="bg", count=3)
    # Then the picked one is first, then by the sum of orders; nothing sold out, nothing from the cart
    assert titles(found) == ["Lamp", "Seeds", "Soil"]
    assert goes_with(product_ids=[], language="bg") == []


def test_the_cart_shows_the_price_of_the_moment_from_the_cheapest_variant(
    tree, pot, django_assert_num_queries
):
    # Given a lamp in two sizes; the large one is reduced
    sizes = [{"values": {"Size": "S"}, "price": "10.00"}, {"values": {"Size": "L"}, "price": "12.00"}]
    lamp = thing("Lamp", tree.outdoor, variants=sizes)
    pick(pot, lamp)
    lamp.variants.filter(price=Decimal("12.00")).update(
        reduced_price="8.00", reduced_from=timezone.now(), prior_price="12.00"
    )
    refresh_products([lamp.pk])
    # Then its price is said at once, in the same query
    with django_assert_num_queries(1):
        (entry,) = goes_with(product_ids=[pot.pk], language="bg")
        assert (entry.price_now.amount, entry.price_now.regular) == (Decimal("8.00"), Decimal("12.00"))
        assert entry.price_varies


def test_the_page_shows_both_rows(client, tree, pot):
    thing("Large pot", tree.indoor, price="14.00")
    pick(pot, thing("Lamp", tree.outdoor))
    html = client.get(pot.pages.get().url).content.decode()
    assert html.index('id="related-cross"') < html.index(">Lamp<") < html.index('id="related-up"')
    assert html.index('id="related-up"') < html.index(">Large pot<")


def test_the_product_stands_in_the_category_that_is_chosen_for_it_as_well(tree, pot):
    """A product of another place of the tree is alike when it is listed on the same shelf."""
    far = make_category(tree.plants.get_parent().specific, title="Far", slug="far")
    other = thing("Listed here too", far, price="9.00")
    OtherCategory.objects.create(page=other.pages.get(), category=tree.indoor, sort_order=0)
    refresh_products([other.pk])
    assert tree.indoor.pk in ListingEntry.objects.get(product=other).category_ids
    assert titles(shown(pot).cross) == ["Listed here too"]
