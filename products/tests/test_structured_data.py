"""What search engines are told about a product."""

import json
import re
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from products.tests.factories import make_category_tree, make_image, make_page, make_product

pytestmark = pytest.mark.django_db


def facts(client, address):
    """The data blocks of a page by their kind."""
    html = client.get(address).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return {fact["@type"]: fact for fact in json.loads(block)["@graph"]}


def test_a_product_has_an_offer_for_each_variant_with_the_price_of_now(client):
    # Given a reduced small pot and a large one that is sold out
    tree = make_category_tree()
    until = datetime(2099, 12, 1, tzinfo=ZoneInfo("Europe/Sofia"))
    sizes = [
        {
            "values": {"Размер": "S"},
            "price": "20.00",
            "reduced_price": "15.90",
            "reduced_until": until,
            "prior_price": Decimal("18.00"),
            "content_quantity": Decimal("2"),
            "content_unit": "l",
            "sku": "P-S",
        },
        {"values": {"Размер": "L"}, "price": "30.00", "stock": 0, "sku": "P-L"},
    ]
    product = make_product(variants=sizes)
    make_page(product, tree.indoor, title="Саксия", slug="pot", summary="От глина.", image=make_image())
    small, large = product.variants.all()
    # When its page is read
    found = facts(client, "/plants/indoor/pot/")
    # Then both are offered, at what they cost
    address = "http://localhost/plants/indoor/pot/"
    assert found["Product"]["offers"] == [
        {
            "@type": "Offer",
            "url": f"{address}?variant={small.public_id}",
            "price": "15.90",
            "priceCurrency": "EUR",
            "availability": "https://schema.org/InStock",
            "name": "S",
            "sku": "P-S",
            "priceValidUntil": "2099-11-30",
            # What is struck is the lowest price before, not the regular one
            "priceSpecification": [
                {
                    "@type": "UnitPriceSpecification",
                    "priceType": "https://schema.org/StrikethroughPrice",
                    "price": "18.00",
                    "priceCurrency": "EUR",
                },
                {
                    "@type": "UnitPriceSpecification",
                    "price": "7.95",
                    "priceCurrency": "EUR",
                    "referenceQuantity": {"@type": "QuantitativeValue", "value": 1, "unitCode": "LTR"},
                },
            ],
        },
        {
            "@type": "Offer",
            "url": f"{address}?variant={large.public_id}",
            "price": "30.00",
            "priceCurrency": "EUR",
            "availability": "https://schema.org/OutOfStock",
            "name": "L",
            "sku": "P-L",
        },
    ]
    assert (found["Product"]["name"], found["Product"]["description"]) == ("Саксия", "От глина.")
    assert len(found["Product"]["image"]) == 1
    assert [step["name"] for step in found["BreadcrumbList"]["itemListElement"]] == [
        "Начало",
        "Растения",
        "Стайни",
        "Саксия",
    ]


def test_a_title_cannot_break_out_of_the_data(client):
    tree = make_category_tree()
    make_page(make_product(), tree.indoor, title="</script><script>alert(1)</script> & co", slug="pot")
    assert (
        facts(client, "/plants/indoor/pot/")["Product"]["name"] == "</script><script>alert(1)</script> & co"
    )
    assert "<script>alert" not in client.get("/plants/indoor/pot/").content.decode()


def test_a_page_without_anything_to_sell_offers_nothing(client):
    tree = make_category_tree()
    make_page(None, tree.indoor, slug="pot")
    assert list(facts(client, "/plants/indoor/pot/")) == ["BreadcrumbList"]
