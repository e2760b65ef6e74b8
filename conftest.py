"""Fixtures for every test of the project: the database server, Redis and where the browser is.

pytest-django makes the test database itself; here it gets a server and a migrated template to copy from.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as properties
from pytest_django.plugin import DjangoDbBlocker

from products.tests.factories import make_site
from tools.postgres import Cluster, Lease, Server
from tools.testing.databases import clear_leftovers, migrated_template
from tools.testing.early import EMBEDDED_SERVER, uses_embedded_server
from tools.testing.redis_server import running_redis

# A busy machine makes no property wrong: pytest's own timeout ends what hangs.
properties.register_profile("shop", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("shop")


def in_ci() -> bool:
    """Whether a missing program is a failure (CI installs everything) and not a reason to skip."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def skip_or_fail(reason: str) -> None:
    """Skip on a developer's machine, fail in CI: there a skipped test would be a test that nobody runs."""
    if in_ci():
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server | None]:
    """The embedded server, up for as long as any test run uses it; None when DATABASE_URL was given."""
    if not uses_embedded_server():
        yield None
        return
    lease = Lease(Cluster(EMBEDDED_SERVER))
    try:
        yield lease.acquire(when_first=clear_leftovers)
    finally:
        lease.release()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, postgres_server: Server | None
) -> None:
    """Start the server and let Django copy its test database from the migrated template."""
    test_settings = settings.DATABASES["default"].setdefault("TEST", {})
    if postgres_server is None:
        # A given server need not have our template; its own default decides.
        test_settings["TEMPLATE"] = None
    else:
        test_settings["TEMPLATE"] = migrated_template(postgres_server)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a real Redis: REDIS_URL, or a server of our own."""
    given = os.environ.get("REDIS_URL")
    if given:
        yield given
        return
    with running_redis() as url:
        if url is None:
            skip_or_fail(
                "Needs a Redis: install redis-server (apt-get install redis-server) or set REDIS_URL."
            )
        else:
            yield url


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; tests/browser starts it."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not os.path.exists(executable):
        skip_or_fail("Needs Chromium: install it (apt-get install chromium) or set CHROMIUM to its path.")
    return executable


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Stand the site of products.tests.factories in the database, once: two of three tests need it."""
    with django_db_blocker.unblock():
        make_site()
        if hasattr(connection, "_test_serialized_contents"):
            # Tests that commit begin with it as well.
            connection._test_serialized_contents = connection.creation.serialize_db_to_string()
