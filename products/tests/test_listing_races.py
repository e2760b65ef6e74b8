"""Two refreshes of a listing row at the same time."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction

from core.actors import SYSTEM
from products.models import ListingEntry, StockMovement
from products.services.catalogue import change_prices
from products.services.listing import refresh_products
from products.services.specs import PriceSpec
from products.tests.factories import make_category_tree, make_page, make_product


def waiting():
    """How many requests for a lock are not granted yet; unlike pg_stat_activity it is fresh within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_refresh_that_began_before_a_price_was_committed_does_not_bring_the_old_one_back():
    """A marketer saves a price; meanwhile the worker refreshes the same row because the stock turned.

    The worker must wait for the marketer's row before it reads the price: had it read first, it would write the old price
    over the new one as soon as it gets the row.
    """
    # Given a listed product at 20.00
    product = make_product(price="20.00")
    make_page(product, make_category_tree().indoor)
    variant = product.variants.get()

    def worker():
        try:
            refresh_products([product.pk])
        finally:
            connection.close()

    thread = threading.Thread(target=worker)
    # When the worker comes after the price was written, and before it is committed
    with transaction.atomic():
        spec = PriceSpec(price=Decimal("17.00"))
        change_prices(product_id=product.pk, version=1, changes={variant.pk: spec}, actor=SYSTEM)
        thread.start()
        for _attempt in range(200):
            if waiting():
                break
            thread.join(0.05)
        assert thread.is_alive()
        assert waiting() == 1
    thread.join(10)
    # Then the row has the new price
    assert not thread.is_alive()
    assert ListingEntry.objects.get().price == Decimal("17.00")
    assert not StockMovement.objects.exists()
