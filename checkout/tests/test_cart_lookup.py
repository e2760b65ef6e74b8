"""How a request finds its cart: along an index, whether there are ten carts or a million."""

import uuid

import pytest
from django.db import connection

from checkout import carts
from checkout.models import Cart

pytestmark = pytest.mark.django_db


@pytest.fixture
def many_carts():
    """Enough carts that PostgreSQL would not rather read them all."""
    Cart.objects.bulk_create(Cart(country="BG") for _number in range(3000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE checkout_cart")


@pytest.mark.parametrize("given", [{"key": uuid.uuid4()}, {"key": uuid.uuid4(), "customer": 1}])
@pytest.mark.parametrize("build", [carts._open_carts, carts._open_lines])
def test_no_cart_is_read_that_is_not_asked_for(many_carts, build, given):
    plan = build(**given).explain()
    assert "Index Cond: (public_id =" in plan
    assert "Seq Scan on checkout_cart " not in plan
