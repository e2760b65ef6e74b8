import pytest

from checkout.tests.factories import make_shop
from orders.tests.provider import committing, deliver, one_try, stripe, stripe_server
from products.tests.factories import make_sellable
from tests.flows.shopper import Shopper

__all__ = ["committing", "deliver", "one_try", "stripe", "stripe_server"]


@pytest.fixture
def shop(db):
    """A shop that delivers to the door for 5.90, takes cash for 1.50 more, and has staff who read mail."""
    return make_shop(staff_email="desk@example.com")


@pytest.fixture
def mug(shop):
    return make_sellable(title="Чаша", price="12.90", stock=5)


@pytest.fixture
def shopper(stripe, shop):
    return Shopper(stripe)
