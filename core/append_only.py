"""Database triggers that let rows be added to a table but never altered or deleted."""

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION vitrina_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """Return the migration step that refuses UPDATE, DELETE and TRUNCATE on `table`.

    Test databases are emptied by TRUNCATE between transactional tests; they alone may set
    `vitrina.allow_truncate` to `on` for that.
    """
    return migrations.RunSQL(
        sql=f"""
        {_FUNCTION}
        CREATE OR REPLACE FUNCTION vitrina_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('vitrina.allow_truncate', true) = 'on' THEN RETURN NULL; END IF;
            RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END;
        $$;
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION vitrina_append_only();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION vitrina_no_truncate();
        """,
        reverse_sql=f"""
        DROP TRIGGER IF EXISTS {table}_append_only ON {table};
        DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
        """,
    )
