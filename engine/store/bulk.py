"""The store's versions kept as Parquet beside it: a copy for speed, checked at every use, made anew when in doubt."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pyarrow import parquet
from sqlalchemy import func, select
from sqlmodel import Session

from engine.log import log
from engine.records import TABLES
from engine.store.columns import written
from engine.store.models import RecordVersion
from engine.store.rows import ID, fetched, schema

FORMAT: Final = 1
SMALL: Final = 10_000
"""Up to so many rows threads cost more than they save."""
MANIFEST: Final = "manifest.json"
_COLUMNS: Final[Any] = RecordVersion.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file: a table's versions up to the id `last`; `mark` names that version, `sha256` the file."""

    table: str
    file: str
    rows: int
    last: int
    mark: str
    sha256: str


def version_tables(session: Session, folder: Path) -> dict[str, Any]:
    """Every version in the store, by table, in the order of writing (columns: `engine.store.rows.schema`).

    Reads the Parquet files under `folder` as far as they agree with the store, the rest from the database, and
    adds that to them; a file that is missing, damaged or of another store makes all of them be written anew.
    A folder that can't be written slows the next reading down and does nothing else.
    """
    parts = _agreeing(session, folder)
    tables = _read(folder, parts)
    if tables is None:
        parts, tables = [], {}
    known = max((part.last for part in parts), default=0)
    fresh = fetched(session, known)
    grown = {
        name: pa.concat_tables([tables[name], new]) if name in tables else new for name, new in fresh.items()
    }
    tables |= grown
    if fresh:
        _keep(session, folder, parts, tables, fresh)
    return {name: tables.get(name, schema(name).empty_table()) for name in TABLES}


@cache
def _shape() -> str:
    """What the files' columns depend on."""
    columns = {name: [(c.name, c.kind) for c in table.columns] for name, table in TABLES.items()}
    return hashlib.sha256(json.dumps([FORMAT, columns]).encode()).hexdigest()


def _marks(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """What tells a version from any other with its id: an older store restored and written on has other instants."""
    c = _COLUMNS
    rows = session.execute(
        select(c.id, c.row_id, c.content_sha256, c.recorded_at).where(c.id.in_(sorted(set(ids))))
    )
    return {row.id: f"{row.row_id} {row.content_sha256} {written(row.recorded_at)}" for row in rows}


def _agreeing(session: Session, folder: Path) -> list[Part]:
    """The parts of the manifest, if all of them agree with the store; else none."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        parts = [Part(**part) for part in said["parts"]]
        agree = said["shape"] == _shape()
    except (OSError, ValueError, TypeError, KeyError):
        return []
    marks = _marks(session, (part.last for part in parts)) if agree else {}
    agree = agree and all(marks.get(part.last) == part.mark for part in parts)
    newest = session.execute(select(func.max(_COLUMNS.id))).scalar() or 0
    return parts if agree and all(part.last <= newest for part in parts) else []


def _read(folder: Path, parts: list[Part]) -> dict[str, Any] | None:
    """The tables of the parts; None if a file is missing or not the one that was written."""
    read: dict[str, list[Any]] = {}
    for part in parts:
        try:
            content = (folder / part.file).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(content).hexdigest() != part.sha256:
            return None
        table = parquet.ParquetFile(pa.BufferReader(content)).read(use_threads=part.rows > SMALL)
        read.setdefault(part.table, []).append(table)
    return {name: pa.concat_tables(tables) for name, tables in read.items()}


def _keep(
    session: Session, folder: Path, parts: list[Part], tables: Mapping[str, Any], fresh: Mapping[str, Any]
) -> None:
    """Write what is new, joined with the small parts before it: few files, each row rewritten few times."""
    kept = list(parts)
    written_parts = []
    marks = _marks(session, (new[ID][-1].as_py() for new in fresh.values()))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, new in fresh.items():
            rows = new.num_rows
            while (last := _last(kept, name)) and last.rows < 2 * rows:
                kept.remove(last)
                rows += last.rows
            end = new[ID][-1].as_py()
            written_parts.append(
                _write(folder, name, tables[name].slice(tables[name].num_rows - rows), end, marks[end])
            )
        kept += written_parts
        said = {"shape": _shape(), "parts": [asdict(part) for part in kept]}
        _replace(folder / MANIFEST, json.dumps(said, indent=1).encode())
        _clear(folder, {part.file for part in kept})
    except OSError as error:
        log().warning("bulk copy not written", folder=str(folder), why=error.strerror)


def _last(parts: list[Part], table: str) -> Part | None:
    return next((part for part in reversed(parts) if part.table == table), None)


def _write(folder: Path, table: str, rows: Any, last: int, mark: str) -> Part:  # noqa: ANN401 - pyarrow has no types
    sink = io.BytesIO()
    parquet.write_table(rows, sink, compression="zstd")
    content = sink.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    file = f"{table}-{last}-{digest[:12]}.parquet"
    _replace(folder / file, content)
    return Part(table, file, rows.num_rows, last, mark, digest)


def _replace(path: Path, content: bytes) -> None:
    """Two processes may do this at once: each writes its own file, and a name holds a whole one."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _clear(folder: Path, kept: set[str]) -> None:
    for path in folder.glob("*.parquet"):
        if path.name not in kept:
            path.unlink(missing_ok=True)
    for path in folder.glob(".*"):
        if not _alive(path.suffix[1:]):
            path.unlink(missing_ok=True)


def _alive(process: str) -> bool:
    """Whether who was writing a temporary file may still be at it."""
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
