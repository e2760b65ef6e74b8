"""A migrated database that test databases are copied from, so that only the first run after a change migrates."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from tools.postgres.cluster import TEMPLATE, Server
from tools.postgres.places import PROJECT

PREFIX = "migrated_"


class MigrationFault(Exception):
    """The project's migrations do not run on an empty database."""


def fingerprint(project: Path = PROJECT) -> str:
    """Return a name for the present state of everything that migrations are made of."""
    digest = hashlib.sha256()
    for path in [project / "requirements.txt", *sorted(project.glob("*/migrations/*.py"))]:
        digest.update(str(path.relative_to(project)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def clear_leftovers(server: Server) -> None:
    """Drop test databases that killed runs left behind and templates of migrations that have changed since."""
    current = PREFIX + fingerprint()
    with psycopg.connect(server.cluster.url("postgres"), autocommit=True) as connection:
        for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall():
            outdated = name.startswith(PREFIX) and name != current
            if outdated or name.startswith(("test_", "checks_")):
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def migrated_template(server: Server) -> str:
    """Return the name of a database with all migrations applied, made now if there is none for their present state."""
    name = PREFIX + fingerprint()
    with (server.cluster.places.home.parent / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(server.cluster.url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return name
            unfinished = f"unfinished_{name}"
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(unfinished))
            )
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(unfinished), sql.Identifier(TEMPLATE)
                )
            )
            _migrate(server.cluster.url(unfinished))
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(unfinished), sql.Identifier(name)
                )
            )
    return name


def _migrate(url: str) -> None:
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    result = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise MigrationFault(
            f"`manage.py migrate` failed on an empty database:\n{result.stderr.strip()[-4000:]}"
        )
