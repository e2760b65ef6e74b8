import pytest
from django.test import Client

from checkout import carts
from core.signing import sign_link


@pytest.fixture
def holding():
    """Return a client whose browser holds the key to a cart."""

    def hold(cart, **options):
        client = Client(**options)
        client.cookies[carts.COOKIE] = sign_link("cart", str(cart.public_id))
        return client

    return hold
