"""What else to show: what goes with a product, and what may please better.

Staff's choice comes first, in its order. The rest is found among few candidates: what was bought together, and what
sells best in the nearest categories; both are read along an index, so that the size of the catalogue does not count.
Nothing that was found is sold out, and nothing sold out stands first.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from core.brief import for_a_minute
from products.models import ListingEntry
from products.selectors.listing import with_prices

RELATED_COUNT = 4
IN_CART = 3
# The levels of the category tree that are searched, from the product's own upwards.
LEVELS = 3

_COLUMNS = ", ".join(
    f"entry.{field.column}"
    for field in ListingEntry._meta.concrete_fields
    if field.name not in ("search_vector", "category_ids")
)

# A shared category counts for each level of the tree, so a nearer one counts more. Option values are those of a product
# alone and alike only in what they are called.
_RELATED = f"""
WITH me AS (
    SELECT category_ids, brand, CASE WHEN reduced_from <= %(now)s AND (reduced_until IS NULL OR reduced_until > %(now)s)
        THEN reduced_price ELSE price END AS price
    FROM products_listingentry WHERE product_id = %(product)s AND locale_code = %(language)s
), picked AS (
    SELECT related_id AS product_id, min(position) FILTER (WHERE kind = 'cross') AS cross_place,
        min(position) FILTER (WHERE kind = 'up') AS up_place
    FROM products_productrelation WHERE product_id = %(product)s GROUP BY related_id
), bought AS (
    SELECT other_id AS product_id, orders FROM products_boughttogether WHERE product_id = %(product)s
    ORDER BY orders DESC, other_id LIMIT 40
), candidates AS (
    SELECT product_id FROM picked UNION SELECT product_id FROM bought UNION SELECT unnest(%(near)s::bigint[])
), labels AS (
    SELECT lower(value.label_bg) AS label FROM products_optionvalue value
    JOIN products_productoption option ON option.id = value.option_id WHERE option.product_id = %(product)s
), scored AS (
    SELECT entry.page_id, picked.cross_place, picked.up_place, COALESCE(bought.orders, 0) AS together,
        cardinality(ARRAY(SELECT unnest(entry.category_ids) INTERSECT SELECT unnest(me.category_ids))) * 3
        + LEAST(3, (
            SELECT count(DISTINCT lower(value.label_bg)) FROM products_optionvalue value
            JOIN products_productoption option ON option.id = value.option_id
            WHERE option.product_id = entry.product_id AND lower(value.label_bg) IN (SELECT label FROM labels)
        )) * 2
        + LEAST(3, cardinality(ARRAY(SELECT unnest((SELECT other.tags FROM products_product other WHERE other.id = entry.product_id))
            INTERSECT SELECT unnest(this.tags)))) * 2
        + CASE WHEN entry.brand <> '' AND entry.brand = this.brand THEN 1 ELSE 0 END AS score,
        CASE WHEN entry.reduced_from <= %(now)s AND (entry.reduced_until IS NULL OR entry.reduced_until > %(now)s)
            THEN entry.reduced_price ELSE entry.price END AS amount,
        me.price AS own_price, entry.category_ids @> ARRAY[%(nearest)s]::bigint[] AS near
    FROM candidates
    JOIN products_listingentry entry ON entry.product_id = candidates.product_id AND entry.locale_code = %(language)s
    JOIN products_product this ON this.id = %(product)s
    LEFT JOIN me ON true
    LEFT JOIN picked ON picked.product_id = entry.product_id
    LEFT JOIN bought ON bought.product_id = entry.product_id
    WHERE entry.product_id <> %(product)s AND (entry.in_stock OR picked.product_id IS NOT NULL)
), ranked AS (
    SELECT scored.*, COALESCE(near AND amount > own_price AND amount <= own_price * 3, false) AS better,
        row_number() OVER (ORDER BY together DESC, score DESC, page_id) AS by_together,
        row_number() OVER (ORDER BY score DESC, together DESC, page_id) AS by_score,
        row_number() OVER (
            PARTITION BY COALESCE(near AND amount > own_price AND amount <= own_price * 3, false)
            ORDER BY score DESC, amount, page_id
        ) AS by_step
    FROM scored
)
SELECT {_COLUMNS}, ranked.cross_place, ranked.up_place, ranked.together, ranked.score, ranked.amount, ranked.better
FROM ranked JOIN products_listingentry entry ON entry.page_id = ranked.page_id
WHERE cross_place IS NOT NULL OR up_place IS NOT NULL
    OR by_together <= %(most)s OR by_score <= %(most)s OR (better AND by_step <= %(most)s)
"""  # noqa: S608  (only column names of the model are put in)

_GOES_WITH = f"""
WITH found AS (
    SELECT related_id AS product_id, position AS place, 0 AS orders FROM products_productrelation
    WHERE product_id = ANY(%(products)s) AND kind = 'cross'
    UNION ALL
    SELECT other_id, NULL, orders FROM products_boughttogether WHERE product_id = ANY(%(products)s)
), summed AS (
    SELECT product_id, min(place) AS place, sum(orders) AS orders FROM found
    WHERE product_id <> ALL(%(products)s) GROUP BY product_id
)
SELECT {_COLUMNS} FROM summed
JOIN products_listingentry entry ON entry.product_id = summed.product_id
WHERE entry.locale_code = %(language)s AND entry.in_stock
ORDER BY summed.place NULLS LAST, summed.orders DESC, entry.page_id LIMIT %(most)s
"""  # noqa: S608  (only column names of the model are put in)


# The categories stand in the text: of a large one the index is walked, of a small one everything is sorted, and that is for
# PostgreSQL to choose each time.
_BEST = """
(SELECT product_id FROM products_listingentry
WHERE locale_code = %s AND in_stock AND category_ids @> ARRAY[{category:d}]::bigint[]
ORDER BY sold DESC, page_id LIMIT 40)
"""


@dataclass(frozen=True)
class Related:
    """Two rows without a product in both: what goes with it, and what is better and dearer."""

    cross: tuple[ListingEntry, ...] = ()
    up: tuple[ListingEntry, ...] = ()
    # Nobody picked or bought any of `cross` with the product: they are merely alike.
    only_alike: bool = False

    def __bool__(self) -> bool:
        return bool(self.cross or self.up)


def related(
    *, product_id: int, language: str, category_ids: Sequence[int], count: int = RELATED_COUNT
) -> Related:
    """Return what to show with a product, at most `count` in each row, with prices; two queries.

    `category_ids` are the categories above the product's page, the nearest last: for a page that lists nothing, the home
    page above all, the whole index would be walked in vain. Only what is live in the language and not
    archived is shown. A row in which nothing can be had is left out.
    """
    near = tuple(reversed(category_ids))[:LEVELS]
    about: dict[str, Any] = {
        "product": product_id,
        "language": language,
        "now": timezone.now(),
        "near": best_sellers(near, language),
        "nearest": near[0] if near else 0,
    }
    # Each row may lose as many to the other one as it shows itself.
    found: list[Any] = list(ListingEntry.objects.raw(_RELATED, {**about, "most": 2 * count}))
    picked_up = _sorted((row for row in found if row.up_place is not None), lambda row: row.up_place)
    picked_cross = _sorted((row for row in found if row.cross_place is not None), lambda row: row.cross_place)
    bought = _sorted((row for row in found if row.together), lambda row: (-row.together, -row.score))
    better = _sorted((row for row in found if row.better), lambda row: (-row.score, row.amount))
    alike = _sorted(found, lambda row: -row.score)
    cross = _row(picked_cross, bought, without=picked_up, count=count)
    up = _row(picked_up, better, without=[*picked_cross, *cross], count=count)
    if len(cross) < count:
        cross = _row(picked_cross, [*bought, *alike], without=[*picked_up, *up], count=count)
    with_prices([*cross, *up])
    only_alike = not any(row.together or row.cross_place is not None for row in cross)
    return Related(cross=tuple(cross), up=tuple(up), only_alike=only_alike)


@for_a_minute
def best_sellers(category_ids: tuple[int, ...], language: str) -> list[int]:
    """Return the products that sell best and are in stock, forty of each category, in one query; at most a minute old."""
    if not category_ids:
        return []
    sql = " UNION ".join(_BEST.format(category=pk) for pk in category_ids)
    with connection.cursor() as cursor:
        cursor.execute(sql, [language] * len(category_ids))
        return [product for (product,) in cursor.fetchall()]


def goes_with(*, product_ids: Iterable[int], language: str, count: int = IN_CART) -> list[ListingEntry]:
    """Return what was picked for any of these products, then what was bought with them most, with prices; one query.

    Only what is in stock, and none of the products themselves.
    """
    about = {"products": list(product_ids), "language": language, "most": count}
    return with_prices(ListingEntry.objects.raw(_GOES_WITH, about)) if about["products"] else []


def _sorted(rows: Iterable[Any], key: Callable[[Any], Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (key(row), row.pk))


def _row(picked: list[Any], found: list[Any], *, without: Sequence[Any], count: int) -> list[Any]:
    """Return the picked ones that can be had, then the found ones, then picked ones that are sold out."""
    elsewhere = {row.pk for row in without}
    at_hand = [row for row in picked if row.in_stock]
    filled = [row for row in found if row.in_stock and row.pk not in elsewhere]
    gone = [row for row in picked if not row.in_stock]
    if not at_hand and not filled:
        return []
    return list({row.pk: row for row in [*at_hand, *filled, *gone]}.values())[:count]
