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


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("event", ["UPDATE", "DELETE"])
def test_every_history_has_its_guard_for_each_row(table, event):
    """The guard is the same function everywhere; what it does is shown on the audit entries above."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.triggers"
            " WHERE event_object_table = %s AND event_manipulation = %s AND action_timing = 'BEFORE'"
            " AND action_orientation = 'ROW' AND action_statement LIKE '%%vitrina_append_only()'",
            [table, event],
        )
        assert cursor.fetchone()[0] == 1
