"""Two orders that each fit below the threshold of the one-stop shop, but not together: with real threads on PostgreSQL."""

import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from checkout.tests.factories import make_cart, make_contact, make_shop, place
from core.models import OssMode
from orders.models import Order
from products.tests.factories import make_sellable
from shipping.tests.factories import make_method, make_zone
from taxes.models import OssTurnover

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_two_orders_at_once_do_not_both_take_what_is_left():
    """150.00 are left. Both carts see that; each holds 110.00 without VAT. One is taxed at home, the other in Finland."""
    make_shop(cod_fee=Decimal("0.00"), oss_mode=OssMode.THRESHOLD)
    make_method(make_zone("FI", position=2), code="far", position=3, price="12.00")
    OssTurnover.objects.create(year=timezone.localdate().year, net=Decimal("9850.00"), warned=100)
    mug = make_sellable(price="120.00")
    carts = [make_cart((mug, 1), country="FI") for _turn in range(2)]
    barrier = threading.Barrier(2)
    placed, failed = [], []

    def buy(cart):
        try:
            barrier.wait(10)
            placed.append(
                place(
                    cart,
                    contact=make_contact(country="FI", postcode="00100"),
                    delivery_code="far",
                    shown_total=Decimal("132.00"),
                ).order
            )
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=buy, args=[cart]) for cart in carts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failed == []
    assert sorted(order.vat_country for order in placed) == ["BG", "FI"]
    assert {order.total_gross for order in placed} == {Decimal("132.00")}
    counted = Decimal("9850.00") + sum(order.total_net for order in Order.objects.all())
    assert OssTurnover.objects.get().net == counted
