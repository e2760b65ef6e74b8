"""The journeys of the bench against the shop itself over HTTP, so that they never measure an error page."""

import asyncio
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checkout.models import Cart, CartLine
from checkout.tests.factories import make_shop
from orders.models import Order
from products.models import ListingEntry
from products.tests.factories import make_sellable
from tests.flows.test_killed_worker import database_url
from tools.bench.client import Browser
from tools.bench.journeys import Adding, Buying, Looking, addresses
from tools.bench.measure import run
from tools.bench.rush import rush
from tools.bench.shop import BenchFault, Goods, path_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def shop(settings, live_server):
    """The shop on a port of its own, without cards."""
    settings.STRIPE_SECRET_KEY = ""
    settings.TRUSTED_PROXIES = 1
    settings.SITE_URL = live_server.url
    make_shop()
    return live_server


def port(server) -> int:
    return int(server.url.rsplit(":", 1)[1])


def to_buy(count: int, stock: int = 50) -> list[Goods]:
    variants = [make_sellable(title=f"Чаша {n}", price="12.90", stock=stock) for n in range(count)]
    paths = {key: path_of(url) for key, url in ListingEntry.objects.values_list("product_id", "url")}
    return [Goods(path=paths[one.product_id], variant=str(one.public_id)) for one in variants]


def test_a_whole_checkout_makes_an_order_paid_on_delivery(shop):
    async def buy():
        person = Buying(Browser(port(shop)), to_buy_now, addresses())
        await person.prepare()
        return await person.unit()

    to_buy_now = to_buy(1)

    steps = asyncio.run(buy())

    order = Order.objects.get()
    assert (order.payment_method, order.status, order.total_gross) == ("cod", "accepted", Decimal("20.30"))
    assert order.email == "bench@example.com"
    assert [(step.name, step.answer.status) for step in steps] == [
        ("product", 200),
        ("add", 303),
        ("checkout", 200),
        ("place", 303),
    ]


def test_five_lines_are_added_and_then_it_is_another_cart(shop):
    goods = to_buy(1)

    async def add():
        person = Adding(Browser(port(shop)), goods, addresses())
        await person.prepare()
        return [await person.unit() for _ in range(7)]

    asyncio.run(add())

    assert sorted(CartLine.objects.values_list("quantity", flat=True)) == [2, 5]


def test_the_cart_that_is_looked_at_has_five_lines(shop):
    goods = to_buy(6)

    figures = asyncio.run(run([Looking(Browser(port(shop)), goods, addresses())], seconds=0.2))

    assert Cart.objects.get().lines.count() == 5
    assert len(figures.seconds) > 0
    assert figures.rates == [pytest.approx(len(figures.seconds) / 0.2, rel=0.95)]


def test_the_statements_of_an_answer_are_counted(settings, client):
    settings.MIDDLEWARE = ["tools.bench.counting.StatementCountMiddleware", *settings.MIDDLEWARE]
    make_shop()
    client.get("/cart/")

    with CaptureQueriesContext(connection) as ran:
        answer = client.get("/cart/")

    assert len(ran) > 0
    assert answer.headers["X-Sql-Statements"] == str(len(ran))


def test_what_is_not_the_expected_answer_stops_the_bench(shop):
    async def add():
        person = Adding(Browser(port(shop)), [Goods(path="/", variant="")], addresses())
        await person.prepare()
        person.browser.address = "10.9.9.9"
        for _ in range(70):
            person.added = 0
            await person.unit()

    # One person alone does reach the limit: it is on.
    with pytest.raises(BenchFault, match="adding to the cart answered 429 instead of 303"):
        asyncio.run(add())


def test_a_rush_counts_orders_and_refusals(shop):
    (goods,) = to_buy(1, stock=5)

    ended = asyncio.run(rush(goods, port=port(shop), people=addresses(), database=database_url()))

    assert (ended.orders, ended.told, ended.left) == (5, 15, 0)
    assert ended.is_right
    assert Order.objects.count() == 5
