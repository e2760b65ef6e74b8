"""The figures as a page: docs/benchmarks.md is written by the bench alone."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import django
import psycopg
import wagtail

from tools.bench.journeys import LINES
from tools.bench.measure import Figures
from tools.bench.rush import BUYERS, UNITS, Rush
from tools.bench.shop import THREADS, WORKERS
from tools.postgres.places import PROJECT

PAGE = PROJECT / "docs" / "benchmarks.md"
BARE, ADD, CART, CHECKOUT = "Bare view, 30 KB", "Add to cart", f"Cart of {LINES} lines", "Whole checkout"
# (what, its step, most SQL statements, most times the bare view)
BUDGETS = ((ADD, "add", 10, 15.0), (CART, "cart", 10, 15.0))
CHECKOUTS_PER_SECOND = 30.0
MOST_TO_PLACE = 40
MOST_FOR_THE_PAGE = 15


@dataclass(frozen=True)
class Machine:
    """Where it was measured; `load` is how busy the machine was before."""

    cores: int
    cpu: str
    postgresql: str
    load: float

    @property
    def is_quiet(self) -> bool:
        return self.load < 0.5

    @classmethod
    def here(cls, database: str) -> Machine:
        with psycopg.connect(database) as connection:
            version = connection.info.parameter_status("server_version") or "?"
        return cls(len(os.sched_getaffinity(0)), _cpu(), version, os.getloadavg()[0])


@dataclass(frozen=True)
class Verdict:
    """One promise and whether it was kept."""

    promise: str
    measured: str
    kept: bool


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def verdicts(figures: Mapping[str, Figures], rushes: Sequence[Rush]) -> list[Verdict]:
    """Compare what was measured with what was promised."""
    bare, checkout = figures[BARE], figures[CHECKOUT]
    found = []
    for name, step, statements, times in BUDGETS:
        most = figures[name].most_statements(step) or 0
        found.append(Verdict(f"{name}: at most {statements} SQL statements", f"{most}", most <= statements))
        ratio = figures[name].times_the(bare)
        found.append(
            Verdict(f"{name}: at most {times:.0f} times the bare view", f"{ratio:.1f}", ratio <= times)
        )
    for step, words, most_allowed in (
        ("checkout", "Checkout page", MOST_FOR_THE_PAGE),
        ("place", "Placing", MOST_TO_PLACE),
    ):
        most = checkout.most_statements(step) or 0
        found.append(
            Verdict(f"{words}: at most {most_allowed} SQL statements", f"{most}", most <= most_allowed)
        )
    found.append(
        Verdict(
            f"At least {CHECKOUTS_PER_SECOND:.0f} whole checkouts per second",
            f"{checkout.rate:.1f}",
            checkout.rate >= CHECKOUTS_PER_SECOND,
        )
    )
    right = sum(rush.is_right for rush in rushes)
    found.append(
        Verdict(
            f"{BUYERS} buyers at once and {UNITS} units: exactly {UNITS} orders, everyone else told, stock 0",
            f"{right} of {len(rushes)} trials; orders {', '.join(str(rush.orders) for rush in rushes)}",
            right == len(rushes),
        )
    )
    return found


def table(figures: Mapping[str, Figures]) -> list[str]:
    """Return the table of all journeys, as Markdown."""
    rows = [
        "| | per second | p50 | p95 | p99 | SQL per request | times the bare view |",
        "| --- | ---: | ---: | ---: | ---: | --- | ---: |",
    ]
    for name, one in figures.items():
        times = "1" if name == BARE else f"{one.times_the(figures[BARE]):.1f}"
        percentiles = " | ".join(f"{one.percentile(p):.0f} ms" for p in (50, 95, 99))
        rows.append(f"| {name} | {one.rate:.1f} | {percentiles} | {_statements(one)} | {times} |")
    return rows


def _statements(figures: Figures) -> str:
    parts = []
    for step, numbers in figures.statements.items():
        fewest, most = min(numbers), max(numbers)
        spread = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        parts.append(f"{step} {spread}" if len(figures.statements) > 1 else spread)
    return ", ".join(parts) or "0"


def write(
    path: Path,
    *,
    figures: Mapping[str, Figures],
    rushes: Sequence[Rush],
    machine: Machine,
    has_redis: bool,
    products: int,
    shoppers: int,
    rounds: int,
    seconds: float,
    now: datetime,
) -> None:
    """Write the page."""
    kept = verdicts(figures, rushes)
    lines = [
        "# How much the shop bears",
        "",
        "Written by `make bench` (tools/bench); do not edit it by hand.",
        "",
        f"Measured on {now:%d %B %Y} on {machine.cores} cores of {machine.cpu}, Python {platform.python_version()}, "
        f"Django {django.__version__}, Wagtail {wagtail.__version__}, PostgreSQL {machine.postgresql}.",
        "",
    ]
    if not machine.is_quiet:
        lines += [
            f"**The machine was busy with other things (load {machine.load:.1f} before the start): the ratios to the bare "
            "view, the SQL statements and the orders count; the figures per second and the times do not.** Run it again on a "
            "quiet machine before you quote them.",
            "",
        ]
    lines += [
        *table(figures),
        "",
        "| Promise | Measured | |",
        "| --- | --- | --- |",
        *(f"| {one.promise} | {one.measured} | {'kept' if one.kept else '**missed**'} |" for one in kept),
        "",
        "## What is measured, and how",
        "",
        f"- A shop with the demo's pages and an invented catalogue of {products:,} products with three variants each "
        "(`load_catalogue`), in both languages, on a PostgreSQL of its own that waits for the disk. "
        + (
            "Cache, sessions and the queue live in a Redis on the same cores, as production requires."
            if has_redis
            else "No Redis was found: cache, sessions and the queue live in PostgreSQL too, which is slower than production."
        ),
        f"- A real gunicorn with gunicorn.conf.py, {WORKERS} workers of {THREADS} threads, DEBUG off, templates cached, static "
        "files hashed. Only the restart of a worker after so many requests is off.",
        f"- {shoppers} shoppers at once on kept connections. The client is ours (tools/bench/client.py) and runs on the same "
        "cores; it fetches pages, no pictures and no styles.",
        f"- {rounds} rounds of {seconds:.0f} seconds each, in turn with a bare Django view in a gunicorn of the same size that "
        "returns 30 KB and asks no database. Per second is the median of the rounds; times come from all of them. "
        "“Times the bare view” is how many of its requests the machine serves in the time of one of these.",
        f"- Add to cart: the first to the {LINES}th line of a new cart. Whole checkout: product page, add to cart, checkout "
        "page, order placed with cash on delivery, four requests of a guest without cookies; stock is taken from one of "
        "the products at random. p50, p95 and p99 of a checkout are those of all four requests together.",
        "- The mail of an order is noted and queued. Its words are the worker's business, and no worker runs beside.",
        "- The shop's rate limits are on and count (one statement each). Every shopper states an address of its own as a "
        "proxy would; `TRUSTED_PROXIES` is 1 in the bench's settings.",
        "- SQL statements are counted by a middleware of the bench's own settings: whatever goes through a cursor, "
        "savepoints included, BEGIN, COMMIT and the cache (in production it is Redis) not.",
        "",
        "For comparison, django-oscar on such a machine: add to cart 29 to 47 SQL statements and 72 times the bare view, cart "
        "36 and 101 times, placing five lines 108, 10 checkouts per second; 20 buyers at once for 5 units made 6 to 9 orders in "
        "ten of ten trials.",
        "",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
