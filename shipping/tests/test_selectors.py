from decimal import Decimal

import pytest
from django.utils import translation

from shipping.selectors import offers, served_countries
from shipping.tests.factories import make_method, make_rate, make_zone

pytestmark = pytest.mark.django_db


def codes(country, goods="10.00"):
    return [offer.code for offer in offers(country, Decimal(goods))]


def test_offers_of_a_country_in_the_order_of_the_methods():
    home = make_zone("BG")
    make_method(home, code="office", position=2, price="4.50")
    make_method(home, code="door", position=1, price="5.90", allows_cod=False)
    make_method(home, code="pigeon", position=0, active=False)

    offered = offers("BG", Decimal("10.00"))

    assert [(o.code, o.price, o.allows_cod) for o in offered] == [
        ("door", Decimal("5.90"), False),
        ("office", Decimal("4.50"), True),
    ]


@pytest.mark.parametrize("goods, price", [("99.99", "5.90"), ("100.00", "0.00"), ("100.01", "0.00")])
def test_free_from_the_limit_on(goods, price):
    make_method(make_zone("BG"), price="5.90", free_from="100.00")

    (offer,) = offers("BG", Decimal(goods))

    assert offer.price == Decimal(price)
    assert offer.regular_price == Decimal("5.90")


def test_names_are_in_the_active_language():
    make_method(make_zone("BG"), name_bg="До адрес", name_en="To your door")

    with translation.override("en"):
        assert offers("BG", Decimal(1))[0].name == "To your door"
    with translation.override("bg"):
        assert offers("BG", Decimal(1))[0].name == "До адрес"


def test_a_country_belongs_to_the_first_zone_that_lists_it():
    first = make_zone("RO", "GR", position=1)
    second = make_zone("BG", "RO", position=2)
    method = make_method(first, code="near", price="11.90")
    make_rate(method, second, price="5.90")

    assert offers("RO", Decimal(1))[0].price == Decimal("11.90")
    assert offers("BG", Decimal(1))[0].price == Decimal("5.90")


def test_a_country_that_no_zone_lists_has_no_offers():
    make_method(make_zone("BG", "RO"))

    assert codes("US") == []


def test_offers_take_one_query(django_assert_num_queries):
    zone = make_zone("BG", "RO")
    for number in range(4):
        make_method(zone, code=f"method-{number}")

    with django_assert_num_queries(1):
        assert len(codes("BG")) == 4


def test_a_country_of_which_some_postcodes_are_reached_is_served():
    make_method(make_zone("BG", postcodes="1000-1999", position=0))
    # The islands are left out, the rest of Spain is served; of Greece nothing.
    make_zone("ES", "GR", postcodes="35*", position=1)
    make_method(make_zone("ES", "BG", position=2), code="iberia")
    make_zone("GR", position=3)
    make_method(make_zone("GR", position=4), code="hidden")

    assert sorted(served_countries()) == ["BG", "ES"]


def test_served_countries_are_those_with_an_offer():
    make_method(make_zone("BG", "RO"))
    make_zone("DE")
    make_method(make_zone("FR"), code="off", active=False)

    assert sorted(served_countries()) == ["BG", "RO"]
