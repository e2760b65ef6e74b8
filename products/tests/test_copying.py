"""A product after the model of another."""

from decimal import Decimal

import pytest

from core.actors import Actor
from products.services.copying import copy_product
from products.tests.factories import make_product

pytestmark = pytest.mark.django_db
CLERK = Actor("staff", 7, "Ana")


def test_a_copy_has_no_sku_gtin_or_stock_and_is_archived():
    product = make_product(
        tags=["gift"],
        gpsr_exempt_reason="Second hand",
        variants=[
            {"price": "10.00", "sku": "POT-S", "stock": 5, "values": {"Size": "small"}},
            {"price": "20.00", "sku": "POT-L", "gtin": "4006381333931", "values": {"Size": "large"}},
        ],
    )

    copy = copy_product(product_id=product.pk, actor=CLERK)

    copy.refresh_from_db()
    assert (copy.is_archived, copy.tags, copy.gpsr_exempt_reason) == (True, ["gift"], "Second hand")
    assert [(v.sku, v.gtin, v.price, v.stock.on_hand) for v in copy.variants.all()] == [
        (None, "", Decimal("10.00"), 0),
        (None, "", Decimal("20.00"), 0),
    ]
    assert [[value.label_en for value in v.values.all()] for v in copy.variants.all()] == [
        ["small"],
        ["large"],
    ]
