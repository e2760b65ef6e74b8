"""Typed reading of the process environment: the only place that touches os.environ for settings."""

from __future__ import annotations

import builtins
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, overload
from urllib.parse import parse_qsl, quote, unquote, urlsplit

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})
DATABASE_SCHEMES = frozenset({"postgres", "postgresql"})


class EnvironmentFault(Exception):
    """A variable is missing or cannot be understood; the message names it and never repeats its value."""


class Env:
    """Reads variables from a mapping and remembers every name that was asked for."""

    def __init__(self, source: Mapping[builtins.str, builtins.str] | None = None) -> None:
        self._source = os.environ if source is None else source
        self.names_read: set[builtins.str] = set()

    def raw(self, name: builtins.str) -> builtins.str | None:
        """Return the value of NAME, or the stripped content of the file that NAME_FILE points to, or None.

        An empty value counts as not set, because compose files and CI systems pass unset variables on that way.
        """
        self.names_read.add(name)
        value = self._source.get(name, "")
        file_name = self._source.get(f"{name}_FILE", "")
        if value and file_name:
            raise EnvironmentFault(f"Both {name} and {name}_FILE are set: keep one of them.")
        if file_name:
            try:
                value = Path(file_name).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise EnvironmentFault(f"{name}_FILE cannot be read: {error.strerror}.") from error
        return value or None

    def required(self, name: builtins.str) -> builtins.str:
        """Return the value of NAME; raises EnvironmentFault when it is not set."""
        value = self.raw(name)
        if value is None:
            raise EnvironmentFault(
                f"{name} is not set. Set it, or {name}_FILE with the path of a file that holds it."
            )
        return value

    @overload
    def str(self, name: builtins.str, default: builtins.str) -> builtins.str: ...
    @overload
    def str(self, name: builtins.str, default: None = None) -> builtins.str | None: ...
    def str(self, name: builtins.str, default: builtins.str | None = None) -> builtins.str | None:
        """Return the value of NAME or the default."""
        value = self.raw(name)
        return default if value is None else value

    def bool(self, name: builtins.str, default: builtins.bool = False) -> builtins.bool:
        """Return NAME read as 1/true/yes/on or 0/false/no/off."""
        value = self.raw(name)
        if value is None:
            return default
        word = value.strip().lower()
        if word in TRUE_WORDS:
            return True
        if word in FALSE_WORDS:
            return False
        raise EnvironmentFault(f"{name} must be one of 1, 0, true, false, yes, no, on, off.")

    @overload
    def int(self, name: builtins.str, default: builtins.int) -> builtins.int: ...
    @overload
    def int(self, name: builtins.str, default: None = None) -> builtins.int | None: ...
    def int(self, name: builtins.str, default: builtins.int | None = None) -> builtins.int | None:
        """Return NAME read as a whole number."""
        value = self.raw(name)
        if value is None:
            return default
        if not re.fullmatch(r"[+-]?[0-9]+", value.strip()):
            raise EnvironmentFault(f"{name} must be a whole number.")
        return int(value)

    def list(
        self, name: builtins.str, default: builtins.list[builtins.str] | None = None
    ) -> builtins.list[builtins.str]:
        """Return the comma-separated values of NAME, stripped, without empty ones."""
        value = self.raw(name)
        if value is None:
            return list(default or [])
        return [part.strip() for part in value.split(",") if part.strip()]

    @overload
    def url(self, name: builtins.str, default: builtins.str) -> builtins.str: ...
    @overload
    def url(self, name: builtins.str, default: None = None) -> builtins.str | None: ...
    def url(self, name: builtins.str, default: builtins.str | None = None) -> builtins.str | None:
        """Return NAME read as an absolute URL, without a slash at the end."""
        value = self.raw(name)
        if value is None:
            return default
        parts = urlsplit(value)
        if not parts.scheme or not (parts.netloc or parts.path):
            raise EnvironmentFault(f"{name} must be an absolute URL such as https://shop.example.")
        return value.rstrip("/")


def database_config(url: str) -> dict[str, Any]:
    """Turn a PostgreSQL URL into an entry of Django's DATABASES.

    `postgresql://user:password@host:5432/name` and, for a unix socket, `postgresql://user@/name?host=/socket/dir`.
    Other query parameters (sslmode, connect_timeout, options, ...) are passed to psycopg.
    Raises EnvironmentFault for anything that is not PostgreSQL.
    """
    parts = urlsplit(url)
    if parts.scheme not in DATABASE_SCHEMES:
        raise EnvironmentFault(
            "DATABASE_URL must begin with postgresql://: the shop runs on PostgreSQL only."
        )
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise EnvironmentFault("DATABASE_URL names no database.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    port = options.pop("port", None) or parts.port or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port),
        "OPTIONS": options,
    }


def with_database_name(url: str, name: str) -> str:
    """Return the same PostgreSQL URL for another database on the same server."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/{quote(name)}" + (f"?{parts.query}" if parts.query else "")


def broker_url(database_url: str, *, database: str = "broker", prefix: str = "sqla+") -> str:
    """Return the address of Celery's broker that lives beside the shop's database, in a database of its own.

    With prefix="db+" it is the address of a result backend. Query parameters are kept (a socket directory is one).
    """
    return f"{prefix}postgresql+psycopg" + with_database_name(database_url, database).removeprefix(
        urlsplit(database_url).scheme
    )


env = Env()
