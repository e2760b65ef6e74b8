"""What each kind of promotion takes off, worked by hand."""

from decimal import Decimal

import pytest

from promotions.engine.basket import spread_within
from promotions.tests.rules import apply, code, line, reasons, rule, tier, told

CART = (line(1, "40.00"), line(2, "10.00", 3), line(3, "0.99", 7))


def parts(outcome):
    (effect,) = outcome.effects
    return {key: str(amount) for key, amount in effect.lines.items()}


@pytest.mark.parametrize(
    "promotion, expected",
    [
        # 76.93 × 10 % = 7.693, rounded once: 7.69 = 4.00 + 3.00 + 0.69.
        (rule(1, "percent", percent="10"), {1: "4.00", 2: "3.00", 3: "0.69"}),
        # 76.93 × 12.5 % = 9.61625 → 9.62; the shares are 5.0019, 3.7515 and 0.8666: the cent that is left goes to the third.
        (rule(1, "percent", percent="12.5"), {1: "5.00", 2: "3.75", 3: "0.87"}),
        (rule(1, "percent", percent="100"), {1: "40.00", 2: "30.00", 3: "6.93"}),
        (rule(1, "percent", percent="10", products={2}), {2: "3.00"}),
        (rule(1, "percent", percent="10", variants={3}), {3: "0.69"}),
        # 10.00 over 40.00 : 30.00 : 6.93 = 5.1995 : 3.8996 : 0.9008.
        (rule(1, "amount", amount="10.00"), {1: "5.20", 2: "3.90", 3: "0.90"}),
        # More than there is: all there is, and not a cent more.
        (rule(1, "amount", amount="500.00"), {1: "40.00", 2: "30.00", 3: "6.93"}),
        (rule(1, "amount", amount="500.00", products={3}), {3: "6.93"}),
        # 11 pieces, groups of 3: 3 groups, the 3 cheapest are free.
        (rule(1, "buy_get", buy_quantity=2, get_quantity=1), {3: "2.97"}),
        (rule(1, "buy_get", buy_quantity=2, get_quantity=1, most_times=1), {3: "0.99"}),
        # Half the price: 3 × 0.99 ÷ 2 = 1.485 → 1.49.
        (rule(1, "buy_get", buy_quantity=2, get_quantity=1, percent="50"), {3: "1.49"}),
        # 4 pieces of the first two lines, 1 group of 3, the cheapest is one of 10.00.
        (rule(1, "buy_get", buy_quantity=2, get_quantity=1, products={1, 2}), {2: "10.00"}),
        # 11 pieces, 1 + 10: the ten cheapest, seven of 0.99 and three of 10.00.
        (rule(1, "buy_get", buy_quantity=1, get_quantity=10), {2: "30.00", 3: "6.93"}),
        (rule(1, "tiers", tiers=(tier(3, percent="10"), tier(7, percent="20"))), {2: "3.00", 3: "1.39"}),
        # A price of one: 7 × (0.99 − 0.80).
        (rule(1, "tiers", tiers=(tier(5, price="0.80"),)), {3: "1.33"}),
        # Counted together there are 11 pieces: 20 % for all of them.
        (
            rule(1, "tiers", tiers=(tier(10, percent="20"),), counts_together=True),
            {1: "8.00", 2: "6.00", 3: "1.39"},
        ),
        # A price above the present one never makes anything dearer.
        (rule(1, "tiers", tiers=(tier(3, price="9.00"),)), {2: "3.00"}),
    ],
)
def test_what_is_taken_off_each_line(promotion, expected):
    assert parts(apply(*CART, rules=[promotion])) == expected


def test_free_delivery_takes_off_its_price():
    outcome = apply(*CART, rules=[rule(1, "delivery")], delivery="5.90")

    assert (outcome.delivery, outcome.gross) == (Decimal("5.90"), Decimal("5.90"))


@pytest.mark.parametrize("delivery, reason", [(None, "no_delivery"), ("0.00", "delivery_is_free")])
def test_free_delivery_says_why_it_takes_nothing_off(delivery, reason):
    promotion = rule(1, "delivery", by_code=True)

    outcome = apply(*CART, rules=[promotion], codes=[code("FREE", 1)], delivery=delivery)

    assert (outcome.effects, reasons(outcome)) == ((), [("FREE", reason)])


def test_a_gift_comes_while_there_is_one():
    outcome = apply(*CART, rules=[rule(1, "gift", gift=9)], gifts={9: ("12.90", 1)})

    (effect,) = outcome.effects
    assert (effect.gift.key, effect.gift.unit_gross, effect.lines) == (9, Decimal("12.90"), {})
    assert outcome.gross == Decimal("12.90")


@pytest.mark.parametrize(
    "gifts", [{}, {9: ("12.90", 0)}, {1: ("40.00", 1)}], ids=["unknown", "sold out", "in the cart"]
)
def test_a_gift_that_is_gone_is_told_even_where_nobody_asked_for_it(gifts):
    promotion = rule(1, "gift", gift=next(iter(gifts), 9))

    outcome = apply(*CART, rules=[promotion], gifts=gifts)

    assert (outcome.effects, reasons(outcome)) == ((), [("", "gift_sold_out")])
    assert outcome.refusals[0].name == "Rule 1"


def test_one_piece_is_not_given_twice():
    rules = [rule(1, "gift", gift=9, combines="always"), rule(2, "gift", gift=9, combines="always")]

    outcome = apply(*CART, rules=rules, gifts={9: ("12.90", 1)})

    assert told(outcome) == {1: "12.90"}
    assert reasons(outcome) == [("", "gift_sold_out")]


@pytest.mark.parametrize(
    "promotion, pieces",
    [
        (rule(1, "buy_get", buy_quantity=3, get_quantity=1, products={2}, by_code=True), 1),
        (rule(1, "tiers", tiers=(tier(10, percent="5"), tier(20, percent="9")), by_code=True), 3),
        (rule(1, "tiers", tiers=(tier(12, percent="5"),), counts_together=True, by_code=True), 1),
    ],
)
def test_too_few_pieces_are_told_with_how_many_are_missing(promotion, pieces):
    outcome = apply(*CART, rules=[promotion], codes=[code("MORE", 1)])

    assert reasons(outcome) == [("MORE", "too_few")]
    assert outcome.refusals[0].pieces == pieces


def test_a_percentage_of_what_another_left():
    rules = [
        rule(1, "amount", amount="20.00", combines="always", priority=5),
        rule(2, "percent", percent="50", combines="always"),
    ]

    assert told(apply(line(1, "100.00"), rules=rules)) == {1: "20.00", 2: "40.00"}


def test_of_equal_priority_single_pieces_come_before_the_whole():
    rules = [
        rule(1, "amount", amount="5.00", combines="always"),
        rule(2, "percent", percent="10", combines="always"),
        rule(3, "buy_get", buy_quantity=1, get_quantity=1, combines="always"),
        rule(4, "tiers", tiers=(tier(2, percent="20"),), combines="always"),
    ]

    outcome = apply(line(1, "10.00", 2), rules=rules)

    # 20.00: 20 % off leaves 16.00, one of two pieces free 8.00, 10 % off leaves 7.20, and 5.00 off 2.20.
    assert told(outcome) == {4: "4.00", 3: "8.00", 2: "0.80", 1: "5.00"}
    assert [effect.rule.key for effect in outcome.effects] == [4, 3, 2, 1]


def test_reduced_goods_may_be_left_out():
    promotion = rule(1, "percent", percent="10", excludes_reduced=True)

    outcome = apply(line(1, "40.00", is_reduced=True), line(2, "10.00"), rules=[promotion])

    assert parts(outcome) == {2: "1.00"}


def test_a_category_counts_for_what_is_below_it():
    promotion = rule(1, "percent", percent="10", categories={7})

    outcome = apply(
        line(1, "40.00", categories=frozenset({7, 8})),
        line(2, "10.00", categories=frozenset({8})),
        rules=[promotion],
    )

    assert parts(outcome) == {1: "4.00"}


def test_a_promotion_whose_goods_are_all_gone_is_for_nothing():
    promotion = rule(1, "percent", percent="10", everything=False, by_code=True)

    assert reasons(apply(*CART, rules=[promotion], codes=[code("OLD", 1)])) == [("OLD", "no_product")]


def test_cents_that_do_not_fit_go_to_the_first_part_with_room():
    parts = spread_within(Decimal("0.03"), [Decimal(2), Decimal(1)], [Decimal("0.01"), Decimal("0.05")])

    assert parts == [Decimal("0.01"), Decimal("0.02")]
