"""Adding many rows of one table at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Dialect, insert
from sqlalchemy.exc import DatabaseError

from engine.store.columns import Row
from engine.store.transaction import Writing


def append_rows(session: Writing, model: type[Row], rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows, given as column → value; `recorded_at` is the transaction's. They don't come back with ids.

    50,000 rows take one second on SQLite (one statement for all) and on PostgreSQL (COPY).
    """
    session.flush()
    table: Any = model.__table__  # type: ignore[attr-defined]
    # Every row names every column, so that one statement serves them all.
    default = {c.name: c.default.arg if c.default is not None else None for c in table.c if c.name != "id"}
    given = [{**default, **row, "recorded_at": session.now} for row in rows]
    if not given:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        _copy(connection, table, list(default), given)
    else:
        connection.execute(insert(table), given)


def _copy(connection: Connection, table: Any, names: list[str], rows: list[dict[str, Any]]) -> None:  # noqa: ANN401
    columns = [(name, _written(table.c[name], connection.dialect)) for name in names]
    spelt = ", ".join(f'"{name}"' for name in names)
    driver: Any = connection.connection.driver_connection
    statement = f"COPY {table.name} ({spelt}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([write(row[name]) for name, write in columns])
    except connection.dialect.loaded_dbapi.Error as error:
        # As SQLAlchemy wraps what it runs itself.
        raise DatabaseError(statement, None, error) from error


def _written(column: Any, dialect: Dialect) -> Callable[[Any], Any]:  # noqa: ANN401 - any type of column
    """How the driver takes a value of a column."""
    return column.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: Any) -> Any:  # noqa: ANN401
    return value
