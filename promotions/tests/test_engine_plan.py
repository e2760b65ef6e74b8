"""Which promotions count together, and what is said of those that do not."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from promotions.engine.rules import Shopper
from promotions.tests.rules import GUEST, NOON, apply, code, line, reasons, rule, told

CART = (line(1, "40.00"), line(2, "10.00", 3))
DAY = timedelta(days=1)


def tenth(key=1, **more):
    return rule(key, "percent", **{"percent": "10", "by_code": True, **more})


@pytest.mark.parametrize(
    "promotion, entered, shopper, reason",
    [
        (None, code("TEN"), GUEST, "unknown"),
        (tenth(), code("TEN", 99), GUEST, "unknown"),
        (tenth(is_archived=True), code("TEN", 1), GUEST, "archived"),
        (tenth(), code("TEN", 1, is_archived=True), GUEST, "archived"),
        (tenth(starts_at=NOON + DAY), code("TEN", 1), GUEST, "not_yet"),
        (tenth(ends_at=NOON), code("TEN", 1), GUEST, "expired"),
        (tenth(is_used_up=True), code("TEN", 1), GUEST, "used_up"),
        (tenth(), code("TEN", 1, is_used_up=True), GUEST, "used_up"),
        (tenth(groups=frozenset({5})), code("TEN", 1), GUEST, "not_for_you"),
        (
            tenth(limit_per_customer=2),
            code("TEN", 1),
            replace(GUEST, is_known=True, uses={1: 2}),
            "used_by_you",
        ),
        (
            tenth(first_order_only=True),
            code("TEN", 1),
            replace(GUEST, is_known=True, has_ordered=True),
            "first_order",
        ),
        (
            tenth(first_order_only=True),
            code("TEN", 1),
            replace(GUEST, is_known=True, uses={1: 1}),
            "used_by_you",
        ),
        (tenth(countries=frozenset({"RO"})), code("TEN", 1), GUEST, "country"),
        (tenth(products={77}), code("TEN", 1), GUEST, "no_product"),
        (tenth(minimum_goods="70.01"), code("TEN", 1), GUEST, "minimum"),
    ],
)
def test_every_refusal_of_a_code(promotion, entered, shopper, reason):
    rules = [promotion] if promotion else []

    outcome = apply(*CART, rules=rules, codes=[entered], shopper=shopper)

    assert outcome.effects == ()
    assert reasons(outcome) == [("TEN", reason)]


@pytest.mark.parametrize(
    "promotion, shopper",
    [
        (tenth(starts_at=NOON, ends_at=NOON + DAY), GUEST),
        (tenth(groups=frozenset({5, 6})), replace(GUEST, groups=frozenset({6}))),
        (tenth(limit_per_customer=2), replace(GUEST, is_known=True, uses={1: 1})),
        # Nobody knows yet who it is; the order will tell.
        (tenth(first_order_only=True, limit_per_customer=1), replace(GUEST, has_ordered=True, uses={1: 3})),
        (tenth(first_order_only=True), replace(GUEST, is_known=True)),
        (tenth(countries=frozenset({"RO", "BG"})), GUEST),
        (tenth(minimum_goods="70.00"), GUEST),
    ],
)
def test_a_condition_that_is_met_lets_it_through(promotion, shopper):
    outcome = apply(*CART, rules=[promotion], codes=[code("TEN", 1)], shopper=shopper)

    assert told(outcome) == {1: "7.00"}
    assert outcome.refusals == ()


def test_the_refusal_says_how_much_is_missing_of_the_goods_that_count():
    promotion = tenth(minimum_goods="50.00", products={2})

    outcome = apply(*CART, rules=[promotion], codes=[code("TEN", 1)])

    assert outcome.refusals[0].missing == Decimal("20.00")


def test_a_code_is_needed_where_one_is_asked_for():
    assert apply(*CART, rules=[tenth()]).effects == ()


def test_what_nobody_asked_for_is_refused_in_silence():
    outcome = apply(*CART, rules=[tenth(by_code=False, minimum_goods="500.00")])

    assert (outcome.effects, outcome.refusals) == ((), ())


def test_of_two_that_do_not_combine_the_better_one_counts():
    rules = [tenth(1), tenth(2, percent="20")]

    outcome = apply(*CART, rules=rules, codes=[code("TEN", 1), code("TWENTY", 2)])

    assert told(outcome) == {2: "14.00"}
    assert reasons(outcome) == [("TEN", "better_applied")]
    assert outcome.refusals[0].other == "Rule 2"


def test_the_better_one_counts_even_if_nobody_typed_it():
    rules = [tenth(1), tenth(2, percent="20", by_code=False)]

    outcome = apply(*CART, rules=rules, codes=[code("TEN", 1)])

    assert told(outcome) == {2: "14.00"}
    assert reasons(outcome) == [("TEN", "better_applied")]


def test_priority_comes_before_the_saving():
    rules = [tenth(1, priority=1), tenth(2, percent="20")]

    outcome = apply(*CART, rules=rules, codes=[code("TEN", 1), code("TWENTY", 2)])

    assert told(outcome) == {1: "7.00"}
    assert reasons(outcome) == [("TWENTY", "not_combinable")]
    assert outcome.refusals[0].other == "Rule 1"


def test_what_combines_with_all_joins_the_best_of_the_others():
    rules = [tenth(1), tenth(2, percent="20"), rule(3, "delivery", combines="always")]

    outcome = apply(*CART, rules=rules, codes=[code("TEN", 1), code("TWENTY", 2)])

    assert told(outcome) == {2: "14.00", 3: "5.90"}


@pytest.mark.parametrize(
    "percent, expected, refused",
    [
        ("25", {1: "17.50"}, [("TWENTY", "better_applied")]),
        # 14.00 and 5.90 together are more than 15.00 alone.
        ("20", {2: "14.00", 3: "5.90"}, [("ALONE", "better_applied")]),
    ],
)
def test_one_that_stands_alone_counts_when_it_saves_more_than_all_others(percent, expected, refused):
    rules = [
        tenth(1, percent=percent, combines="alone"),
        tenth(2, percent="20"),
        rule(3, "delivery", combines="always"),
    ]
    if percent == "20":
        rules[0] = rule(1, "amount", amount="15.00", by_code=True, combines="alone")
    else:
        rules[2] = rule(3, "delivery", combines="always", countries=frozenset({"RO"}))

    outcome = apply(*CART, rules=rules, codes=[code("ALONE", 1), code("TWENTY", 2)])

    assert told(outcome) == expected
    assert reasons(outcome) == refused


def test_one_that_stands_alone_with_a_priority_keeps_all_others_out():
    rules = [tenth(1, combines="alone", priority=9), rule(2, "amount", amount="30.00", by_code=True)]

    outcome = apply(*CART, rules=rules, codes=[code("ALONE", 1), code("THIRTY", 2)])

    assert told(outcome) == {1: "7.00"}
    assert reasons(outcome) == [("THIRTY", "not_combinable")]


def test_of_two_equal_ones_the_older_counts():
    rules = [tenth(2), tenth(1)]

    outcome = apply(*CART, rules=rules, codes=[code("B", 2), code("A", 1)])

    assert told(outcome) == {1: "7.00"}


def test_two_codes_of_one_promotion_count_once():
    outcome = apply(*CART, rules=[tenth()], codes=[code("A", 1), code("B", 1)])

    assert told(outcome) == {1: "7.00"}
    assert reasons(outcome) == [("B", "same_promotion")]


def test_nothing_is_left_for_the_second():
    rules = [
        rule(1, "percent", percent="100", combines="always", by_code=True),
        rule(2, "amount", amount="5.00", combines="always", by_code=True),
    ]

    outcome = apply(*CART, rules=rules, codes=[code("ALL", 1), code("FIVE", 2)])

    assert told(outcome) == {1: "70.00"}
    assert reasons(outcome) == [("FIVE", "nothing_left")]


def test_refusals_stand_in_the_order_of_the_codes():
    entered = [code("X"), code("TEN", 1), code("Y")]

    assert [c for c, _ in reasons(apply(*CART, rules=[tenth()], codes=entered))] == ["X", "Y"]


def test_an_empty_cart_is_promised_nothing():
    outcome = apply(rules=[tenth(by_code=False)], codes=[code("X")])

    assert (outcome.effects, outcome.refusals) == ((), ())


def test_only_what_cannot_change_is_final():
    shopper = Shopper(moment=NOON, country="BG")
    outcome = apply(
        *CART,
        rules=[tenth(1, minimum_goods="90.00"), tenth(2, is_archived=True)],
        codes=[code("LATER", 1), code("NEVER", 2), code("WRONG")],
        shopper=shopper,
    )

    assert [(r.code, r.is_final) for r in outcome.refusals] == [
        ("LATER", False),
        ("NEVER", True),
        ("WRONG", True),
    ]
