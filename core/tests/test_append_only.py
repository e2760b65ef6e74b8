"""The histories that nobody may rewrite, asked of the database itself."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction

from core.actors import SYSTEM
from core.audit import record_audit
from core.models import AuditEntry

pytestmark = pytest.mark.django_db

TABLES = [
    "core_auditentry",
    "legal_pages_legalversion",
    "orders_orderevent",
    "products_pricechange",
    "products_stockmovement",
]


def refused(statement: str) -> str:
    """Run the statement, which must fail as an integrity violation, and return what the database said."""
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value)


@pytest.fixture
def entry() -> AuditEntry:
    return record_audit(
        actor=SYSTEM, action="x", obj=Group.objects.create(name="g"), changes={}, reason="as it was"
    )


def test_an_entry_cannot_be_altered(entry):
    said = refused("UPDATE core_auditentry SET reason = 'otherwise'")

    assert "rows of core_auditentry are append-only" in said
    entry.refresh_from_db()
    assert entry.reason == "as it was"


def test_an_entry_cannot_be_deleted(entry):
    assert "append-only" in refused("DELETE FROM core_auditentry")
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("table", TABLES)
def test_a_history_cannot_be_emptied_at_once(table):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL vitrina.allow_truncate = 'off'")

    assert f"rows of {table} are append-only" in refused(f"TRUNCATE {table} CASCADE")


ANY_VALUE = {
    "bigint": "1",
    "integer": "1",
    "smallint": "1",
    "numeric": "1",
    "boolean": "false",
    "character varying": "'x'",
    "text": "'x'",
    "jsonb": "'{}'",
    "uuid": "gen_random_uuid()",
    "date": "current_date",
    "timestamp with time zone": "now()",
}


def add_row(table: str) -> str:
    """Add a row with some value in every column that asks for one; return the name of its first text column.

    Its foreign keys lead nowhere, which the database would notice at commit; the test takes the row back before that.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = %s AND is_nullable = 'NO' AND is_identity = 'NO' ORDER BY ordinal_position",
            [table],
        )
        columns = dict(cursor.fetchall())
        values = ", ".join(ANY_VALUE[kind] for kind in columns.values())
        cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})")  # noqa: S608
    return next(name for name, kind in columns.items() if kind == "character varying")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_of_a_history_can_be_altered_or_deleted(table):
    with transaction.atomic():
        column = add_row(table)

        altered = refused(f"UPDATE {table} SET {column} = 'y'")  # noqa: S608
        deleted = refused(f"DELETE FROM {table}")  # noqa: S608

        transaction.set_rollback(True)
    assert f"rows of {table} are append-only" in altered
    assert f"rows of {table} are append-only" in deleted
