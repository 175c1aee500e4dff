"""Accepted rows as typed tables, and the digest that names them whatever file they came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from engine.jurisdictions import Tree
from engine.records.cells import Value
from engine.records.corrections import settle_corrections
from engine.records.digest import digest
from engine.records.drafts import Draft
from engine.records.identity import name_posts, settle_identities
from engine.records.known import NOTHING, Known
from engine.records.references import settle_references
from engine.records.rejections import Rejection, in_order
from engine.records.schema import TABLES
from engine.records.sheets import Sheet
from engine.records.validation import draft_of

Look = Callable[[Mapping[str, Draft]], None]


@dataclass(frozen=True)
class Records:
    """What departments sent and what of it was refused.

    `tables` always holds all of them as pyarrow tables, typed by the schema, sorted by id; `rejected` is sorted
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
    drafts, faults = judge(sheets, tree)
    faults += [
        *rejected,
        *(fault for draft in drafts.values() for row in draft.faults.values() for fault in row),
    ]
    columns = {name: _columns(draft) for name, draft in drafts.items()}
    tables = {
        name: pa.table(
            [pa.array(columns[name][column.name], column.arrow) for column in table.columns],
            schema=table.arrow,
        )
        for name, table in TABLES.items()
    }
    return Records(MappingProxyType(tables), in_order(faults), digest(tables))


def judge(
    sheets: Mapping[str, Sequence[Sheet]], tree: Tree, known: Known = NOTHING, look: Look | None = None
) -> tuple[dict[str, Draft], list[Rejection]]:
    """The rows of all sheets, each with its faults, by table, and the faults that concern a column and no row.

    `known` is what rows may refer to besides; `look` may refuse more rows before references are followed.
    Raises RecordsError for a sheet whose columns can't be matched.
    """
    drafts: dict[str, Draft] = {}
    faults: list[Rejection] = []
    for name, table in TABLES.items():
        drafts[name], about_columns = draft_of(table, sheets.get(name, ()), tree)
        faults += about_columns
    name_posts(drafts["posts"])
    for draft in drafts.values():
        settle_identities(draft)
        settle_corrections(draft, known)
    if look is not None:
        look(drafts)
    settle_references(drafts, known)
    for draft in drafts.values():
        draft.tell_repeated()
    return drafts, faults


def _columns(draft: Draft) -> dict[str, list[Value]]:
    rows = sorted(draft.standing(), key=lambda row: draft.key(row) or "")
    return {name: [values[row] for row in rows] for name, values in draft.values.items()}
