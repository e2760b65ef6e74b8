"""Tells the catalogue what sold lately. The catalogue knows no orders, so whoever knows them comes down to it."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Sum
from django.utils import timezone

from orders.models import Order, OrderLine
from products.services.popularity import replace_counts

LATELY = timedelta(days=90)
# Bought and not given back: paid for or accepted, and on from there.
SOLD = (
    Order.Status.PAID,
    Order.Status.ACCEPTED,
    Order.Status.PARTLY_FULFILLED,
    Order.Status.FULFILLED,
)

# An order counts once for a pair, whatever the variants and quantities.
_TOGETHER = """
WITH bought AS (
    SELECT DISTINCT line.order_id, variant.product_id
    FROM orders_orderline line
    JOIN orders_order placed ON placed.id = line.order_id
    JOIN products_variant variant ON variant.id = line.variant_id
    WHERE line.kind = %(goods)s AND placed.status = ANY(%(sold)s) AND placed.placed_at >= %(since)s
)
SELECT one.product_id, other.product_id, count(*)
FROM bought one JOIN bought other ON other.order_id = one.order_id AND other.product_id > one.product_id
GROUP BY one.product_id, other.product_id
"""


def count_popularity() -> int:
    """Count the goods of the last 90 days' orders into the catalogue; return how many cards of the listing changed.

    Two queries read, whatever the number of orders. Counting again changes nothing.
    """
    since = timezone.now() - LATELY
    lines = OrderLine.objects.filter(
        kind=OrderLine.Kind.GOODS,
        variant__isnull=False,
        order__status__in=SOLD,
        order__placed_at__gte=since,
    )
    # Without order_by the model's own order would be grouped by as well.
    units = lines.order_by().values_list(F("variant__product")).annotate(Sum("quantity"))
    about: dict[str, Any] = {
        "goods": OrderLine.Kind.GOODS.value,
        "sold": [str(state) for state in SOLD],
        "since": since,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, about)
        together = {(one, other): orders for one, other, orders in cursor.fetchall()}
    return replace_counts(sales=dict(units), together=together)
