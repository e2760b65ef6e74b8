"""Two at once, with real threads on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connections

from checkout.errors import CartChanged
from checkout.models import Cart
from checkout.selectors import view_cart
from checkout.tests.factories import make_cart, make_shop, place, shown_total
from orders.models import Order
from products.models import Stock, StockHold
from products.services.stock import OutOfStock
from products.tests.factories import make_sellable
from promotions.models import Redemption
from promotions.tests.factories import make_promotion

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*jobs):
    """Run the jobs in threads that start together; return what each returned or raised."""
    barrier = Barrier(len(jobs))

    def run(job):
        close_old_connections()
        try:
            barrier.wait(timeout=10)
            return job()
        except OutOfStock as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_one_cart_confirmed_in_two_tabs_makes_one_order():
    """Both tabs show the same total; the second waits for the cart's row and finds the order of the first."""
    make_shop()
    mug = make_sellable(stock=5)
    cart = make_cart((mug, 2))
    total = shown_total(cart)
    confirm = lambda: place(cart, shown_total=total, accepted_terms="terms-bg-1")  # noqa: E731

    results = at_once(confirm, confirm)

    assert sorted(result.created for result in results) == [False, True]
    assert {result.order.pk for result in results} == {Order.objects.get().pk}
    assert StockHold.objects.get().quantity == 2
    assert Stock.objects.get(variant=mug).reserved == 2


def test_two_buyers_and_one_last_item():
    """One order; the other hears what is short, and keeps the cart and everything in it."""
    make_shop()
    mug = make_sellable(stock=1)
    carts = [make_cart((mug, 1)), make_cart((mug, 1))]
    total = shown_total(carts[0])

    results = at_once(
        *(lambda cart=cart: place(cart, shown_total=total, accepted_terms="terms-bg-1") for cart in carts)
    )

    (refused,) = [result for result in results if isinstance(result, OutOfStock)]
    assert [(s.variant_id, s.wanted, s.available) for s in refused.shortages] == [(mug.pk, 1, 0)]
    order = Order.objects.get()
    stock = Stock.objects.get(variant=mug)
    assert (stock.on_hand, stock.reserved) == (1, 1)
    loser = Cart.objects.exclude(public_id=order.cart_reference).get()
    assert (loser.state, loser.lines.get().quantity) == (Cart.State.OPEN, 1)


def test_a_hundred_shoppers_and_a_code_for_ten():
    """All have the same code in the cart and press at once, ten at a time on as many connections as there are.

    The row of the promotion is locked before it is counted: ten orders, ninety hear that it is used up and keep their cart.
    """
    shop = make_shop()
    promotion = make_promotion("amount", amount="5.00", code="TEN", limit=10)
    mug = make_sellable(stock=500)
    carts = [make_cart((mug, 1), codes=["TEN"]) for _ in range(100)]
    total = shown_total(carts[0])

    def buy(cart):
        close_old_connections()
        try:
            return place(cart, shown_total=total, accepted_terms="terms-bg-1")
        except CartChanged as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(buy, carts))

    refused = [result for result in results if isinstance(result, CartChanged)]
    assert (len(results) - len(refused), len(refused)) == (10, 90)
    assert Order.objects.count() == 10
    promotion.refresh_from_db()
    assert (promotion.used, promotion.coupons.get().used) == (10, 10)
    assert Redemption.objects.filter(state="claimed").count() == 10
    assert Stock.objects.get(variant=mug).reserved == 10
    assert Cart.objects.filter(state=Cart.State.OPEN, codes=["TEN"]).count() == 90
    left = Cart.objects.filter(state=Cart.State.OPEN).first()
    view = view_cart(cart=left, shop=shop, language="bg")
    assert [refusal.reason for refusal in view.quote.refusals] == ["used_up"]


def test_one_person_with_two_carts_and_a_code_for_once():
    """Both carts were quoted before either order: the second order waits for the first, and then finds it."""
    make_shop()
    make_promotion("amount", amount="5.00", code="ONCE", limit_per_customer=1)
    mug = make_sellable(stock=5)
    carts = [make_cart((mug, 1), codes=["ONCE"]) for _ in range(2)]
    total = shown_total(carts[0])

    def buy(cart):
        try:
            return place(cart, shown_total=total, accepted_terms="terms-bg-1")
        except CartChanged as refusal:
            return refusal

    results = at_once(*(lambda cart=cart: buy(cart) for cart in carts))

    assert sorted(type(result).__name__ for result in results) == ["CartChanged", "Placed"]
    assert Redemption.objects.count() == 1
