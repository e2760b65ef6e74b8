"""Twenty buyers press the button at once, and there are five units: never a sixth order."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg

from tools.bench.client import Browser
from tools.bench.journeys import CHECKOUT, Person
from tools.bench.shop import BenchFault, Goods
from tools.postgres.places import PROJECT

BUYERS = 20
UNITS = 5
# Stock changes through the shop's own service, or its ledger would no longer add up.
_LEAVE_FIVE = """
import os
from core.actors import SYSTEM
from products.models import Variant
from products.services.stock import correct_now
for variant in Variant.objects.filter(public_id__in=os.environ["BENCH_VARIANTS"].split(",")).select_related("stock"):
    correct_now(
        variant_id=variant.pk, difference=int(os.environ["BENCH_UNITS"]) - variant.stock.available,
        reason="For a measurement", actor=SYSTEM,
    )
"""


@dataclass(frozen=True)
class Rush:
    """How one trial ended: orders by the database, answers by their status."""

    orders: int
    told: int
    left: int

    @property
    def is_right(self) -> bool:
        return (self.orders, self.told, self.left) == (UNITS, BUYERS - UNITS, 0)


def leave_five(goods: Sequence[Goods], variables: dict[str, str]) -> None:
    """Let there be exactly five units of each."""
    own = {"BENCH_VARIANTS": ",".join(one.variant for one in goods), "BENCH_UNITS": str(UNITS)}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", _LEAVE_FIVE],
        cwd=PROJECT,
        env=variables | own | {"PATH": os.environ.get("PATH", "")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BenchFault(f"The stock could not be set:\n{done.stderr[-2000:]}")


async def rush(goods: Goods, *, port: int, people: Iterator[str], database: str) -> Rush:
    """Let twenty people come as far as the button, then all press it in the same moment."""
    buyers = [Person(Browser(port), [goods], people) for _ in range(BUYERS)]
    forms = []
    for buyer in buyers:
        await buyer.prepare()
        await buyer.add(goods)
        forms.append((await buyer.open_checkout())[1])
    before, _left = _sold(goods, database)
    answers = await asyncio.gather(
        *(buyer.browser.post(CHECKOUT, form) for buyer, form in zip(buyers, forms, strict=True))
    )
    for buyer in buyers:
        await buyer.browser.close()
    orders, left = _sold(goods, database)
    return Rush(orders=orders - before, told=sum(answer.status == 409 for answer in answers), left=left)


def _sold(goods: Goods, database: str) -> tuple[int, int]:
    """Return how many orders keep a unit, those of earlier measurements included, and how many units are left."""
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT (SELECT count(*) FROM products_stockhold h WHERE h.variant_id = v.id AND h.state = 'kept'),"
            " (SELECT on_hand - reserved FROM products_stock s WHERE s.variant_id = v.id)"
            " FROM products_variant v WHERE v.public_id = %s",
            [goods.variant],
        ).fetchone()
    if found is None:
        raise BenchFault("The goods of the rush are gone.")
    return found
