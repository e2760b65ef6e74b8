"""Fifty buyers and five units: real threads on PostgreSQL, each with a cart, a connection and a click of its own."""

from collections import Counter

import pytest
from django.db.models import Sum

from checkout.models import Cart
from checkout.services.placing import Placed
from checkout.tests.factories import make_cart, make_shop, place, shown_total
from core.models import OutgoingMail
from core.tests.threads import in_threads
from orders.models import Order, Payment
from products.models import Stock, StockHold, StockMovement
from products.services.stock import OutOfStock
from products.tests.factories import make_sellable

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

BUYERS = 50
UNITS = 5


def all_place(carts: list[Cart], payment: str = "cod") -> list[object]:
    """Let everybody press the button in the same moment, having seen the same total; return orders and refusals."""
    total = shown_total(carts[0], payment=payment)
    buy = [
        lambda cart=cart: place(cart, payment_method=payment, shown_total=total, accepted_terms="terms-bg-1")
        for cart in carts
    ]
    return in_threads(*buy)


def ledger_of(variant, received: int) -> tuple[int, int]:
    """Return what the ledger says is on hand and reserved; the factory's first stock has no row of its own."""
    sums = StockMovement.objects.filter(variant=variant).aggregate(
        on_hand=Sum("on_hand_change"), reserved=Sum("reserved_change")
    )
    return received + (sums["on_hand"] or 0), sums["reserved"] or 0


def assert_exactly_five_got_it(variant, results: list[object], carts: list[Cart]) -> None:
    assert Counter(type(result) for result in results) == {Placed: UNITS, OutOfStock: BUYERS - UNITS}
    assert Order.objects.count() == Payment.objects.count() == UNITS
    # Everyone else is told what is missing, of what they wanted, and that there is nothing left.
    for refused in (result for result in results if isinstance(result, OutOfStock)):
        assert [(s.variant_id, s.wanted, s.available) for s in refused.shortages] == [(variant.pk, 1, 0)]
    balance = Stock.objects.get(variant=variant)
    assert (balance.on_hand, balance.reserved, balance.available) == (UNITS, UNITS, 0)
    assert ledger_of(variant, UNITS) == (UNITS, UNITS)
    holds = StockHold.objects.filter(variant=variant)
    assert sorted(holds.values_list("reference", "quantity")) == sorted(
        (order.public_id, 1) for order in Order.objects.all()
    )
    # Whoever came too late keeps the cart and what is in it.
    states = Counter(Cart.objects.values_list("state", flat=True))
    assert states == {Cart.State.ORDERED: UNITS, Cart.State.OPEN: BUYERS - UNITS}
    assert {cart.lines.get().quantity for cart in carts} == {1}


@pytest.mark.parametrize("payment", ["cod", "card"])
def test_fifty_buyers_and_five_units_make_exactly_five_orders(payment):
    make_shop()
    mug = make_sellable(price="12.90", stock=UNITS)
    carts = [make_cart((mug, 1)) for _ in range(BUYERS)]

    results = all_place(carts, payment)

    assert_exactly_five_got_it(mug, results, carts)
    state = StockHold.State.KEPT if payment == "cod" else StockHold.State.HELD
    assert set(StockHold.objects.values_list("state", flat=True)) == {state}


def test_whoever_buys_several_things_waits_for_nobody_in_a_circle():
    """Half put the mug in first, half the bowl; stock is locked by key, so that no two wait for each other."""
    make_shop()
    mug, bowl = make_sellable(price="12.90", stock=UNITS), make_sellable(price="12.90", stock=BUYERS)
    carts = [
        make_cart(*([(mug, 1), (bowl, 1)] if number % 2 else [(bowl, 1), (mug, 1)]))
        for number in range(BUYERS)
    ]

    results = all_place(carts)

    assert Counter(type(result) for result in results) == {Placed: UNITS, OutOfStock: BUYERS - UNITS}
    assert Order.objects.count() == UNITS
    assert ledger_of(mug, UNITS) == (UNITS, UNITS)
    # A refusal gives back what it could have had: of the bowls, only those of the five orders are gone.
    assert ledger_of(bowl, BUYERS) == (BUYERS, UNITS)
    assert Stock.objects.get(variant=bowl).reserved == UNITS


def test_fifty_clicks_on_one_cart_make_one_order():
    """Double click, retry and tabs, all at once: everybody is shown the same order."""
    make_shop()
    mug = make_sellable(price="12.90", stock=UNITS)
    cart = make_cart((mug, 2))

    results = all_place([cart] * BUYERS)

    order = Order.objects.get()
    assert Counter(type(result) for result in results) == {Placed: BUYERS}
    assert {result.order.pk for result in results} == {order.pk}
    assert [result.created for result in results].count(True) == 1
    assert Payment.objects.count() == StockHold.objects.count() == 1
    assert Stock.objects.get(variant=mug).reserved == 2
    assert OutgoingMail.objects.filter(kind="order-received").count() == 1
