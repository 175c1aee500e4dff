"""Accepted rows as typed tables, and the digest that names them whatever file they came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from engine.jurisdictions import Tree
from engine.records.cells import Value
from engine.records.corrections import settle_corrections
from engine.records.drafts import Draft
from engine.records.identity import name_posts, settle_identities
from engine.records.references import settle_references
from engine.records.rejections import Rejection, in_order
from engine.records.schema import TABLES
from engine.records.sheets import Sheet
from engine.records.validation import draft_of


@dataclass(frozen=True)
class Records:
    """What departments sent and what of it was refused.

    `tables` always holds all eight as pyarrow tables, typed by the schema, sorted by id; `rejected` is sorted
    by file, sheet, row, column; `sha256` is taken over the accepted rows: order, encoding, file form and
    language of the headers don't move it.
    """

    tables: Mapping[str, Any]
    rejected: tuple[Rejection, ...]
    sha256: str


def assemble(sheets: Mapping[str, Sequence[Sheet]], tree: Tree, rejected: Sequence[Rejection]) -> Records:
    """Judge all sheets, by table name, together; `rejected` is what their reading already refused.

    Raises RecordsError for a sheet whose columns can't be matched.
    """
    drafts: dict[str, Draft] = {}
    faults = list(rejected)
    for name, table in TABLES.items():
        drafts[name], about_columns = draft_of(table, sheets.get(name, ()), tree)
        faults += about_columns
    name_posts(drafts["posts"])
    for draft in drafts.values():
        settle_identities(draft)
        settle_corrections(draft)
    settle_references(drafts)
    for draft in drafts.values():
        draft.tell_repeated()
    faults += [fault for draft in drafts.values() for row in draft.faults.values() for fault in row]
    columns = {name: _columns(draft) for name, draft in drafts.items()}
    tables = {
        name: pa.table(
            [pa.array(columns[name][column.name], column.arrow) for column in table.columns],
            schema=table.arrow,
        )
        for name, table in TABLES.items()
    }
    return Records(MappingProxyType(tables), in_order(faults), _digest(columns))


def _columns(draft: Draft) -> dict[str, list[Value]]:
    rows = sorted(draft.standing(), key=lambda row: draft.key(row) or "")
    return {name: [values[row] for row in rows] for name, values in draft.values.items()}


def _digest(columns: Mapping[str, Mapping[str, list[Value]]]) -> str:
    digest = hashlib.sha256()
    for table in sorted(columns):
        for column, values in columns[table].items():
            plain = [value.isoformat() if isinstance(value, date) else value for value in values]
            digest.update(json.dumps([table, column, plain], separators=(",", ":")).encode() + b"\n")
    return digest.hexdigest()
