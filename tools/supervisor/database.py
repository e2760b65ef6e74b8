"""The demo's databases: on the embedded server, or on one that DATABASE_URL names."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from psycopg import sql

from tools.postgres import Cluster
from tools.supervisor.parts import Part, Service, Step
from tools.supervisor.supervisor import PartFailed


def embedded_parts(cluster: Cluster) -> Sequence[Part]:
    """Return the parts that bring the embedded server up with the shop's and the broker's database."""

    def prepare() -> None:
        # Left running by a supervisor that was killed: it stops cleanly here and comes back as our child.
        cluster.stop()
        with cluster.locked():
            cluster.prepare()

    return [
        Step("postgres", action=prepare),
        Service(
            "postgres",
            cluster.command(),
            is_healthy=lambda child: cluster.is_ready(),
            stop_signal=cluster.STOP_SIGNAL,
            grace=60,
            may_be_hurried=False,
            popen_options=cluster.popen_options(),
        ),
        Step("postgres", action=cluster.ensure_databases),
    ]


def ensure_broker_database(url: str, name: str) -> None:
    """Create the queue's database on a given server if it is not there; raises PartFailed with what to do."""
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise PartFailed(
            f"The queue needs a database called {name} beside the shop's, and this user may not create it. "
            f"Run `createdb {name}` as its owner, or set REDIS_URL or CELERY_BROKER_URL."
        ) from error
    except psycopg.OperationalError as error:
        raise PartFailed(f"DATABASE_URL does not work: {str(error).strip()}") from error
