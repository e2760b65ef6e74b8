from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from core.models import OssMode, ShopSettings
from taxes.models import OssTurnover, VatClass, VatRate
from taxes.numbers import VatNumber
from taxes.policy import Business, RateMissing, crosses_a_border, vat_context
from taxes.wording import vat_ground

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
GERMAN = Business(VatNumber("DE", "999991005"), "valid")


def shop(**attributes):
    return ShopSettings(**{"country": "BG", "vat_registered": True, "oss_mode": OssMode.OFF, **attributes})


def context(country, *, on=DAY, postcode="", business=None, **attributes):
    return vat_context(shop=shop(**attributes), country=country, on=on, postcode=postcode, business=business)


def test_home_vat_for_consumers_everywhere_without_oss():
    vat = context("FI")

    assert (vat.treatment, vat.country) == ("charged", "BG")
    assert vat.rate_of(VatClass.STANDARD) == Decimal("20.00")
    assert vat.rate_of(VatClass.REDUCED) == Decimal("9.00")


def test_the_vat_of_the_country_of_delivery_with_oss():
    vat = context("FI", oss_mode=OssMode.VOLUNTARY)

    assert vat.country == "FI"
    assert vat.rate_of(VatClass.STANDARD) == Decimal("25.50")
    # Finland's reduced rate is not in the table: never too little VAT.
    assert vat.rate_of(VatClass.REDUCED) == Decimal("25.50")
    assert vat.rate_of(VatClass.ZERO) == Decimal("0.00")


def test_oss_falls_back_on_home_where_the_table_is_silent():
    VatRate.objects.filter(country="FI").delete()

    assert context("FI", oss_mode=OssMode.VOLUNTARY).country == "BG"


@pytest.mark.parametrize(
    "country, postcode, rate",
    [("PT", "9500-321", "16"), ("PT", "9000-001", "22"), ("PT", "1000-001", "23"), ("AT", "6691", "19")],
)
def test_regions_have_their_own_rate(country, postcode, rate):
    vat = context(country, postcode=postcode, oss_mode=OssMode.VOLUNTARY)

    assert (vat.country, vat.rate_of(VatClass.STANDARD)) == (country, Decimal(rate))
    # What the region has no row for is its standard rate, not the country's.
    assert vat.rate_of(VatClass.REDUCED) == Decimal(rate)


def test_northern_ireland_is_sold_to_through_oss():
    vat = context("GB", postcode="BT1 5GS", oss_mode=OssMode.VOLUNTARY)

    assert (vat.treatment, vat.country, vat.rate_of(VatClass.STANDARD)) == ("charged", "XI", Decimal(20))


@pytest.mark.parametrize(
    "country, postcode", [("NO", ""), ("GB", "SW1A 1AA"), ("ES", "35001"), ("FI", "22100"), ("DE", "78266")]
)
@pytest.mark.parametrize("mode", OssMode)
def test_what_leaves_the_vat_area_is_an_export_for_anybody(country, postcode, mode):
    for business in (None, GERMAN):
        vat = context(country, postcode=postcode, oss_mode=mode, business=business)

        assert (vat.treatment, vat.country) == ("export", "BG")
        assert vat.rate_of(VatClass.STANDARD) == 0
        assert vat.removed_rate_of(VatClass.STANDARD) == Decimal("20.00")
        assert vat.removed_rate_of(VatClass.REDUCED) == Decimal("9.00")


@pytest.mark.parametrize("mode", OssMode)
def test_a_business_in_another_state_is_charged_the_net(mode):
    vat = context("DE", business=GERMAN, oss_mode=mode)

    assert (vat.treatment, vat.country) == ("intra_community", "BG")
    assert vat.removed_rate_of(VatClass.REDUCED) == Decimal("9.00")


def test_the_number_may_be_of_a_third_state():
    assert context("AT", business=GERMAN).treatment == "intra_community"


def test_a_number_of_northern_ireland_buys_there():
    business = Business(VatNumber("XI", "123456782"), "valid")

    assert context("GB", postcode="BT1 5GS", business=business).treatment == "intra_community"
    assert context("GB", postcode="SW1A 1AA", business=business).treatment == "export"


@pytest.mark.parametrize(
    "country, business",
    [
        # VIES says no, or nothing.
        ("DE", Business(GERMAN.number, "invalid")),
        ("DE", Business(GERMAN.number, "unknown")),
        # The goods stay here.
        ("BG", GERMAN),
        # A number of our own state.
        ("DE", Business(VatNumber("BG", "175074752"), "valid")),
        ("BG", Business(VatNumber("BG", "175074752"), "valid")),
    ],
)
def test_everything_else_is_charged(country, business):
    vat = context(country, business=business)

    assert (vat.treatment, vat.country, vat.rate_of("standard")) == ("charged", "BG", Decimal("20.00"))
    assert vat.removed_rate_of("standard") == 0


def test_a_business_without_a_valid_number_pays_as_a_consumer_does_under_oss():
    vat = context("DE", business=Business(GERMAN.number, "unknown"), oss_mode=OssMode.VOLUNTARY)

    assert (vat.treatment, vat.country) == ("charged", "DE")


def test_a_merchant_without_vat_asks_the_table_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        vat = context("FI", vat_registered=False, oss_mode=OssMode.VOLUNTARY, business=GERMAN)

    assert (vat.treatment, vat.country) == ("not_registered", "BG")
    assert vat.rate_of(VatClass.STANDARD) == Decimal(0)
    assert vat.removed_rate_of(VatClass.STANDARD) == Decimal(0)


@pytest.mark.parametrize(
    "country, mode, queries",
    [
        ("FI", OssMode.VOLUNTARY, 1),
        ("FI", OssMode.OFF, 1),
        ("NO", OssMode.THRESHOLD, 1),
        ("FI", OssMode.THRESHOLD, 2),
        ("BG", OssMode.THRESHOLD, 1),
    ],
)
def test_few_queries(django_assert_num_queries, country, mode, queries):
    with django_assert_num_queries(queries):
        context(country, oss_mode=mode)


@pytest.mark.parametrize(
    "country, mode", [("BG", OssMode.OFF), ("FI", OssMode.THRESHOLD), ("NO", OssMode.OFF)]
)
def test_no_rate_at_home_is_an_error_and_not_a_sale_without_vat(country, mode):
    VatRate.objects.filter(country="BG", vat_class="standard").delete()

    with pytest.raises(RateMissing) as raised:
        context(country, oss_mode=mode)

    assert raised.value.country == "BG"


def test_below_the_threshold_home_vat_and_what_follows_it():
    OssTurnover.objects.create(year=2026, net=Decimal("9000.00"), other_net=Decimal("400.00"))

    vat = context("FI", oss_mode=OssMode.THRESHOLD)

    assert (vat.country, vat.beyond.room) == ("BG", Decimal("600.00"))
    assert (vat.beyond.then.country, vat.beyond.then.rate_of("standard")) == ("FI", Decimal("25.50"))


@pytest.mark.parametrize(
    "year, net, passed",
    [
        (2026, "10000.00", False),
        (2026, "10000.01", True),
        # The year before counts as well, the one before that no more.
        (2025, "10000.00", False),
        (2025, "10000.01", True),
        (2024, "50000.00", False),
    ],
)
def test_above_the_threshold_the_vat_of_the_country_of_delivery(year, net, passed):
    OssTurnover.objects.create(year=year, net=Decimal(net))

    vat = context("FI", oss_mode=OssMode.THRESHOLD)

    assert (vat.country, vat.beyond is None) == (("FI", True) if passed else ("BG", False))


def test_what_was_sold_the_year_before_takes_no_room_this_year():
    OssTurnover.objects.create(year=2025, net=Decimal("9999.00"))

    assert context("FI", oss_mode=OssMode.THRESHOLD).beyond.room == Decimal("10000.00")


def test_at_home_and_outside_the_union_the_threshold_says_nothing():
    assert context("BG", oss_mode=OssMode.THRESHOLD).beyond is None
    assert context("NO", oss_mode=OssMode.THRESHOLD).beyond is None


@pytest.mark.parametrize(
    "country, postcode, counts",
    [
        ("DE", "10115", True),
        ("GB", "BT1 5GS", True),
        ("BG", "1504", False),
        ("ES", "35001", False),
        ("NO", "", False),
    ],
)
def test_what_counts_towards_the_threshold(country, postcode, counts):
    assert crosses_a_border(shop=shop(), country=country, postcode=postcode) is counts


@pytest.mark.parametrize(
    "treatment, home, language, words",
    [
        ("not_registered", "BG", "en", "No VAT is charged: Art. 113, para. 9 of the Bulgarian VAT Act."),
        ("not_registered", "RO", "en", "No VAT is charged: the merchant is not registered for VAT."),
        ("intra_community", "RO", "en", "Intra-Community supply, no VAT: Art. 138 of Directive 2006/112/EC."),
        ("export", "RO", "en", "Export, no VAT: Art. 146 of Directive 2006/112/EC."),
        ("charged", "BG", "en", ""),
    ],
)
def test_the_ground_for_charging_no_vat(treatment, home, language, words):
    with translation.override(language):
        assert vat_ground(treatment, home) == words


@pytest.mark.parametrize("treatment, article", [("intra_community", "53"), ("export", "28")])
def test_a_bulgarian_merchant_cites_both_laws(treatment, article):
    with translation.override("en"):
        assert f"Art. {article} of the Bulgarian VAT Act" in vat_ground(treatment, "BG")
        assert "of Directive 2006/112/EC" in vat_ground(treatment, "BG")
