"""The shop that is measured: its own PostgreSQL, filled once and kept, and a real gunicorn in front of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.env import broker_url
from tools.postgres import Cluster, Server
from tools.postgres.places import PROJECT

NAME = "bench"
VAR = PROJECT / "var" / "bench"
WORKERS = 2
THREADS = 4
PATIENCE = 60


@dataclass(frozen=True)
class Goods:
    """Something to buy: the path of its page and the variant to put into the cart."""

    path: str
    variant: str


class BenchFault(Exception):
    """The bench cannot go on; the message says why."""


def environment(server: Server, port: int, redis: str | None = None) -> dict[str, str]:
    """Return the environment of every program of the bench. No card is offered: there is no provider to measure.

    Without a Redis the cache, the sessions and the queue live in PostgreSQL.
    """
    given = {
        "DJANGO_SETTINGS_MODULE": "tools.bench.settings",
        "PYTHONPATH": f"{PROJECT}{os.pathsep}{PROJECT / 'site'}",
        "DATABASE_URL": server.url,
        **({"REDIS_URL": redis} if redis else {"CELERY_BROKER_URL": broker_url(server.url)}),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DEMO_STAFF_PASSWORD": "only-for-the-bench-only-here",
        "ENVIRONMENT": "bench",
        "LOG_LEVEL": "WARNING",
        "BENCH_DIR": str(VAR),
    }
    unwanted = {
        "REDIS_URL",
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRETS",
        "STRIPE_API_BASE",
        "CELERY_BROKER_URL",
        "TRUSTED_PROXIES",
    }
    inherited = {
        name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in unwanted
    }
    return inherited | given


def prepare(server: Server, port: int, *, products: int) -> None:
    """Bring database, catalogue and static files up to what is asked for; what is there is left alone."""
    manage = [sys.executable, "manage.py"]
    for command in (
        ["migrate", "--verbosity=0", "--no-input"],
        ["createcachetable", "--verbosity=0"],
        ["seed_demo", "--force"],
        ["load_catalogue", "--force", f"--products={products}"],
        ["collectstatic", "--no-input", "--verbosity=0"],
    ):
        began = time.monotonic()
        print(f"  {command[0]}", end="", flush=True)
        done = subprocess.run(
            [*manage, *command],
            cwd=PROJECT,
            env=environment(server, port),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise BenchFault(f"{command[0]} failed:\n{done.stderr.strip()[-3000:]}")
        print(f"  {time.monotonic() - began:.0f} s")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def cluster() -> Cluster:
    """Return the bench's own server; it writes to the disk before it says so, as production does."""
    return Cluster(NAME, durable=True)


def goods(server: Server) -> list[Goods]:
    """Return what the shoppers may buy: the Bulgarian pages of the loaded catalogue, each with its first variant."""
    with psycopg.connect(server.url) as connection:
        rows = connection.execute(
            "SELECT l.url, v.public_id FROM products_listingentry l"
            " JOIN products_product p ON p.id = l.product_id"
            " JOIN products_variant v ON v.product_id = p.id AND v.position = 0"
            " JOIN products_stock s ON s.variant_id = v.id"
            " WHERE l.locale_code = 'bg' AND p.external_key LIKE 'sample:%' AND s.on_hand - s.reserved > 100"
            " ORDER BY p.id"
        ).fetchall()
    if not rows:
        raise BenchFault("Nothing is left to buy. Run `make bench ARGS=--fresh`.")
    return [Goods(path=path_of(url), variant=str(variant)) for url, variant in rows]


def path_of(url: str) -> str:
    """Return the path of the address of a page, which names the host where there are several sites."""
    return "/" + url.split("/", 3)[3] if "://" in url else url


@contextmanager
def gunicorn(application: str, port: int, variables: dict[str, str], log: Path) -> Iterator[None]:
    """Serve an application with two workers until the block ends.

    As gunicorn.conf.py says, but for the restart of a worker after so many requests: where it falls would be chance.
    """
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "gunicorn.conf.py",
        "--max-requests",
        "0",
        application,
    ]
    own = {
        "WEB_BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(WORKERS),
        "WEB_THREADS": str(THREADS),
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=variables | own,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(port, process, log)
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(port):
            return
        time.sleep(0.2)
    raise BenchFault(f"gunicorn on port {port} does not answer:\n{log.read_text()[-3000:]}")


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE).close()
    except urllib.error.HTTPError:
        return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    return True
