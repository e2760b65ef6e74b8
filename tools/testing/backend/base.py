"""Emptying and restoring a test database in milliseconds (Django looks for a backend in a module of this name).

A test that really commits leaves an empty database, and one that needs the rows of the migrations gets them anew. Django
truncates every table and saves every row through its model: most of a second for each such test.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.core.management.color import no_style
from django.db.backends.postgresql import base
from django.db.backends.postgresql.creation import DatabaseCreation as PostgresCreation
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations
from django.db.transaction import atomic
from psycopg import sql


class DatabaseOperations(PostgresOperations):
    def sql_flush(
        self,
        style: Any,
        tables: Sequence[str],
        *,
        reset_sequences: bool = False,
        allow_cascade: bool = False,
    ) -> list[str]:
        """Return statements that delete what there is; to truncate a table costs as much when it is empty."""
        if reset_sequences or not tables or not self._may_switch_triggers_off():
            return super().sql_flush(
                style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade
            )
        filled = [self.quote_name(table) for table in self._filled(tables)]
        # Neither foreign keys nor the triggers of append-only tables stand in the way.
        return ["SET LOCAL session_replication_role = replica", *map("DELETE FROM {}".format, filled)]

    def _may_switch_triggers_off(self) -> bool:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('is_superuser') = 'on'")
            return bool(cursor.fetchone()[0])

    def _filled(self, tables: Sequence[str]) -> list[str]:
        questions = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
                sql.Literal(table), sql.Identifier(table)
            )
            for table in tables
        ]
        with self.connection.cursor() as cursor:
            cursor.execute(sql.SQL(" UNION ALL ").join(questions))
            return [table for (table,) in cursor.fetchall()]


class DatabaseCreation(PostgresCreation):
    def serialize_db_to_string(self) -> str:
        """Return the rows of all tables as COPY writes them."""
        rows: dict[str, str] = {}
        with self.connection.cursor() as cursor:
            for table in self.connection.introspection.django_table_names(only_existing=True):
                with cursor.cursor.copy(
                    sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
                ) as outgoing:
                    text = b"".join(outgoing).decode()
                if text:
                    rows[table] = text
        return json.dumps(rows)

    def deserialize_db_from_string(self, data: str) -> None:
        """Bring all tables back to what they held, whatever they hold now."""
        tables = self.connection.introspection.django_table_names(only_existing=True, include_views=False)
        emptying = self.connection.ops.sql_flush(no_style(), tables)
        with atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            for statement in emptying:
                cursor.execute(statement)
            for table, text in json.loads(data).items():
                with cursor.cursor.copy(
                    sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
                ) as incoming:
                    incoming.write(text)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    creation_class = DatabaseCreation
