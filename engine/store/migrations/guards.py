"""Triggers by which the database itself refuses to change or delete a row of the store."""

from __future__ import annotations

from typing import Final

from alembic import op

_REFUSAL: Final = "append-only"

_POSTGRES_FUNCTION: Final = f"""
CREATE OR REPLACE FUNCTION wenze_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{_REFUSAL}: %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def guard(table: str) -> None:
    """Refuse UPDATE and DELETE (on PostgreSQL also TRUNCATE) of a table, and on SQLite the deleting INSERT OR REPLACE."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRES_FUNCTION)
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION wenze_append_only()"
        )
        return
    # ruff: noqa: S608 - names of tables come from the migration itself
    for action in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{action} BEFORE {action.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
