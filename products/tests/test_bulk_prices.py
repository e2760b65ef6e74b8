"""One rule for many prices: exact sums, planned in a fixed number of queries, applied product by product."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import Actor
from core.models import AuditEntry
from products.models import PriceChange
from products.services.bulk_prices import PriceRule, Rounding, Way, apply_prices, plan_prices
from products.services.catalogue import change_prices
from products.services.specs import PriceSpec
from products.tests.factories import make_price_history, make_product

CLERK = Actor("staff", 7, "Clerk")
NOON = datetime(2026, 11, 24, 10, tzinfo=timezone.get_fixed_timezone(0))
DAY = timedelta(days=1)
SMALL = {"price": "2.00", "values": {"Size": "S"}}
LARGE = {"price": "9.00", "values": {"Size": "L"}}
TWO_SIZES = [SMALL, LARGE]


@pytest.mark.parametrize(
    ("price", "way", "amount", "rounding", "expected"),
    [
        ("12.90", Way.SUM, "1.15", Rounding.CENT, "14.05"),
        ("12.90", Way.SUM, "-2.90", Rounding.CENT, "10.00"),
        ("12.90", Way.PERCENT, "10", Rounding.CENT, "14.19"),
        ("12.90", Way.PERCENT, "-10", Rounding.CENT, "11.61"),
        # Half a cent goes up: 0.65 + 10 % is 0.715.
        ("0.65", Way.PERCENT, "10", Rounding.CENT, "0.72"),
        ("19.99", Way.PERCENT, "-12.5", Rounding.CENT, "17.49"),
        ("12.90", Way.PERCENT, "10", Rounding.NINETY_NINE, "13.99"),
        ("12.90", Way.PERCENT, "10", Rounding.NINETY, "13.90"),
        ("12.90", Way.PERCENT, "10", Rounding.WHOLE, "14.00"),
        # Equally near to 11.99 and 12.99: the higher one.
        ("11.49", Way.SUM, "1.00", Rounding.NINETY_NINE, "12.99"),
        ("0.40", Way.SUM, "-0.10", Rounding.NINETY_NINE, "0.99"),
        ("0.40", Way.SUM, "-0.10", Rounding.WHOLE, "1.00"),
        ("9.90", Way.SUM, "-9.90", Rounding.CENT, "0.00"),
        ("9.90", Way.SUM, "-12.00", Rounding.CENT, "-2.10"),
    ],
)
def test_the_regular_price_by_sum_or_percent_with_its_rounding(price, way, amount, rounding, expected):
    rule = PriceRule(way, Decimal(amount), rounding)

    assert rule.applied(PriceSpec(Decimal(price)), NOON) == PriceSpec(Decimal(expected))


def test_a_reduction_by_percent_is_taken_off_the_regular_price():
    rule = PriceRule(Way.REDUCE, Decimal(15), Rounding.NINETY, begins=NOON, ends=NOON + 7 * DAY)
    running = PriceSpec(Decimal("40.00"), Decimal("35.00"), NOON - DAY, None)

    assert rule.applied(running, NOON) == PriceSpec(Decimal("40.00"), Decimal("33.90"), NOON, NOON + 7 * DAY)


def test_ending_reductions_leaves_the_regular_price():
    running = PriceSpec(Decimal("40.00"), Decimal("35.00"), NOON - DAY, None)

    assert PriceRule(Way.END).applied(running, NOON) == PriceSpec(Decimal("40.00"))


RUNNING = PriceSpec(Decimal("40.00"), Decimal("35.00"), NOON - DAY, NOON + DAY)
OVER = PriceSpec(Decimal("40.00"), Decimal("35.00"), NOON - 2 * DAY, NOON)


@pytest.mark.parametrize("before", [RUNNING, OVER])
@pytest.mark.parametrize(("way", "amount"), [(Way.SUM, "2.00"), (Way.PERCENT, "5")])
def test_a_reduction_stays_when_the_regular_price_changes_whether_it_runs_or_is_over(before, way, amount):
    assert PriceRule(way, Decimal(amount)).applied(before, NOON) == replace(before, price=Decimal("42.00"))


@pytest.mark.parametrize(
    ("amount", "after"),
    [
        ("-5.00", PriceSpec(Decimal("35.00"))),
        ("-4.99", replace(OVER, price=Decimal("35.01"))),
        ("-40.00", PriceSpec(Decimal("0.00"))),
    ],
)
def test_a_reduction_that_is_over_stands_in_the_way_of_no_lower_price(amount, after):
    assert PriceRule(Way.SUM, Decimal(amount)).applied(OVER, NOON) == after


def test_a_reduction_that_runs_is_never_taken_away_by_a_lower_price():
    after = PriceRule(Way.SUM, Decimal(-5)).applied(RUNNING, NOON)

    assert after == replace(RUNNING, price=Decimal("35.00"))
    assert list(after.problems()) == ["reduced_price"]


def test_there_is_nothing_to_end_about_a_reduction_that_is_over():
    assert PriceRule(Way.END).applied(OVER, NOON) == OVER
    assert PriceRule(Way.END).applied(OVER, NOON - DAY / 2) == PriceSpec(Decimal("40.00"))


@pytest.mark.django_db
def test_the_plan_says_what_cannot_be_and_writes_nothing():
    cheap = make_product(name="A", variants=TWO_SIZES)
    reduced = make_product(name="B", variants=[{"price": "20.00", "reduced_price": "17.50"}])

    lines = plan_prices(
        product_ids=[cheap.pk, reduced.pk], rule=PriceRule(Way.SUM, Decimal(-3)), moment=timezone.now()
    )

    assert [(line.after.price, bool(line.problems)) for line in lines] == [
        (Decimal("-1.00"), True),
        (Decimal("6.00"), False),
        (Decimal("17.00"), True),
    ]
    assert "above zero" in lines[0].problems[0] or "над нула" in lines[0].problems[0]
    assert not PriceChange.objects.exists()
    assert cheap.variants.first().price == Decimal("2.00")


@pytest.mark.django_db
def test_the_plan_knows_which_reductions_would_have_no_lawful_reference():
    new = make_product(name="A new one", price="20.00")
    old = make_product(name="B an old one", price="20.00")
    make_price_history(old, days=60)
    now = timezone.now()
    rule = PriceRule(Way.REDUCE, Decimal(10), begins=now - timedelta(minutes=1))

    lines = plan_prices(product_ids=[new.pk, old.pk], rule=rule, moment=now)
    report = apply_prices(seen={new.pk: 1, old.pk: 1}, rule=rule, moment=now, actor=CLERK, reason="Christmas")

    assert [bool(line.problems) for line in lines] == [True, False]
    assert report.changed == 1
    (refusal,) = report.refusals
    assert (refusal.product_id, refusal.name, refusal.words) == (
        new.pk,
        "A new one",
        lines[0].problems[0],
    )
    assert new.variants.get().reduced_price is None
    assert old.variants.get().reduced_price == Decimal("18.00")


@pytest.mark.django_db
def test_hundreds_of_products_are_planned_in_a_fixed_number_of_queries(django_assert_num_queries):
    products = [
        make_product(variants=[{"price": "20.00", "values": {"Size": size}} for size in "SML"])
        for _number in range(100)
    ]
    for product in products:
        make_price_history(product)
    ids = [product.pk for product in products]
    rule = PriceRule(Way.REDUCE, Decimal(10), begins=timezone.now() - timedelta(minutes=1))
    plan_prices(product_ids=ids[:1], rule=rule, moment=timezone.now())

    with django_assert_num_queries(4):
        few = plan_prices(product_ids=ids[:2], rule=rule, moment=timezone.now())
    with django_assert_num_queries(4):
        many = plan_prices(product_ids=ids, rule=rule, moment=timezone.now())

    assert (len(few), len(many)) == (6, 300)
    assert not any(line.problems for line in many)
    assert {line.label for line in many} == {"S", "M", "L"}


@pytest.mark.django_db
def test_what_was_saved_by_somebody_else_after_the_preview_is_named_and_the_rest_goes_through():
    kept = make_product(name="Kept", price="10.00")
    changed = make_product(
        name="Changed", variants=[{**SMALL, "price": "10.00"}, {**LARGE, "price": "30.00"}]
    )
    seen = {kept.pk: kept.version, changed.pk: changed.version}
    mine = {kept.variants.get().pk: PriceSpec(Decimal("11.11"))}
    change_prices(product_id=kept.pk, version=1, changes=mine, actor=CLERK)

    report = apply_prices(
        seen=seen,
        rule=PriceRule(Way.PERCENT, Decimal(5)),
        moment=timezone.now(),
        actor=CLERK,
        reason="New year",
    )

    assert (report.changed, [refusal.name for refusal in report.refusals]) == (1, ["Kept"])
    assert kept.variants.get().price == Decimal("11.11")
    assert [v.price for v in changed.variants.all()] == [Decimal("10.50"), Decimal("31.50")]
    rows = PriceChange.objects.filter(variant__product=changed)
    assert {(row.reason, row.actor_label) for row in rows} == {("New year", "Clerk")}
    assert AuditEntry.objects.filter(action="prices-changed", object_id=str(changed.pk)).count() == 1
    changed.refresh_from_db()
    assert changed.version == 2


@pytest.mark.django_db
def test_a_product_of_which_one_price_cannot_be_keeps_all_of_them():
    product = make_product(variants=TWO_SIZES)

    report = apply_prices(
        seen={product.pk: 1},
        rule=PriceRule(Way.SUM, Decimal(-3)),
        moment=timezone.now(),
        actor=CLERK,
        reason="Sale",
    )

    assert (report.changed, len(report.refusals)) == (0, 1)
    assert [v.price for v in product.variants.all()] == [Decimal("2.00"), Decimal("9.00")]
    assert not PriceChange.objects.exists()


@pytest.mark.django_db
def test_prices_that_stay_as_they_are_are_not_written():
    product = make_product(price="9.99")
    rule = PriceRule(Way.SUM, Decimal("0.01"), Rounding.NINETY_NINE)

    report = apply_prices(
        seen={product.pk: 1}, rule=rule, moment=timezone.now(), actor=CLERK, reason="Nothing"
    )

    assert (report.changed, report.unchanged, report.refusals) == (0, 1, [])
    assert not PriceChange.objects.exists()
