"""Versions of records: what is known of some ids, and adding to it; in bulk, never row by row."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Session

from engine.records.cells import Value
from engine.store.appending import append_rows
from engine.store.columns import canonical, written
from engine.store.models import RecordVersion
from engine.store.transaction import Writing

__all__ = [
    "Known",
    "Version",
    "append_rows",
    "append_versions",
    "content",
    "digest",
    "latest",
    "owners",
    "told",
]

_BATCH: Final = 5_000
_NUMBERED: Final = re.compile(r".+~\d+~*")
_RECORDS: Final[Any] = RecordVersion.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Version:
    """What is to be said of a record: `cells` is its typed row (English column → value), as the reader types it."""

    table: str
    record_id: str
    cells: Mapping[str, Value]
    sheet: str | None = None
    row: int | None = None
    minted_from: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The last version of a record."""

    record_id: str
    version: int
    row_id: str
    content: str
    content_sha256: str
    withdrawn: bool


def content(cells: Mapping[str, Value]) -> str:
    """A typed row as canonical JSON: without `recorded_at`, which is the store's, and without what is empty."""
    return canonical(
        {name: _plain(value) for name, value in cells.items() if name != "recorded_at" and value}
    )


def _plain(value: Value) -> str | bool:
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, date):
        return value.isoformat()
    return value or ""


def digest(text: str) -> str:
    """SHA-256 of a content, as the store keeps it."""
    return hashlib.sha256(text.encode()).hexdigest()


def latest(session: Session, table: str, ids: Iterable[str]) -> dict[str, Known]:
    """The last version of each record of a table, by the id given; ids of no record are left out.

    An id may also be that of a row as the office's own lists show it (`D1~2`): it leads to its record.
    """
    out: dict[str, Known] = {}
    given = sorted(set(ids))
    led = owners(session, table, [one for one in given if _NUMBERED.fullmatch(one)])
    for some in _batches(given):
        newest = _newest(session, table, [led.get(one, one) for one in some])
        out |= {one: newest[owner] for one in some if (owner := led.get(one, one)) in newest}
    return out


def owners(session: Session, table: str, row_ids: Iterable[str]) -> dict[str, str]:
    """The record of each row id that the engine's documents show (`D1~2` → `D1`); unknown ones are left out."""
    c = _RECORDS.c
    out: dict[str, str] = {}
    for some in _batches(sorted(set(row_ids))):
        found = session.execute(select(c.row_id, c.record_id).where(c.table == table, c.row_id.in_(some)))
        out |= dict(found.all())
    return out


def told(session: Session, table: str, row_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The cells of each row by the row id that the engine's documents show; unknown ones are left out."""
    c = _RECORDS.c
    out: dict[str, dict[str, Any]] = {}
    for some in _batches(sorted(set(row_ids))):
        found = session.execute(select(c.row_id, c.content).where(c.table == table, c.row_id.in_(some)))
        out |= {row_id: json.loads(content) for row_id, content in found}
    return out


def _newest(session: Session, table: str, ids: Sequence[str]) -> dict[str, Known]:
    c = _RECORDS.c
    rows = session.execute(
        select(c.record_id, c.version, c.row_id, c.content, c.content_sha256, c.withdrawn)
        .where(c.table == table, c.record_id.in_(ids))
        .order_by(c.version)
    )
    return {row.record_id: Known(*row) for row in rows}


def append_versions(session: Writing, versions: Sequence[Version], import_id: int | None) -> list[str]:
    """Add a version to each record, in the order given; returns the row ids.

    What is said is not compared with what is known: the caller leaves out what has not changed (`latest`).
    """
    records: dict[tuple[str, str], tuple[str, int]] = {}
    for table in {version.table for version in versions}:
        found = latest(session, table, [v.record_id for v in versions if v.table == table])
        records |= {(table, one): (last.record_id, last.version) for one, last in found.items()}
    numbers = {(table, record_id): number for (table, _), (record_id, number) in records.items()}
    rows: list[dict[str, Any]] = []
    for version in versions:
        record_id, _ = records.get((version.table, version.record_id), (version.record_id, 0))
        number = numbers[version.table, record_id] = numbers.get((version.table, record_id), 0) + 1
        text = content(version.cells)
        rows.append(
            {
                "table": version.table, "record_id": record_id, "version": number,
                "row_id": record_id if number == 1 else f"{record_id}~{number}",
                "content": text, "content_sha256": digest(text),
                "withdrawn": bool(version.cells.get("withdrawn")), "minted_from": version.minted_from,
                "import_id": import_id, "sheet": version.sheet, "row": version.row,
            }
        )  # fmt: skip
    append_rows(session, RecordVersion, _free(session, rows))
    return [row["row_id"] for row in rows]


def _free(session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Row ids that nothing else bears: a department's own id may look like one (`P1~2`)."""
    for table in {row["table"] for row in rows}:
        own = [row for row in rows if row["table"] == table]
        given = {row["row_id"] for row in own if row["version"] == 1}
        later = [row for row in own if row["version"] > 1]
        taken = given | set(latest(session, table, [row["row_id"] for row in later]))
        for row in later:
            while row["row_id"] in taken:
                row["row_id"] += "~"
            taken.add(row["row_id"])
    return rows


def _batches(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
