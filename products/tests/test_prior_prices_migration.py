"""Shops that had reductions before there were prior prices: each gets one, from its history where that gives a lawful one."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from products.models import ListingEntry, PriceChange, Product, Variant
from products.tests.factories import make_category_tree, make_page, make_price_history, make_product

pytestmark = pytest.mark.django_db
migration = import_module("products.migrations.0004_prior_prices")


def reduce(product, reduced, **fields):
    """Write a reduction as the services did before the rule, without a prior price."""
    now = timezone.now()
    terms = {"reduced_price": Decimal(reduced), "reduced_from": now, **fields}
    product.variants.update(**terms)
    variant = product.variants.get()
    PriceChange.objects.create(variant=variant, price=variant.price, at=now, **terms)
    ListingEntry.objects.filter(product=product).update(**terms)
    return variant


def test_reductions_get_the_lowest_price_of_their_history_or_else_the_regular_one():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE products_variant DROP CONSTRAINT products_reduced_below_prior_price")
        cursor.execute(
            "ALTER TABLE products_listingentry DROP CONSTRAINT products_listed_reduced_below_prior_price"
        )
    tree = make_category_tree()
    # Given one that was cheaper in between, one that was as cheap as its reduction, and one without any history
    lawful, unlawful, unknown = (make_product(price="20.00") for _ in range(3))
    for product, between in ((lawful, "18.00"), (unlawful, "15.00")):
        make_page(product, tree.indoor)
        make_price_history(product)
        for days, price in ((20, between), (10, "20.00")):
            PriceChange.objects.create(
                variant=product.variants.get(), price=Decimal(price), at=timezone.now() - timedelta(days=days)
            )
    variants = [reduce(product, "15.00") for product in (lawful, unlawful, unknown)]

    migration.fill_prior_prices(apps, None)

    prices = [Variant.objects.get(pk=variant.pk).prior_price for variant in variants]
    assert prices == [Decimal("18.00"), Decimal("20.00"), Decimal("20.00")]
    listed = ListingEntry.objects.order_by("product").values_list("prior_price", flat=True)
    assert list(listed) == [Decimal("18.00"), Decimal("20.00")]


def test_products_are_on_sale_since_the_first_of_their_pages():
    tree = make_category_tree()
    product, draft = make_product(), make_product()
    now = timezone.now()
    page = make_page(product, tree.indoor)
    type(page).objects.filter(pk=page.pk).update(first_published_at=now - timedelta(days=50))
    make_page(product, tree.indoor_en)
    make_page(draft, tree.indoor, live=False)

    migration.fill_on_sale_since(apps, None)

    assert Product.objects.get(pk=product.pk).on_sale_since == now - timedelta(days=50)
    assert Product.objects.get(pk=draft.pk).on_sale_since is None


def test_rows_of_variants_that_differ_get_to_know_their_prices():
    tree = make_category_tree()
    sizes = [{"values": {"Size": "S"}, "price": "10.00"}, {"values": {"Size": "L"}, "price": "12.00"}]
    page = make_page(make_product(variants=sizes), tree.indoor)
    written = ListingEntry.objects.get(page=page).price_terms
    ListingEntry.objects.update(price_terms=[])

    migration.fill_price_terms(apps, None)

    assert ListingEntry.objects.get(page=page).price_terms == written
    assert [terms[0] for terms in written] == ["10.00", "12.00"]
