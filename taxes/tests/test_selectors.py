from datetime import date
from decimal import Decimal

import pytest

from taxes.models import VatClass, VatRate
from taxes.selectors import rates_by_country, rates_for

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


def test_the_rates_that_ship_with_the_shop():
    assert rates_for("BG", DAY) == {
        VatClass.STANDARD: Decimal("20.00"),
        VatClass.REDUCED: Decimal("9.00"),
        VatClass.ZERO: Decimal("0.00"),
    }
    assert rates_for("FI", DAY)[VatClass.STANDARD] == Decimal("25.50")


def test_a_new_rate_holds_from_its_first_day():
    VatRate.objects.create(country="BG", vat_class="standard", rate=Decimal(21), valid_from=date(2027, 1, 1))

    assert rates_for("BG", date(2026, 12, 31))[VatClass.STANDARD] == Decimal("20.00")
    assert rates_for("BG", date(2027, 1, 1))[VatClass.STANDARD] == Decimal("21.00")


def test_an_unknown_country_has_no_rates():
    assert rates_for("US", DAY) == {}


def test_one_query_for_several_countries(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = rates_by_country({"BG", "DE", "US"}, DAY)

    assert found["DE"][VatClass.STANDARD] == Decimal("19.00")
    assert found["US"] == {}
