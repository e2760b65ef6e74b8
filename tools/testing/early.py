"""Pytest plugin that is loaded before Django's settings are: it says which database the suite uses.

Named in pyproject.toml as `-p tools.testing.early`; a conftest.py would come too late. Nothing is started here: the
fixtures in the root conftest.py start the server when the first test asks for a database. And nothing of `config` is
imported here, since that would choose Django's settings before pytest-django does.
"""

from __future__ import annotations

import os

from tools.postgres import Cluster

EMBEDDED_SERVER = "test"
# Set by the first process of a run and inherited by its xdist workers.
RUN_VARIABLE = "VITRINA_TEST_RUN"


def uses_embedded_server() -> bool:
    """Whether this run brought its own server (and not DATABASE_URL)."""
    return RUN_VARIABLE in os.environ


if not os.environ.get("DATABASE_URL"):
    os.environ[RUN_VARIABLE] = str(os.getpid())
    # A name of its own for each run: two runs at once must not drop each other's test database.
    os.environ["DATABASE_URL"] = Cluster(EMBEDDED_SERVER).url(f"vitrina_{os.getpid()}")
