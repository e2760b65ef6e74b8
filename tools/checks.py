"""`make check`: everything that must hold before a change is merged, each check with its time."""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from tools.postgres import Cluster, Lease, PostgresFault, Server
from tools.postgres.places import PROJECT
from tools.testing.databases import MigrationFault, clear_leftovers, migrated_template

PYTHON = sys.executable
PROGRAMS = os.path.dirname(sys.executable)
PREFIX = "checks_"


@dataclass(frozen=True)
class Check:
    """One command that has to end with 0."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def program(name: str, *arguments: str) -> list[str]:
    """Return the command for a program of the virtual environment."""
    return [os.path.join(PROGRAMS, name), *arguments]


def production_environment() -> dict[str, str]:
    """Return settings as a live shop has them; every secret is made up for this one run."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "shop.example",
        "SITE_URL": "https://shop.example",
        "ADMIN_PATH": f"desk-{secrets.token_hex(4)}",
        # Named because production requires it; the checks connect to PostgreSQL only.
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "STRIPE_SECRET_KEY": "_".join(("sk", "live", secrets.token_hex(24))),
        "STRIPE_WEBHOOK_SECRETS": f"whsec_{secrets.token_hex(24)}",
        "STRIPE_API_BASE": "",
    }


def all_checks(pytest_arguments: Sequence[str]) -> list[Check]:
    """Return the checks, quick ones first."""
    test_settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return [
        Check("ruff", program("ruff", "check", "--output-format", "concise", ".")),
        Check("format", program("ruff", "format", "--check", "--output-format", "concise", ".")),
        Check("templates", program("djlint", "--lint", "--quiet", "templates")),
        Check("import contracts", program("lint-imports", "--no-cache"), test_settings),
        Check("types", program("mypy"), test_settings),
        Check("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], test_settings),
        Check(
            "deployment",
            [PYTHON, "manage.py", "check", "--deploy", "--database", "default", "--fail-level", "WARNING"],
            production_environment(),
        ),
        Check("tests", [PYTHON, "-m", "pytest", "--numprocesses=auto", *pytest_arguments]),
    ]


@contextmanager
def database_for_checks() -> Iterator[str]:
    """Yield the address of a migrated database of this run's own; it is dropped afterwards."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with ExitStack() as stack:
        lease = Lease(Cluster("test"))
        stack.callback(lease.release)
        server = lease.acquire(when_first=clear_leftovers)
        name = f"{PREFIX}{os.getpid()}"
        _execute(server, "CREATE DATABASE {} TEMPLATE {}", name, migrated_template(server))
        stack.callback(_execute, server, "DROP DATABASE {} WITH (FORCE)", name)
        yield server.cluster.url(name)


def _execute(server: Server, statement: str, *names: str) -> None:
    with psycopg.connect(server.cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]


def run(check: Check, database_url: str) -> bool:
    """Run one check, print its output as it comes and return whether it passed."""
    print(f"\n== {check.name}", flush=True)
    path = f"{PROJECT}{os.pathsep}{PROJECT / 'site'}"
    environment = {**os.environ, "PYTHONPATH": path, **check.environment}
    if check.name != "tests":
        # The suite names a test database of its own.
        environment["DATABASE_URL"] = database_url
    begin = time.monotonic()
    passed = subprocess.run(check.command, cwd=PROJECT, env=environment, check=False).returncode == 0
    print(
        f"-- {check.name}: {'passed' if passed else 'FAILED'} in {time.monotonic() - begin:.1f} s", flush=True
    )
    return passed


def main(argv: Sequence[str] | None = None) -> int:
    """Run every check, or those named with --only, and return 1 if one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks", description=__doc__)
    parser.add_argument("--only", action="append", default=[], help="name of a check; may be given again")
    arguments, pytest_arguments = parser.parse_known_args(argv)
    checks = all_checks(pytest_arguments)
    unknown = set(arguments.only) - {check.name for check in checks}
    if unknown:
        parser.error(
            f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(c.name for c in checks)}"
        )
    chosen = [check for check in checks if not arguments.only or check.name in arguments.only]
    try:
        with database_for_checks() as database_url:
            failed = [check.name for check in chosen if not run(check, database_url)]
    except (PostgresFault, MigrationFault) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 1
    print(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'All checks passed.'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
