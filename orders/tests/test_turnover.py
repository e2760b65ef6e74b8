"""Which orders count towards the threshold of the one-stop shop, and when one leaves the count."""

from datetime import datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.actors import SYSTEM
from orders.lifecycle import TABLE
from orders.models import Order
from orders.services import turnover
from orders.services.cancel import cancel
from orders.services.shipping import ship, take_back
from orders.tasks import recount_turnover
from orders.tests.factories import make_contact, make_order
from products.tests.factories import make_sellable, make_site
from taxes.models import OssTurnover

pytestmark = pytest.mark.django_db
Status = Order.Status


@pytest.fixture
def mug():
    make_site()
    return make_sellable(price="114.10")


def sold(mug, **changed):
    """Return a counted order of 100.00 without VAT: 114.10 + 5.90 at 20 %."""
    contact = make_contact(country="DE", postcode="10115")
    order = make_order((mug, 1), contact=contact, payment_method="cod", **changed)
    turnover.count_placed(order, shop=turnover.default_shop())
    return order


def counted():
    return OssTurnover.objects.get(year=timezone.localdate().year).net


def test_an_order_counts_with_its_whole_net(mug):
    sold(mug)

    assert counted() == Decimal("100.00")


def test_cancelled_before_anything_was_sent_it_does_not_count(mug):
    order = sold(mug)

    cancel(order_id=order.pk, actor=SYSTEM, reason="wrong")

    assert counted() == 0
    assert turnover.recount(timezone.localdate().year) == 0


def test_what_was_sent_was_supplied_even_if_it_comes_back(mug):
    order = sold(mug)
    ship(order_id=order.pk, actor=SYSTEM)
    take_back(order_id=order.pk, restock=True, actor=SYSTEM, reason="refused")

    assert counted() == Decimal("100.00")
    assert turnover.recount(timezone.localdate().year) == Decimal("100.00")


def test_the_rest_of_a_part_sent_order_is_cancelled_and_it_still_counts(mug):
    contact = make_contact(country="DE", postcode="10115")
    order = make_order((mug, 2), contact=contact, payment_method="cod")
    turnover.count_placed(order, shop=turnover.default_shop())
    before = counted()
    ship(order_id=order.pk, quantities={order.lines.get(kind="goods").pk: 1}, actor=SYSTEM)

    cancel(order_id=order.pk, actor=SYSTEM, reason="the last one broke")

    assert counted() == before
    assert turnover.recount(timezone.localdate().year) == before


@pytest.mark.parametrize(
    "before, after, change",
    [
        (Status.NEW, Status.CANCELED, -1),
        (Status.NEW, Status.EXPIRED, -1),
        (Status.PAID, Status.CANCELED, -1),
        (Status.PAID, Status.REFUNDED, -1),
        (Status.ACCEPTED, Status.CANCELED, -1),
        (Status.EXPIRED, Status.PAID, 1),
    ],
)
def test_steps_that_change_the_count(mug, before, after, change):
    order = sold(mug)

    turnover.follow(order, before=before, after=after)

    assert counted() == Decimal("100.00") * (1 + change)


def test_no_other_step_does(mug, django_assert_num_queries):
    order = sold(mug)
    changing = {
        (Status.NEW, Status.CANCELED),
        (Status.NEW, Status.EXPIRED),
        (Status.PAID, Status.CANCELED),
        (Status.PAID, Status.REFUNDED),
        (Status.ACCEPTED, Status.CANCELED),
        (Status.EXPIRED, Status.PAID),
    }
    others = {(before, after) for before in TABLE for after in TABLE[before]} - changing

    with django_assert_num_queries(0):
        for before, after in others:
            turnover.follow(order, before=before, after=after)
    assert len(others) == 12


@pytest.mark.parametrize(
    "country, postcode, treatment",
    [
        ("BG", "1504", "charged"),
        ("NO", "0150", "charged"),
        ("DE", "10115", "intra_community"),
        ("DE", "10115", "not_registered"),
    ],
)
def test_what_does_not_count(mug, country, postcode, treatment):
    contact = make_contact(country=country, postcode=postcode)
    order = make_order((mug, 1), contact=contact, vat_treatment=treatment)

    turnover.count_placed(order, shop=turnover.default_shop())
    turnover.follow(order, before=Status.NEW, after=Status.CANCELED)

    assert not OssTurnover.objects.exists()
    assert turnover.recount(timezone.localdate().year) == 0


def test_the_year_is_that_of_sofia(mug):
    order = sold(mug)
    # Half past midnight on New Year's Day in Sofia.
    Order.objects.update(placed_at=datetime.fromisoformat("2025-12-31T22:30:00+00:00"))
    order.refresh_from_db()

    assert turnover.recount(2025) == 0
    assert turnover.recount(2026) == Decimal("100.00")


def test_the_command_and_the_nightly_task_put_it_right(mug):
    sold(mug)
    year = timezone.localdate().year
    OssTurnover.objects.update(net=Decimal("7.00"))
    out = StringIO()

    call_command("recount_oss_turnover", year, stdout=out)

    assert out.getvalue() == f"{year}: EUR 100.00 without VAT\n"
    OssTurnover.objects.update(net=Decimal("7.00"))
    recount_turnover()
    assert counted() == Decimal("100.00")


def test_what_is_collected_in_the_shop_crosses_no_border(mug):
    sold(mug, pickup_place="12 Obraztsova Street")

    assert not OssTurnover.objects.exists()
    assert turnover.recount(timezone.localdate().year) == 0
