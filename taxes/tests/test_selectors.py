from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from taxes.models import VatClass, VatRate
from taxes.selectors import rates_for, rates_of
from taxes.territories import territory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


def add(rate, first, last=None, **attributes):
    return VatRate.objects.create(
        **{"country": "BG", "vat_class": "standard", **attributes},
        rate=Decimal(rate),
        valid_from=date.fromisoformat(first),
        valid_until=date.fromisoformat(last) if last else None,
    )


def standard(day):
    return rates_for("BG", date.fromisoformat(day)).get(VatClass.STANDARD)


def test_the_rates_that_ship_with_the_shop():
    assert rates_for("BG", DAY) == {
        VatClass.STANDARD: Decimal("20.00"),
        VatClass.REDUCED: Decimal("9.00"),
        VatClass.ZERO: Decimal("0.00"),
    }
    assert rates_for("FI", DAY)[VatClass.STANDARD] == Decimal("25.50")


def test_a_new_rate_holds_from_its_first_day():
    add("21", "2027-01-01")

    assert (standard("2026-12-31"), standard("2027-01-01")) == (Decimal("20.00"), Decimal("21.00"))


def test_a_rate_with_a_last_day_holds_on_it_and_no_longer():
    add("10", "2027-01-01", "2027-06-30")

    assert standard("2027-06-30") == Decimal("10.00")
    # The rate before it ended when it began: a gap is nobody's rate.
    assert standard("2027-07-01") is None
    add("20", "2027-07-01")
    assert standard("2027-07-01") == Decimal("20.00")


@pytest.mark.parametrize(
    "first, last",
    [
        ("2027-06-30", None),
        ("2027-03-01", "2027-04-01"),
        ("2026-06-01", "2027-01-01"),
        ("2026-06-01", "2028-01-01"),
    ],
)
def test_the_database_refuses_rates_that_overlap(first, last):
    add("10", "2027-01-01", "2027-06-30")
    before = VatRate.objects.count()

    with pytest.raises(IntegrityError, match="taxes_rates_do_not_overlap"), transaction.atomic():
        add("12", first, last)

    assert VatRate.objects.count() == before


def test_the_same_days_are_free_for_another_country_class_or_region():
    add("10", "2027-01-01", "2027-06-30")

    add("12", "2027-03-01", vat_class="reduced")
    add("12", "2027-03-01", country="RO")
    add("12", "2027-03-01", region="azores")


def test_a_change_of_days_is_looked_at_as_well():
    add("10", "2027-01-01", "2027-06-30")
    later = add("12", "2027-07-01")
    later.valid_from = date(2027, 6, 30)

    with pytest.raises(IntegrityError, match="taxes_rates_do_not_overlap"), transaction.atomic():
        later.save()


def test_a_rate_does_not_end_before_it_begins():
    with pytest.raises(IntegrityError, match="taxes_rate_ends_after_it_begins"), transaction.atomic():
        add("10", "2027-01-01", "2026-12-31")


def test_an_unknown_country_has_no_rates():
    assert rates_for("US", DAY) == {}


def test_one_query_for_several_places(django_assert_num_queries):
    places = [territory("BG"), territory("DE"), territory("PT", "9500"), territory("US")]
    with django_assert_num_queries(1):
        found = rates_of(places, DAY)

    assert [rates.get(VatClass.STANDARD) for rates in found.values()] == [
        Decimal("20.00"),
        Decimal("19.00"),
        Decimal("16.00"),
        None,
    ]
    # A region has its country's rates where it has none of its own.
    assert found[places[2]][VatClass.ZERO] == Decimal("0.00")
