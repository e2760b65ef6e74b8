"""What sold lately, as somebody above the catalogue counted it: the one writer of ProductSales and BoughtTogether."""

from collections.abc import Mapping

from django.db import connection, transaction
from django.utils import timezone

from products.models import BoughtTogether, ProductSales
from products.services.listing import refresh_sold

# Of each product; more would only be read to be thrown away.
MOST_TOGETHER = 30
CHUNK = 2000
# Any number that nobody else uses: two counts at once would fight over the same rows.
_LOCK = 7_406_318


@transaction.atomic
def replace_counts(*, sales: Mapping[int, int], together: Mapping[tuple[int, int], int]) -> int:
    """Put these counts in the place of all earlier ones and return how many cards of the listing changed.

    `sales` are units by product, `together` are orders by pair of products, each pair once and in either order. The number
    of queries depends on how many rows are written at once, not on the products. What is not named sold nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    _write_sales(sales)
    _write_together(together)
    return refresh_sold()


def _write_sales(sales: Mapping[int, int]) -> None:
    now = timezone.now()
    known = dict(ProductSales.objects.values_list("product_id", "units"))
    changed = {pk: units for pk, units in sales.items() if units > 0 and known.get(pk) != units}
    ProductSales.objects.bulk_create(
        [ProductSales(product_id=pk, units=units, counted_at=now) for pk, units in sorted(changed.items())],
        update_conflicts=True,
        unique_fields=["product"],
        update_fields=["units", "counted_at"],
        batch_size=CHUNK,
    )
    over = [pk for pk in known if sales.get(pk, 0) <= 0]
    ProductSales.objects.filter(pk__in=over).delete()


def _write_together(together: Mapping[tuple[int, int], int]) -> None:
    wanted = _strongest(together)
    known = {
        (product, other): (pk, orders)
        for pk, product, other, orders in BoughtTogether.objects.values_list(
            "pk", "product_id", "other_id", "orders"
        )
    }
    BoughtTogether.objects.filter(
        pk__in=[pk for pair, (pk, _orders) in known.items() if pair not in wanted]
    ).delete()
    changed = {
        pair: orders for pair, orders in wanted.items() if pair not in known or known[pair][1] != orders
    }
    BoughtTogether.objects.bulk_create(
        [BoughtTogether(product_id=p, other_id=o, orders=n) for (p, o), n in sorted(changed.items())],
        update_conflicts=True,
        unique_fields=["product", "other"],
        update_fields=["orders"],
        batch_size=CHUNK,
    )


def _strongest(together: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """Return both directions of the pairs, of each product those that were bought together most."""
    by_product: dict[int, list[tuple[int, int]]] = {}
    for (one, other), orders in together.items():
        if one != other and orders > 0:
            by_product.setdefault(one, []).append((-orders, other))
            by_product.setdefault(other, []).append((-orders, one))
    return {
        (product, other): -orders
        for product, others in by_product.items()
        for orders, other in sorted(others)[:MOST_TOGETHER]
    }
