"""Worked cases with literal sums, and laws that hold for all carts (docs/money.md)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.inputs import Item, QuoteInputs
from pricing.quote import make_quote
from taxes.models import VatClass
from taxes.policy import VatContext

BG = VatContext(
    treatment="charged",
    country="BG",
    rates={VatClass.STANDARD: Decimal(20), VatClass.REDUCED: Decimal(9), VatClass.ZERO: Decimal(0)},
)
FI = VatContext(treatment="charged", country="FI", rates={VatClass.STANDARD: Decimal("25.5")})
NONE = VatContext(treatment="not_registered", country="BG", rates={})


def item(key, price, quantity=1, vat_class="standard", discount="0.00", regular=None):
    return Item(
        key=key,
        quantity=quantity,
        unit_gross=Decimal(price),
        regular_unit_gross=Decimal(regular or price),
        vat_class=vat_class,
        discount_gross=Decimal(discount),
    )


def quote(*items, vat=BG, delivery=None, fee="0.00"):
    gross = None if delivery is None else Decimal(delivery)
    return make_quote(QuoteInputs(items=items, vat=vat, delivery_gross=gross, fee_gross=Decimal(fee)))


def rows(made):
    return [(str(row.rate), str(row.gross), str(row.net), str(row.vat)) for row in made.vat_rows]


def lines(made):
    return [(line.kind, str(line.gross), str(line.price.net), str(line.price.vat)) for line in made.lines]


def test_one_thing_with_delivery():
    made = quote(item(1, "149.00", 2), delivery="5.90")

    assert rows(made) == [("20", "303.90", "253.25", "50.65")]
    assert lines(made) == [("goods", "298.00", "248.33", "49.67"), ("delivery", "5.90", "4.92", "0.98")]
    assert (made.goods_gross, made.delivery_gross, made.total_gross) == (
        Decimal("298.00"),
        Decimal("5.90"),
        Decimal("303.90"),
    )


def test_two_rates_share_delivery_and_fee_in_proportion():
    # Goods 40.00 at 20 % and 20.00 at 9 %: delivery 4.90 splits 3.27 : 1.63, the fee of 1.50 splits 1.00 : 0.50.
    made = quote(item(1, "40.00"), item(2, "10.00", 2, "reduced"), delivery="4.90", fee="1.50")

    assert lines(made) == [
        ("goods", "40.00", "33.33", "6.67"),
        ("goods", "20.00", "18.35", "1.65"),
        ("delivery", "3.27", "2.73", "0.54"),
        ("delivery", "1.63", "1.49", "0.14"),
        ("fee", "1.00", "0.83", "0.17"),
        ("fee", "0.50", "0.46", "0.04"),
    ]
    assert rows(made) == [("20", "44.27", "36.89", "7.38"), ("9", "22.13", "20.30", "1.83")]
    assert (made.total_net, made.total_vat, made.total_gross) == (
        Decimal("57.19"),
        Decimal("9.21"),
        Decimal("66.40"),
    )


def test_a_rate_with_half_a_percent():
    made = quote(item(1, "99.99"), item(2, "0.50", 3), vat=FI, delivery="14.90")

    assert rows(made) == [("25.5", "116.39", "92.74", "23.65")]
    assert [line.price.vat for line in made.lines] == [Decimal("20.32"), Decimal("0.30"), Decimal("3.03")]


def test_nineteen_lines_of_one_cent():
    made = quote(*(item(key, "0.01") for key in range(19)))

    assert rows(made) == [("20", "0.19", "0.16", "0.03")]
    assert [line.price.vat for line in made.lines] == [Decimal("0.01")] * 3 + [Decimal("0.00")] * 16


def test_goods_at_the_zero_rate_have_their_own_row():
    made = quote(item(1, "12.00"), item(2, "8.00", vat_class="zero"), delivery="5.00")

    assert rows(made) == [("20", "15.00", "12.50", "2.50"), ("0", "10.00", "10.00", "0.00")]


def test_a_class_without_a_rate_is_charged_the_standard_one():
    made = quote(item(1, "10.00", vat_class="reduced"), vat=FI)

    assert rows(made) == [("25.5", "10.00", "7.97", "2.03")]


def test_a_merchant_without_vat_charges_the_price_as_it_stands():
    made = quote(
        item(1, "12.90", 3), item(2, "7.00", vat_class="reduced"), vat=NONE, delivery="4.90", fee="1.50"
    )

    assert made.vat_treatment == "not_registered"
    assert made.vat_rows == ()
    assert (made.total_net, made.total_vat, made.total_gross) == (
        Decimal("52.10"),
        Decimal("0.00"),
        Decimal("52.10"),
    )
    assert {line.price.rate for line in made.lines} == {Decimal(0)}
    assert len(made.lines) == 4


def test_a_discount_lowers_the_line_and_its_vat():
    made = quote(item(1, "29.80", 10, discount="29.80"), delivery="0.00")

    assert lines(made) == [("goods", "268.20", "223.50", "44.70")]
    assert (made.goods_gross, made.discount_gross, made.total_gross) == (
        Decimal("298.00"),
        Decimal("29.80"),
        Decimal("268.20"),
    )


def test_free_delivery_is_chosen_and_makes_no_line():
    made = quote(item(1, "100.00"), delivery="0.00")

    assert made.delivery_chosen is True
    assert [line.kind for line in made.lines] == ["goods"]


def test_an_empty_cart_costs_nothing():
    made = quote()

    assert made.total_gross == Decimal("0.00")
    assert made.lines == ()
    assert made.delivery_chosen is False


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": 0},
        {"quantity": 1000},
        {"price": "-1.00"},
        {"price": "0.005"},
        {"discount": "12.91"},
        {"discount": "-0.01"},
    ],
)
def test_an_item_refuses_nonsense(wrong):
    with pytest.raises(ValueError, match=r"."):
        item(1, **{"price": "12.90", **wrong})


def test_inputs_refuse_one_variant_on_two_lines():
    with pytest.raises(ValueError, match="one line"):
        quote(item(1, "1.00"), item(1, "1.00"))


def test_inputs_refuse_to_deliver_nothing():
    with pytest.raises(ValueError, match="nothing to deliver"):
        quote(delivery="4.90")


def test_a_quote_that_contradicts_itself_does_not_exist():
    made = quote(item(1, "12.90"))

    with pytest.raises(ValueError, match="contradicts itself"):
        replace(made, total_gross=Decimal("12.91"))


def money(most):
    return st.integers(min_value=0, max_value=most).map(lambda n: Decimal(n) / 100)


@st.composite
def carts(draw):
    items = []
    for key in range(draw(st.integers(min_value=1, max_value=12))):
        unit = draw(st.integers(min_value=1, max_value=300_000).map(lambda n: Decimal(n) / 100))
        quantity = draw(st.integers(min_value=1, max_value=999))
        discount = draw(st.sampled_from([0, 0, 0, 1, 3, 10])) * unit * quantity / 10
        items.append(
            Item(
                key=key,
                quantity=quantity,
                unit_gross=unit,
                regular_unit_gross=unit,
                vat_class=draw(st.sampled_from([c.value for c in VatClass])),
                discount_gross=discount.quantize(Decimal("0.01"), rounding="ROUND_DOWN"),
            )
        )
    return QuoteInputs(
        items=tuple(items),
        vat=draw(st.sampled_from([BG, FI, NONE])),
        delivery_gross=draw(st.none() | money(5_000)),
        fee_gross=draw(money(1_000)),
    )


@given(carts())
def test_lines_rows_and_totals_agree_to_the_cent(inputs):
    made = make_quote(inputs)

    assert sum(line.gross for line in made.lines) == made.total_gross
    for line in made.lines:
        assert line.price.net + line.price.vat == line.gross
        assert line.gross == line.source.unit_gross * line.source.quantity - line.source.discount_gross
    for row in made.vat_rows:
        of_rate = [line.price for line in made.lines if line.price.rate == row.rate]
        assert row.net + row.vat == row.gross == sum(price.gross for price in of_rate)
        assert row.vat == sum(price.vat for price in of_rate)
        assert row.vat == (row.gross * row.rate / (100 + row.rate)).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    assert made.total_net + made.total_vat == made.total_gross


@given(carts())
def test_nothing_is_negative_and_no_price_moves(inputs):
    made = make_quote(inputs)

    for line in made.lines:
        assert min(line.gross, line.price.net, line.price.vat) >= 0
    assert made.goods_gross == sum(entry.unit_gross * entry.quantity for entry in inputs.items)
    assert made.discount_gross == sum(entry.discount_gross for entry in inputs.items)
    assert made.delivery_gross == (inputs.delivery_gross or 0)
    assert made.fee_gross == inputs.fee_gross


@given(carts())
def test_the_country_changes_the_vat_and_never_the_price(inputs):
    totals = {make_quote(replace(inputs, vat=vat)).total_gross for vat in (BG, FI, NONE)}

    assert len(totals) == 1
