"""What the catalogue learns from orders: what sold, and what was bought together."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.models import Order
from orders.services.popularity import count_popularity
from orders.tasks import count_sales
from orders.tests.factories import make_order
from products.models import BoughtTogether, ListingEntry, ProductSales
from products.selectors import BEST_SELLING, entries, sorted_entries
from products.services.popularity import MOST_TOGETHER, replace_counts
from products.tests.factories import make_sellable, make_variant

pytestmark = pytest.mark.django_db
Status = Order.Status


@pytest.fixture
def goods():
    return [make_sellable(title=title, stock=99) for title in ("Mug", "Pot", "Lamp")]


def sold(*wanted, status: str = Status.ACCEPTED, days_ago: int = 1) -> Order:
    """Place a real order and let it be so old and so far."""
    order = make_order(*wanted, payment_method="cod")
    placed = timezone.now() - timedelta(days=days_ago)
    Order.objects.filter(pk=order.pk).update(status=status, placed_at=placed)
    return order


def sales() -> dict[str, int]:
    return dict(ProductSales.objects.values_list("product__name", "units"))


def pairs() -> dict[tuple[str, str], int]:
    rows = BoughtTogether.objects.values_list("product__name", "other__name", "orders")
    return {(one, other): orders for one, other, orders in rows}


def test_units_are_counted_over_all_variants_and_orders(goods):
    mug, pot, _lamp = goods
    large = make_variant(mug.product, stock=99, values={"Size": "L"})
    sold((mug, 2), (large, 3), (pot, 1))
    sold((mug, 1), status=Status.FULFILLED)

    count_popularity()

    assert sales() == {"Mug": 6, "Pot": 1}
    assert dict(ListingEntry.objects.values_list("title", "sold")) == {"Mug": 6, "Pot": 1, "Lamp": 0}
    assert [e.title for e in sorted_entries(entries("bg"), BEST_SELLING)] == ["Mug", "Pot", "Lamp"]


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        (Status.NEW, False),
        (Status.PAID, True),
        (Status.ACCEPTED, True),
        (Status.PARTLY_FULFILLED, True),
        (Status.FULFILLED, True),
        (Status.RETURNED, False),
        (Status.CANCELED, False),
        (Status.EXPIRED, False),
        (Status.REFUNDED, False),
    ],
)
def test_only_what_was_bought_and_not_given_back_counts(goods, status, counts):
    mug, pot, _lamp = goods
    sold((mug, 2), (pot, 1), status=status)

    count_popularity()

    assert sales() == ({"Mug": 2, "Pot": 1} if counts else {})
    assert pairs() == ({("Mug", "Pot"): 1, ("Pot", "Mug"): 1} if counts else {})


def test_an_order_counts_for_90_days(goods):
    mug, pot, _lamp = goods
    sold((mug, 2), days_ago=89)
    sold((pot, 2), days_ago=91)
    count_popularity()
    assert sales() == {"Mug": 2}


def test_pairs_are_counted_once_an_order_and_in_both_directions(goods):
    mug, pot, lamp = goods
    large = make_variant(mug.product, stock=99, values={"Size": "L"})
    sold((mug, 5), (large, 1), (pot, 1))
    sold((mug, 1), (pot, 4), (lamp, 1))

    count_popularity()

    assert pairs() == {
        ("Mug", "Pot"): 2,
        ("Pot", "Mug"): 2,
        ("Mug", "Lamp"): 1,
        ("Lamp", "Mug"): 1,
        ("Pot", "Lamp"): 1,
        ("Lamp", "Pot"): 1,
    }


def test_counting_again_changes_nothing_and_what_no_longer_counts_is_gone(goods):
    # Given counts of two orders
    mug, pot, lamp = goods
    first = sold((mug, 2), (pot, 1))
    sold((mug, 1), (lamp, 1))
    assert count_sales() == 3
    # When nothing has happened, nothing is written
    assert count_sales() == 0
    # When one of them is cancelled
    Order.objects.filter(pk=first.pk).update(status=Status.CANCELED)
    # Then it counts no more, and the cards know
    assert count_sales() == 2
    assert sales() == {"Mug": 1, "Lamp": 1}
    assert pairs() == {("Mug", "Lamp"): 1, ("Lamp", "Mug"): 1}
    assert ListingEntry.objects.get(title="Pot").sold == 0


def test_delivery_and_fees_are_not_goods(goods):
    sold((goods[0], 1))
    count_popularity()
    assert sales() == {"Mug": 1}


def test_the_number_of_queries_does_not_grow_with_the_orders(goods, django_assert_num_queries):
    mug, pot, lamp = goods
    for wanted in ([(mug, 1), (pot, 1)], [(mug, 1), (lamp, 2)], [(pot, 1), (lamp, 1)]):
        sold(*wanted)
        ProductSales.objects.all().delete()
        BoughtTogether.objects.all().delete()
        with django_assert_num_queries(13):
            count_popularity()


def test_of_each_product_only_the_strongest_pairs_are_kept(goods):
    mug = goods[0].product_id
    others = [make_sellable(title=f"Other {number}").product_id for number in range(MOST_TOGETHER + 2)]
    replace_counts(sales={}, together={(mug, other): place + 1 for place, other in enumerate(others)})
    kept = BoughtTogether.objects.filter(product=mug)
    assert kept.count() == MOST_TOGETHER
    assert set(kept.values_list("other_id", flat=True)) == set(others[2:])
