"""Rows whose place the given tree of divisions doesn't have: set aside for this reading, and told."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import select
from sqlmodel import Session, col

from engine.errors import PlaceError
from engine.jurisdictions import Tree
from engine.records import TABLES, Rejection
from engine.store.models import ImportFile, RecordVersion
from engine.store.rows import ID


def unplaced(session: Session, known: dict[str, Any], tree: Tree) -> list[Rejection]:
    """Mark as withdrawn, in `known`, rows that stand and whose code is not in the tree; one fault for each.

    The store may have been filled with another tree than the one asked for now. Marked, not left out: an earlier
    version must not come back in its place.
    """
    faults: list[Rejection] = []
    for name, table in TABLES.items():
        for column in (c.name for c in table.columns if c.base == "jurisdiction"):
            rows = known[name]
            unknown = {
                code: why for code in pc.unique(rows[column]).to_pylist() if (why := _fault(tree, code))
            }
            if not unknown:
                continue
            gone = pc.or_(rows["withdrawn"], pc.is_in(rows[table.key], value_set=pc.unique(rows["replaces"])))
            lost = pc.and_not(pc.is_in(rows[column], value_set=pa.array(list(unknown), pa.string())), gone)
            at = rows.column_names.index("withdrawn")
            known[name] = rows.set_column(at, "withdrawn", pc.or_(rows["withdrawn"], lost))
            reasons = {
                row[ID]: (row[column], unknown[row[column]]) for row in _some(rows.filter(lost), column)
            }
            faults += _told(session, column, reasons)
    return faults


def _fault(tree: Tree, code: str | None) -> str | None:
    """Why a code can't be placed; None if it can."""
    if code is None or code in tree:
        return None
    try:
        tree.place(code)
    except PlaceError as error:
        return str(error).rstrip("。")
    return None


def _some(rows: Any, column: str) -> list[dict[str, Any]]:  # noqa: ANN401 - pyarrow has no types
    found: list[dict[str, Any]] = rows.select([ID, column]).to_pylist()
    return found


def _told(session: Session, column: str, reasons: dict[int, tuple[str, str]]) -> list[Rejection]:
    v, f = RecordVersion, ImportFile
    out = []
    ids = sorted(reasons)
    for start in range(0, len(ids), 5_000):
        rows = session.execute(
            select(col(v.id), col(v.row_id), col(f.name), col(v.sheet), col(v.row))
            .outerjoin(f, col(v.import_id) == col(f.id))
            .where(col(v.id).in_(ids[start : start + 5_000]))
        )
        for one, row_id, file, sheet, row in rows:
            code, why = reasons[one]
            told = f"{why}；这次评估未计入 {row_id}"
            out.append(Rejection(file or "台账", sheet, row, column, code, told))
    return out
