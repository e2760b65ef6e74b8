"""The order is the quote that the shopper saw, line by line: whatever is in the cart, wherever it goes, whoever sells."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkout.models import Cart
from checkout.selectors import view_cart
from checkout.tests.factories import make_cart, make_contact, make_shop, place
from core.models import OssMode, ShopSettings
from orders.models import Order
from products.models import Variant
from products.tests.factories import make_sellable
from promotions.tests.factories import make_promotion
from shipping.tests.factories import make_method, make_zone
from taxes.models import VatClass

pytestmark = pytest.mark.django_db

# Cents that do not divide, all classes, and something that costs next to nothing.
PRICES = [
    ("0.01", VatClass.STANDARD),
    ("3.33", VatClass.STANDARD),
    ("149.99", VatClass.STANDARD),
    ("10.90", VatClass.REDUCED),
    ("0.05", VatClass.REDUCED),
    ("7.77", VatClass.ZERO),
]
POSTCODES = {"BG": "1504", "FI": "00100", "DE": "10115", "GB": "SW1A 1AA"}
CODES = ["TENTH", "SHIPFREE"]

sales = st.fixed_dictionaries(
    {
        "quantities": st.lists(st.integers(0, 19), min_size=len(PRICES), max_size=len(PRICES)).filter(any),
        "country": st.sampled_from(sorted(POSTCODES)),
        "registered": st.booleans(),
        "oss": st.sampled_from([OssMode.VOLUNTARY, OssMode.THRESHOLD]),
        "codes": st.lists(st.sampled_from(CODES), unique=True),
        "fee": st.sampled_from(["0.00", "1.49"]),
    }
)


@pytest.fixture
def goods() -> list[Variant]:
    """A shop that delivers everywhere, with two codes and a gift; stock enough for all."""
    make_shop()
    make_method(make_zone("FI", "DE", "GB", position=2), code="far", position=3, price="12.35")
    make_promotion("percent", percent="10", code="TENTH")
    make_promotion("delivery", code="SHIPFREE")
    found = [make_sellable(price=price, vat_class=kind, stock=9999) for price, kind in PRICES]
    make_promotion("gift", gift=found[1], minimum_goods="200.00")
    return found


def quoted_lines(quote) -> list[tuple]:
    return [
        (
            *(line.kind, line.key, line.source.quantity, line.source.unit_gross, line.source.discount_gross),
            *(line.removed, line.price.rate, line.gross, line.price.net, line.price.vat),
        )
        for line in quote.lines
    ]


def written_lines(order: Order) -> list[tuple]:
    return [
        (
            *(line.kind, line.variant_id, line.quantity, line.unit_gross, line.discount_gross),
            *(line.vat_removed, line.vat_rate, line.gross, line.net, line.vat),
        )
        for line in order.lines.order_by("position")
    ]


SUMS = (
    *("goods_gross", "delivery_gross", "fee_gross", "discount_gross", "vat_removed"),
    *("total_net", "total_vat", "total_gross", "vat_treatment", "vat_country"),
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sale=sales)
def test_the_order_equals_the_quote(goods, sale):
    ShopSettings.objects.update(
        vat_number="BG175074752" if sale["registered"] else "",
        oss_mode=sale["oss"],
        cod_fee=Decimal(sale["fee"]),
    )
    country = sale["country"]
    delivery = "door" if country == "BG" else "far"
    wanted = [(variant, count) for variant, count in zip(goods, sale["quantities"], strict=True) if count]
    cart = Cart.objects.get(
        pk=make_cart(*wanted, country=country, postcode=POSTCODES[country], codes=sale["codes"]).pk
    )
    with translation.override("bg"):
        shown = view_cart(
            cart=cart,
            shop=ShopSettings.objects.get(),
            language="bg",
            country=country,
            delivery_code=delivery,
            payment_method="cod",
            postcode=POSTCODES[country],
            email="ana@example.com",
        ).quote

    order = place(
        cart,
        contact=make_contact(country=country, postcode=POSTCODES[country]),
        delivery_code=delivery,
        shown_total=shown.total_gross,
    ).order

    order.refresh_from_db()
    assert {name: getattr(order, name) for name in SUMS} == {name: getattr(shown, name) for name in SUMS}
    assert written_lines(order) == quoted_lines(shown)
    assert [(row.rate, row.gross, row.net, row.vat) for row in order.vat_rows.all()] == [
        (row.rate, row.gross, row.net, row.vat) for row in shown.vat_rows
    ]
    assert [(row.name, row.code, row.gross) for row in order.discounts.all()] == [
        (discount.name, discount.code, discount.gross) for discount in shown.discounts
    ]
