"""Every sale that was worked by hand comes out as it was worked, and adds up (cases.py)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.inputs import Item, QuoteInputs
from pricing.quote import Quote, make_quote
from pricing.tests.cases import BG, BUSINESS, CASES, DE, EXPORT, FI, NONE, NOT_REGISTERED, ZERO_RATED, Case
from taxes.models import VatClass
from taxes.policy import ZERO_RATED as ZERO_RATED_TREATMENTS


def quoted(case: Case) -> Quote:
    items = tuple(
        Item(
            key=key,
            quantity=goods.quantity,
            unit_gross=goods.price,
            regular_unit_gross=goods.price,
            vat_class=goods.vat_class,
            discount_gross=goods.off,
        )
        for key, goods in enumerate(case.items)
    )
    delivery = None if case.delivery is None else Decimal(case.delivery)
    return make_quote(
        QuoteInputs(items=items, vat=case.vat, delivery_gross=delivery, fee_gross=Decimal(case.fee))
    )


def written(made: Quote) -> list[str]:
    return [
        f"{'' if line.kind == 'goods' else f'{line.kind} '}{line.price.net} + {line.price.vat}"
        for line in made.lines
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_sale_comes_out_as_it_was_worked(case):
    made = quoted(case)

    assert written(made) == list(case.lines)
    assert [f"{row.rate}: {row.net} + {row.vat}" for row in made.vat_rows] == list(case.rows)
    assert (made.total_gross, made.vat_removed) == (Decimal(case.total), Decimal(case.removed))
    assert made.discount_gross == sum(goods.off for goods in case.items)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_was_worked_adds_up(case):
    """The literals themselves: a slip of the pen in one of them shows here."""
    nets, vats = zip(*(line.split(" ")[-3::2] for line in case.lines), strict=True)
    goods = sum(each.price * each.quantity - each.off for each in case.items)
    asked = goods + Decimal(case.delivery or "0") + Decimal(case.fee)

    assert sum(map(Decimal, nets)) + sum(map(Decimal, vats)) == Decimal(case.total)
    assert asked - Decimal(case.removed) == Decimal(case.total)
    if case.rows:
        table = [row.split(": ")[1].split(" + ") for row in case.rows]
        assert sum(Decimal(net) for net, _vat in table) == sum(map(Decimal, nets))
        assert sum(Decimal(vat) for _net, vat in table) == sum(map(Decimal, vats))


def test_there_are_enough_cases_of_each_kind():
    assert len(CASES) >= 60
    assert len(ZERO_RATED) >= 6
    assert len(NOT_REGISTERED) >= 3
    assert len({case.name for case in CASES}) == len(CASES)


# --- Laws that hold for every cart ---------------------------------------------------------------

cents = st.integers(min_value=0, max_value=500_000).map(lambda n: Decimal(n) / 100)


@st.composite
def items(draw):
    unit, quantity = draw(cents), draw(st.integers(min_value=1, max_value=999))
    whole = unit * quantity
    off = draw(st.sampled_from([Decimal(0), Decimal("0.01"), whole / 10, whole / 3, whole]))
    return Item(
        key=draw(st.integers(min_value=1, max_value=10**6)),
        quantity=quantity,
        unit_gross=unit,
        regular_unit_gross=unit,
        vat_class=draw(st.sampled_from(VatClass.values)),
        discount_gross=min(whole, off.quantize(Decimal("0.01"), "ROUND_DOWN")),
    )


carts = st.builds(
    QuoteInputs,
    items=st.lists(items(), min_size=1, max_size=20, unique_by=lambda item: item.key).map(tuple),
    vat=st.sampled_from([BG, FI, DE, BUSINESS, EXPORT, NONE]),
    delivery_gross=st.none() | cents,
    fee_gross=cents,
)


@settings(max_examples=200, deadline=None)
@given(carts)
def test_lines_rates_and_order_agree_to_the_cent(inputs):
    made = make_quote(inputs)

    assert sum(line.gross for line in made.lines) == made.total_gross
    assert made.total_net + made.total_vat == made.total_gross
    assert made.goods_gross + made.delivery_gross + made.fee_gross - made.discount_gross == (
        made.total_gross + made.vat_removed
    )
    for line in made.lines:
        assert line.price.net + line.price.vat == line.gross
        assert line.source.gross - line.removed == line.gross
    for row in made.vat_rows:
        of_rate = [line.price for line in made.lines if line.price.rate == row.rate]
        assert row.net + row.vat == row.gross == sum(price.gross for price in of_rate)
        assert row.vat == sum(price.vat for price in of_rate)


@settings(max_examples=200, deadline=None)
@given(carts)
def test_nothing_is_negative_and_no_discount_exceeds_its_line(inputs):
    made = make_quote(inputs)

    assert min(made.total_net, made.total_vat, made.total_gross, made.vat_removed) >= 0
    for line in made.lines:
        assert min(line.gross, line.price.net, line.price.vat, line.removed) >= 0
        assert line.source.discount_gross <= line.source.unit_gross * line.source.quantity


@settings(max_examples=200, deadline=None)
@given(carts)
def test_a_zero_rated_sale_is_charged_the_net_of_the_same_sale_at_home(inputs):
    at_home, abroad = (make_quote(replace(inputs, vat=vat)) for vat in (BG, BUSINESS))

    assert abroad.total_gross == at_home.total_net
    assert abroad.vat_removed == at_home.total_vat
    assert abroad.total_vat == 0
    assert [line.gross for line in abroad.lines] == [line.price.net for line in at_home.lines]
    assert {line.price.rate for line in abroad.lines} <= {Decimal(0)}


@settings(max_examples=100, deadline=None)
@given(carts)
def test_whoever_pays_vat_pays_the_advertised_price(inputs):
    made = make_quote(inputs)
    asked = sum(item.unit_gross * item.quantity - item.discount_gross for item in inputs.items)
    asked += (inputs.delivery_gross or 0) + inputs.fee_gross

    if inputs.vat.treatment in ZERO_RATED_TREATMENTS:
        assert made.total_gross == asked - made.vat_removed
    else:
        assert made.total_gross == asked
        assert made.vat_removed == 0
