"""`python -m tools.bench`: prepares the shop, measures it, prints the figures and writes docs/benchmarks.md."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tools.bench import report
from tools.bench.client import Browser
from tools.bench.journeys import Adding, Bare, Buying, Looking, addresses
from tools.bench.measure import Figures, rounds
from tools.bench.rush import Rush, leave_five, rush
from tools.bench.shop import VAR, BenchFault, Goods, cluster, environment, goods, gunicorn, prepare
from tools.postgres import PostgresFault, Server
from tools.testing.redis_server import running_redis


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--products", type=int, default=10_000, help="size of the catalogue")
    parser.add_argument("--shoppers", type=int, default=8, help="how many at once")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8.0, help="length of each part of a round")
    parser.add_argument("--trials", type=int, default=10, help="how often twenty buyers rush for five units")
    parser.add_argument("--fresh", action="store_true", help="begin with an empty database")
    parser.add_argument("--out", type=Path, default=report.PAGE, help="the page to write")
    parser.add_argument(
        "--port", type=int, default=int(os.environ.get("PORT") or 8000), help="and the one after it"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and return 0 if all promises were kept, 1 if one was missed, 2 if it could not be measured."""
    arguments = _arguments(argv)
    try:
        return _bench(arguments)
    except (BenchFault, PostgresFault) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _bench(arguments: argparse.Namespace) -> int:
    postgres = cluster()
    if arguments.fresh:
        postgres.remove()
        postgres = cluster()
    VAR.mkdir(parents=True, exist_ok=True)
    server = postgres.start()
    try:
        machine = report.Machine.here(server.url)
        print("preparing the shop (takes some minutes the first time)", flush=True)
        prepare(server, arguments.port, products=arguments.products)
        with running_redis() as redis:
            figures, rushes = _measure(arguments, server, redis)
    finally:
        server.stop()
    report.write(
        arguments.out,
        figures=figures,
        rushes=rushes,
        machine=machine,
        has_redis=redis is not None,
        products=arguments.products,
        shoppers=arguments.shoppers,
        rounds=arguments.rounds,
        seconds=arguments.seconds,
        now=datetime.now(UTC),
    )
    verdicts = report.verdicts(figures, rushes)
    print("\n".join(["", *report.table(figures), ""]))
    for one in verdicts:
        print(f"  {'kept  ' if one.kept else 'MISSED'}  {one.promise}: {one.measured}")
    if not machine.is_quiet:
        print(f"\nThe machine was busy (load {machine.load:.1f}): only ratios, statements and orders count.")
    print(f"\nWritten to {arguments.out}.")
    return 0 if all(one.kept for one in verdicts) else 1


def _measure(
    arguments: argparse.Namespace, server: Server, redis: str | None
) -> tuple[dict[str, Figures], list[Rush]]:
    shop_port, bare_port = arguments.port, arguments.port + 1
    variables = environment(server, shop_port, redis)
    stock = goods(server)
    rushed, sold = stock[: arguments.trials], stock[arguments.trials :]
    leave_five(rushed, variables)
    with (
        gunicorn("config.wsgi", shop_port, variables, VAR / "shop.log"),
        gunicorn("tools.bench.bare", bare_port, variables, VAR / "bare.log"),
    ):
        print("measuring", flush=True)
        return asyncio.run(_all(arguments, server, sold, rushed, shop_port, bare_port))


async def _all(
    arguments: argparse.Namespace,
    server: Server,
    sold: Sequence[Goods],
    rushed: Sequence[Goods],
    shop_port: int,
    bare_port: int,
) -> tuple[dict[str, Figures], list[Rush]]:
    people = addresses()
    crowd = range(arguments.shoppers)
    figures = await rounds(
        {
            report.BARE: lambda: [Bare(Browser(bare_port)) for _ in crowd],
            report.ADD: lambda: [Adding(Browser(shop_port), sold, people, seed) for seed in crowd],
            report.CART: lambda: [Looking(Browser(shop_port), sold, people, seed) for seed in crowd],
            report.CHECKOUT: lambda: [Buying(Browser(shop_port), sold, people, seed) for seed in crowd],
        },
        count=arguments.rounds,
        seconds=arguments.seconds,
        warm_up=min(2.0, arguments.seconds),
    )
    rushes = [await rush(one, port=shop_port, people=people, database=server.url) for one in rushed]
    return figures, rushes


if __name__ == "__main__":
    sys.exit(main())
