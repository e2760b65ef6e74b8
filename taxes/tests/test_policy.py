from datetime import date
from decimal import Decimal

import pytest

from core.models import OssMode, ShopSettings
from taxes.models import VatClass, VatRate
from taxes.policy import RateMissing, vat_context

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


def shop(**attributes):
    return ShopSettings(**{"country": "BG", "vat_registered": True, "oss_mode": OssMode.OFF, **attributes})


def test_home_vat_for_consumers_everywhere_without_oss():
    vat = vat_context(shop=shop(), country="FI", on=DAY)

    assert (vat.treatment, vat.country) == ("charged", "BG")
    assert vat.rate_of(VatClass.STANDARD) == Decimal("20.00")
    assert vat.rate_of(VatClass.REDUCED) == Decimal("9.00")


def test_the_vat_of_the_country_of_delivery_with_oss():
    vat = vat_context(shop=shop(oss_mode=OssMode.VOLUNTARY), country="FI", on=DAY)

    assert vat.country == "FI"
    assert vat.rate_of(VatClass.STANDARD) == Decimal("25.50")
    # Finland's reduced rate is not in the table: never too little VAT.
    assert vat.rate_of(VatClass.REDUCED) == Decimal("25.50")
    assert vat.rate_of(VatClass.ZERO) == Decimal("0.00")


def test_oss_falls_back_on_home_outside_the_table():
    vat = vat_context(shop=shop(oss_mode=OssMode.VOLUNTARY), country="NO", on=DAY)

    assert vat.country == "BG"


def test_a_merchant_without_vat_asks_the_table_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        vat = vat_context(shop=shop(vat_registered=False, oss_mode=OssMode.VOLUNTARY), country="FI", on=DAY)

    assert (vat.treatment, vat.country) == ("not_registered", "BG")
    assert vat.rate_of(VatClass.STANDARD) == Decimal(0)


def test_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        vat_context(shop=shop(oss_mode=OssMode.VOLUNTARY), country="FI", on=DAY)


def test_no_rate_at_home_is_an_error_and_not_a_sale_without_vat():
    VatRate.objects.filter(country="BG", vat_class="standard").delete()

    with pytest.raises(RateMissing) as raised:
        vat_context(shop=shop(), country="BG", on=DAY)

    assert raised.value.country == "BG"
