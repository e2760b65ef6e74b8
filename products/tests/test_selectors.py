"""What can be bought, and what it is called."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from products.models import ListingEntry, Variant
from products.prices import PriceNow
from products.selectors import (
    BEST_SELLING,
    entries,
    get_sellable,
    get_sellables,
    sorted_entries,
    variant_choices,
)
from products.tests.factories import (
    make_category_tree,
    make_page,
    make_page_twin,
    make_product,
    make_sellable,
    make_site,
)

pytestmark = pytest.mark.django_db


def test_a_sellable_carries_all_that_the_cart_needs():
    # Given a product with two sizes, shown in both languages
    tree = make_category_tree()
    sizes = [
        {"values": {"Size": "Small"}, "price": "9.90"},
        {"values": {"Size": "Large"}, "price": "14.50", "sku": "POT-L"},
    ]
    product = make_product(name="Pot", variants=sizes)
    page = make_page(product, tree.indoor, title="Саксия", slug="pot")
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    large = product.variants.get(sku="POT-L")
    # When it is read in English
    sellable = get_sellable(large.public_id, "en")
    # Then everything is there, in English
    assert (sellable.title, sellable.variant_label, sellable.url) == (
        "Pot",
        "Large",
        "/en/plants/indoor/pot/",
    )
    assert sellable.price == PriceNow(amount=Decimal("14.50"), regular=Decimal("14.50"))
    assert (sellable.available, sellable.weight_grams, sellable.vat_class) == (10, 500, "standard")
    assert sellable.sellable


def test_the_number_of_queries_does_not_grow_with_the_cart(django_assert_num_queries):
    variants = [make_sellable(title=f"Thing {number}") for number in range(4)]
    for asked in (variants[:1], variants):
        with django_assert_num_queries(1):
            found = get_sellables([variant.pk for variant in asked], "bg")
        assert list(found) == [variant.pk for variant in asked]


def test_without_a_page_in_the_language_the_other_one_is_shown():
    variant = make_sellable(title="Чаша")
    sellable = get_sellable(variant.public_id, "en")
    assert (sellable.title, sellable.sellable) == ("Чаша", True)


@pytest.mark.parametrize("reason", ["variant archived", "product archived", "no live page", "no page"])
def test_what_cannot_be_bought_is_still_known_by_name(reason):
    # Given a variant that went out of sale in one of the possible ways
    variant = make_sellable(title="Чаша")
    product, page = variant.product, variant.product.pages.get()
    if reason == "variant archived":
        Variant.objects.filter(pk=variant.pk).update(archived_at=timezone.now())
    elif reason == "product archived":
        product.archived_at = timezone.now()
        product.save()
    elif reason == "no live page":
        page.unpublish()
    else:
        page.delete()
    # Then it is not sellable, but has its title and price
    sellable = get_sellable(variant.public_id, "bg")
    assert (sellable.title, sellable.sellable) == ("Чаша", False)
    assert sellable.price.amount == Decimal("12.90")


def test_an_unknown_variant_is_none():
    assert get_sellable(uuid.uuid4(), "bg") is None


def test_reserved_units_are_not_available():
    variant = make_sellable(stock=5, reserved=3)
    assert get_sellable(variant.public_id, "bg").available == 2


def test_the_reduced_price_is_the_one_of_the_moment():
    begins = timezone.now() + timedelta(hours=1)
    variant = make_sellable(price="10.00", reduced_price=Decimal("8.00"), reduced_from=begins)
    before = get_sellables([variant.pk], "bg", begins - timedelta(seconds=1))[variant.pk].price
    after = get_sellables([variant.pk], "bg", begins)[variant.pk].price
    assert (before.amount, before.reduced) == (Decimal("10.00"), False)
    assert (after.amount, after.regular, after.reduced) == (Decimal("8.00"), Decimal("10.00"), True)


def test_variant_choices_take_one_query_and_leave_out_archived_ones(django_assert_num_queries):
    make_site()
    product = make_product(
        variants=[
            {"values": {"Size": "S", "Colour": "Blue"}, "stock": 0},
            {"values": {"Size": "M", "Colour": "Blue"}, "stock": 3, "reserved": 1},
            {"values": {"Size": "L", "Colour": "Blue"}, "archived_at": timezone.now()},
        ]
    )
    with django_assert_num_queries(1):
        choices = variant_choices(product.pk, "bg")
    assert [(choice.label, choice.available, choice.in_stock) for choice in choices] == [
        ("S, Blue", 0, False),
        ("M, Blue", 2, True),
    ]


def test_best_selling_is_sorted_by_units_sold_lately_and_equal_ones_by_page():
    # Given four products, two of them sold equally often
    variants = [make_sellable(title=f"Thing {number}") for number in range(4)]
    for variant, sold in zip(variants, (3, 7, 0, 3), strict=True):
        ListingEntry.objects.filter(product=variant.product_id).update(sold=sold)
    # When they are sorted
    found = sorted_entries(entries("bg"), BEST_SELLING)
    # Then the one sold most is first
    assert [entry.title for entry in found] == ["Thing 1", "Thing 0", "Thing 3", "Thing 2"]
