"""What the measured shoppers do. One call of a journey is one unit: a request, or a whole checkout."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from tools.bench.client import Answer, Browser, form_with
from tools.bench.shop import BenchFault, Goods

LINES = 5
ADD, CART, CHECKOUT = "/cart/add/", "/cart/", "/checkout/"
BUYER = {
    "email": "bench@example.com",
    "name": "Ана Петрова",
    "phone": "0888123456",
    "country": "BG",
    "address_line1": "ул. Шипка 6",
    "city": "София",
    "postcode": "1504",
    "terms": "on",
}
CASH = "cod"


@dataclass(frozen=True)
class Step:
    """One request of a unit."""

    name: str
    answer: Answer


class Journey(Protocol):
    """One person at a browser; `prepare` is not measured."""

    browser: Browser

    async def prepare(self) -> None: ...
    async def unit(self) -> list[Step]: ...


def addresses() -> Iterator[str]:
    """Return one address after another, none of them twice: as many people as the rate limits see."""
    for number in count(1):
        yield f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def expect(answer: Answer, status: int, what: str) -> Answer:
    if answer.status != status:
        text = answer.body.decode(errors="replace")
        raise BenchFault(f"{what} answered {answer.status} instead of {status}:\n{text[-1500:]}")
    return answer


@dataclass
class Bare:
    """The yardstick's one page."""

    browser: Browser

    async def prepare(self) -> None:
        """Nothing to do."""

    async def unit(self) -> list[Step]:
        return [Step("bare view", expect(await self.browser.get("/"), 200, "the bare view"))]


@dataclass
class Person:
    """Somebody in the shop; `seed` decides what they choose, so that every run buys the same."""

    browser: Browser
    goods: Sequence[Goods]
    people: Iterator[str]
    seed: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - goods, not secrets

    def somebody_else(self) -> None:
        self.browser.become(next(self.people))

    async def add(self, goods: Goods) -> Answer:
        answer = await self.browser.post(ADD, {"variant": goods.variant, "quantity": "1"})
        return expect(answer, 303, "adding to the cart")

    async def prepare(self) -> None:
        self.somebody_else()

    async def open_checkout(self) -> tuple[Answer, dict[str, str]]:
        answer = expect(await self.browser.get(CHECKOUT), 200, "the checkout page")
        form = form_with(answer.body.decode(), "shown_total")
        return answer, {**form, **BUYER, "payment": CASH, "action": "place"}


@dataclass
class Adding(Person):
    """The first to the fifth line of a new cart, again and again."""

    added: int = 0

    async def unit(self) -> list[Step]:
        if self.added == LINES:
            self.somebody_else()
            self.added = 0
        self.added += 1
        return [Step("add", await self.add(self.chance.choice(self.goods)))]


@dataclass
class Looking(Person):
    """A cart of five lines, looked at again and again."""

    async def prepare(self) -> None:
        self.somebody_else()
        for goods in self.chance.sample(self.goods, LINES):
            await self.add(goods)

    async def unit(self) -> list[Step]:
        return [Step("cart", expect(await self.browser.get(CART), 200, "the cart"))]


@dataclass
class Buying(Person):
    """A guest from the product page to the order, paid on delivery; every one is somebody new."""

    async def unit(self) -> list[Step]:
        self.somebody_else()
        goods = self.chance.choice(self.goods)
        page = expect(await self.browser.get(goods.path), 200, "the product page")
        added = await self.add(goods)
        opened, form = await self.open_checkout()
        placed = await self.browser.post(CHECKOUT, form)
        expect(placed, 303, "placing the order")
        if "/orders/" not in placed.location:
            raise BenchFault(f"placing led to {placed.location} instead of the order")
        return [Step("product", page), Step("add", added), Step("checkout", opened), Step("place", placed)]
