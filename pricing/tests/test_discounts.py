"""Promotions inside a quote: worked cases over two VAT rates, and laws that hold for all carts and promotions."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pricing.inputs import Gift, Item, QuoteInputs
from pricing.quote import make_quote
from promotions.engine.rules import EnteredCode, Rule, Scope, Shopper, Tier
from taxes.policy import VatContext

BG = VatContext(
    treatment="charged",
    country="BG",
    rates={"standard": Decimal(20), "reduced": Decimal(9), "zero": Decimal(0)},
)
ZERO_RATED = replace(BG, treatment="intra_community")
# A cart of promotions is much to draw, and the machine may be busy.
LAW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SHOPPER = Shopper(moment=datetime(2026, 11, 24, tzinfo=UTC), country="BG")


def rule(key, kind, **more):
    return Rule(key=key, public_id=uuid.UUID(int=key), name=f"Rule {key}", kind=kind, **more)


def item(key, price, quantity=1, vat_class="standard"):
    return Item(
        key=key,
        quantity=quantity,
        unit_gross=Decimal(price),
        regular_unit_gross=Decimal(price),
        vat_class=vat_class,
        product_id=key,
    )


def quote(*items, rules, vat=BG, **more):
    return make_quote(QuoteInputs(items=items, vat=vat, rules=tuple(rules), shopper=SHOPPER, **more))


def lines(made):
    return [
        (line.kind, str(line.before_discount), str(line.gross), str(line.price.net), str(line.price.vat))
        for line in made.lines
    ]


def test_a_discount_over_two_rates_lowers_the_vat_of_each():
    # 10 % of 40.00 at 20 % and of 20.00 at 9 %: 36.00 and 18.00; 36 × 20 / 120 = 6.00, 18 × 9 / 109 = 1.486 → 1.49.
    made = quote(
        item(1, "40.00"), item(2, "10.00", 2, "reduced"), rules=[rule(1, "percent", percent=Decimal(10))]
    )

    assert lines(made) == [
        ("goods", "40.00", "36.00", "30.00", "6.00"),
        ("goods", "20.00", "18.00", "16.51", "1.49"),
    ]
    assert (made.goods_gross, made.discount_gross, made.total_gross) == (
        Decimal("60.00"),
        Decimal("6.00"),
        Decimal("54.00"),
    )
    assert [(d.name, d.gross) for d in made.discounts] == [("Rule 1", Decimal("6.00"))]


def test_delivery_is_split_by_what_the_goods_cost_after_the_discount():
    # 20.00 and 20.00 are left: delivery of 4.90 splits 2.45 : 2.45.
    promotion = rule(
        1, "amount", amount=Decimal("20.00"), scope=Scope(everything=False, variants=frozenset({1}))
    )

    made = quote(
        item(1, "40.00"),
        item(2, "20.00", 1, "reduced"),
        rules=[promotion],
        delivery_gross=Decimal("4.90"),
    )

    assert [row[1:3] for row in lines(made)[2:]] == [("2.45", "2.45"), ("2.45", "2.45")]
    assert made.delivery_after_discount == Decimal("4.90")


def test_free_delivery_over_two_rates_keeps_both_lines_at_nothing():
    made = quote(
        item(1, "40.00"),
        item(2, "20.00", 1, "reduced"),
        rules=[rule(1, "delivery")],
        delivery_gross=Decimal("4.90"),
        fee_gross=Decimal("1.50"),
    )

    assert lines(made)[2:] == [
        ("delivery", "3.27", "0.00", "0.00", "0.00"),
        ("delivery", "1.63", "0.00", "0.00", "0.00"),
        ("fee", "1.00", "1.00", "0.83", "0.17"),
        ("fee", "0.50", "0.50", "0.46", "0.04"),
    ]
    assert (made.delivery_gross, made.discount_gross, made.total_gross) == (
        Decimal("4.90"),
        Decimal("4.90"),
        Decimal("61.50"),
    )
    assert made.delivery_after_discount == Decimal("0.00")


def test_a_gift_stands_beside_the_same_thing_bought_and_carries_no_vat():
    mug = Gift(Decimal("12.90"), Decimal("12.90"), "standard", available=2)

    made = quote(item(1, "12.90"), rules=[rule(7, "gift", gift=1)], gifts={1: mug})

    assert lines(made) == [
        ("goods", "12.90", "12.90", "10.75", "2.15"),
        ("goods", "12.90", "0.00", "0.00", "0.00"),
    ]
    assert [line.source.given_by for line in made.lines] == [None, uuid.UUID(int=7)]
    assert made.line_of(1).gross == Decimal("12.90")
    assert [line.key for line in made.gifts()] == [1]
    assert (made.goods_gross, made.discount_gross) == (Decimal("25.80"), Decimal("12.90"))


def test_everything_free_is_an_order_of_nothing():
    made = quote(
        item(1, "40.00"),
        item(2, "20.00", 1, "reduced"),
        rules=[
            rule(1, "percent", percent=Decimal(100), combines="always"),
            rule(2, "delivery", combines="always"),
        ],
        delivery_gross=Decimal("4.90"),
    )

    assert (made.total_gross, made.total_vat, made.discount_gross) == (
        Decimal("0.00"),
        Decimal("0.00"),
        Decimal("64.90"),
    )


def test_a_zero_rated_sale_takes_the_vat_off_what_the_discount_left():
    # 54.00 charged gross: 36.00 holds 6.00 and 18.00 holds 1.49, which go.
    made = quote(
        item(1, "40.00"),
        item(2, "10.00", 2, "reduced"),
        rules=[rule(1, "percent", percent=Decimal(10))],
        vat=ZERO_RATED,
    )

    assert (made.discount_gross, made.vat_removed, made.total_gross, made.total_vat) == (
        Decimal("6.00"),
        Decimal("7.49"),
        Decimal("46.51"),
        Decimal("0.00"),
    )


def test_promotions_need_to_know_whom_they_are_for():
    with pytest.raises(ValueError, match="whom they are for"):
        QuoteInputs(items=(item(1, "1.00"),), vat=BG, rules=(rule(1, "delivery"),))


def test_discounts_are_either_given_or_computed():
    given_one = replace(item(1, "10.00"), discount_gross=Decimal("1.00"))

    with pytest.raises(ValueError, match="either given or computed"):
        QuoteInputs(items=(given_one,), vat=BG, rules=(rule(1, "delivery"),), shopper=SHOPPER)


def test_a_quote_whose_discounts_are_not_its_discount_does_not_exist():
    made = quote(item(1, "40.00"), rules=[rule(1, "percent", percent=Decimal(10))])

    with pytest.raises(ValueError, match="discounts"):
        replace(made, discounts=(replace(made.discounts[0], gross=Decimal("3.99")),))


@st.composite
def rules(draw, key):
    products = draw(st.sets(st.integers(0, 5), max_size=3))
    percent = Decimal(draw(st.integers(1, 10_000))) / 100
    return Rule(
        key=key,
        public_id=uuid.UUID(int=key),
        name=f"Rule {key}",
        kind=draw(st.sampled_from(["percent", "amount", "delivery", "buy_get", "gift", "tiers"])),
        scope=Scope(everything=not products, products=frozenset(products)),
        percent=percent,
        amount=Decimal(draw(st.integers(1, 200_000))) / 100,
        buy_quantity=draw(st.integers(1, 4)),
        get_quantity=draw(st.integers(1, 4)),
        most_times=draw(st.none() | st.integers(1, 3)),
        tiers=tuple(
            Tier(n, percent=percent) if draw(st.booleans()) else Tier(n, unit_gross=Decimal(n))
            for n in (2, 5)
        ),
        counts_together=draw(st.booleans()),
        gift=draw(st.integers(0, 7)),
        minimum_goods=draw(st.none() | st.integers(1, 50_000).map(lambda n: Decimal(n) / 100)),
        by_code=draw(st.booleans()),
        combines=draw(st.sampled_from(["always", "one", "alone"])),
        priority=draw(st.integers(0, 2)),
        is_used_up=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def carts(draw):
    items = tuple(
        Item(
            key=key,
            quantity=draw(st.integers(1, 12)),
            unit_gross=(unit := Decimal(draw(st.integers(1, 20_000))) / 100),
            regular_unit_gross=unit + draw(st.sampled_from([Decimal(0), Decimal(5)])),
            vat_class=draw(st.sampled_from(["standard", "reduced", "zero"])),
            product_id=key,
        )
        for key in range(draw(st.integers(1, 6)))
    )
    found = tuple(draw(rules(key)) for key in range(1, draw(st.integers(1, 6)) + 1))
    codes = tuple(
        EnteredCode(code=f"C{key}", rule=key) for key in draw(st.lists(st.integers(1, 8), max_size=4))
    )
    gifts = {
        key: Gift(Decimal("9.90"), Decimal("9.90"), "standard", available=draw(st.integers(0, 20)))
        for key in range(8)
    }
    return QuoteInputs(
        items=items,
        vat=draw(st.sampled_from([BG, ZERO_RATED])),
        delivery_gross=draw(st.none() | st.integers(0, 2_000).map(lambda n: Decimal(n) / 100)),
        fee_gross=Decimal(draw(st.integers(0, 300))) / 100,
        rules=found,
        codes=codes,
        shopper=SHOPPER,
        gifts=gifts,
    )


@LAW
@given(carts())
def test_discounts_are_exactly_what_the_promotions_take_off(inputs):
    made = make_quote(inputs)

    assert made.discount_gross == sum((d.gross for d in made.discounts), start=Decimal(0))
    assert made.discount_gross == sum(line.source.discount_gross for line in made.lines)
    assert all(d.gross > 0 for d in made.discounts)
    parts = made.goods_gross + made.delivery_gross + made.fee_gross - made.discount_gross - made.vat_removed
    assert parts == made.total_gross


@LAW
@given(carts())
def test_a_discount_never_exceeds_its_line(inputs):
    for line in make_quote(inputs).lines:
        assert 0 <= line.source.discount_gross <= line.before_discount
        assert min(line.gross, line.price.net, line.price.vat) >= 0
        assert line.price.net + line.price.vat == line.gross


@LAW
@given(carts())
def test_the_same_inputs_give_the_same_quote_whatever_the_order_of_the_promotions(inputs):
    made = make_quote(inputs)

    assert make_quote(inputs) == made
    again = make_quote(replace(inputs, rules=inputs.rules[::-1]))
    assert (again.discounts, again.total_gross) == (made.discounts, made.total_gross)


@LAW
@given(carts())
def test_every_code_either_counts_or_is_told_why_not(inputs):
    made = make_quote(inputs)

    counted = {d.code for d in made.discounts if d.code}
    refused = {refusal.code for refusal in made.refusals if refusal.code}
    assert counted | refused == {code.code for code in inputs.codes}


@LAW
@given(carts())
def test_what_stands_alone_has_no_company_and_of_the_others_there_is_one(inputs):
    by_id = {each.public_id: each for each in inputs.rules}
    counted = [by_id[d.promotion] for d in make_quote(inputs).discounts]

    if any(each.combines == "alone" for each in counted):
        assert len(counted) == 1
    assert sum(each.combines == "one" for each in counted) <= 1


@LAW
@given(carts())
def test_a_promotion_more_never_makes_the_shopper_pay_more_for_goods_and_delivery(inputs):
    without = make_quote(replace(inputs, rules=(), codes=()))
    made = make_quote(inputs)

    assert made.total_gross <= without.total_gross
