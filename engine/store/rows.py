"""Versions of records as typed tables: from the database's rows to pyarrow, in bulk."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json as arrow_json
from sqlalchemy import select
from sqlmodel import Session

from engine.records import TABLES
from engine.store.errors import StoreError
from engine.store.models import RecordVersion

ID, RECORD, VERSION = "_id", "_record", "_version"
"""Columns beside those of the schema: the version's id in the store, its record (null where the row bears the
record's id), its number."""

_BATCH: Final = 50_000
_COLUMNS: Final[Any] = RecordVersion.__table__.c  # type: ignore[attr-defined]


@cache
def schema(table: str) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The columns of a table of the engine, and the three beside them."""
    own = TABLES[table].arrow
    return pa.schema([*own, (ID, pa.int64()), (RECORD, pa.string()), (VERSION, pa.int32())])


def fetched(session: Session, after: int) -> dict[str, Any]:
    """Versions with an id beyond `after`, by table, in the order of writing; tables without any are left out."""
    c = _COLUMNS
    query = (
        select(c.table, c.id, c.record_id, c.version, c.row_id, c.content, c.recorded_at)
        .where(c.id > after)
        .order_by(c.id)
    )
    parts: dict[str, list[Any]] = {}
    streamed = (
        session.connection().execution_options(stream_results=True, max_row_buffer=_BATCH).execute(query)
    )
    for rows in streamed.partitions(_BATCH):
        by_table: dict[str, list[Sequence[Any]]] = {}
        for row in rows:
            by_table.setdefault(row[0], []).append(row)
        for name, own in by_table.items():
            parts.setdefault(name, []).append(_typed(name, own))
    return {name: pa.concat_tables(tables) for name, tables in parts.items()}


def _typed(table: str, rows: Sequence[Sequence[Any]]) -> Any:  # noqa: ANN401
    _, ids, records, versions, row_ids, contents, instants = zip(*rows, strict=True)
    cells = _cells(table, contents)
    own = TABLES[table]
    columns = {
        **{column.name: cells[column.name] for column in own.columns},
        own.key: pa.array(row_ids, pa.string()),
        "recorded_at": _instants(instants),
        ID: pa.array(ids, pa.int64()),
        RECORD: pa.array(map(_other, records, row_ids), pa.string()),
        VERSION: pa.array(versions, pa.int32()),
    }
    return pa.table(columns, schema=schema(table))


def _other(record_id: str, row_id: str) -> str | None:
    return None if record_id == row_id else record_id


def _instants(instants: Iterable[datetime]) -> Any:  # noqa: ANN401
    return pa.array(instants, pa.timestamp("us", tz="UTC"))


def _cells(table: str, contents: Sequence[str]) -> Mapping[str, Any]:
    """The columns of JSON contents; what a content leaves out is null, or no for a flag."""
    text = "\n".join(contents).encode()
    columns = TABLES[table].columns
    read_as = [(c.name, pa.bool_() if c.kind == "flag" else pa.string()) for c in columns]
    try:
        found = arrow_json.read_json(
            io.BytesIO(text),
            # A block must hold the longest content.
            read_options=arrow_json.ReadOptions(block_size=max(1 << 22, 2 * max(map(len, contents)) * 4)),
            parse_options=arrow_json.ParseOptions(
                explicit_schema=pa.schema(read_as), unexpected_field_behavior="ignore"
            ),
        )
        cells = {c.name: found[c.name].cast(c.arrow) for c in columns}
    except pa.ArrowInvalid as error:
        raise StoreError(
            f"台账中{TABLES[table].label}表的记录内容无法读取（{str(error).splitlines()[0]}）；"
            "内容可能被程序以外的手段改动过，请运行 wenze audit verify，必要时从备份恢复。"
        ) from error
    return {
        c.name: pc.fill_null(cells[c.name], False) if c.kind == "flag" else cells[c.name] for c in columns
    }
