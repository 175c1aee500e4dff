"""Parquet files, and the sheets beside them, judged together: what `assembly` does, over millions of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from engine.jurisdictions import Tree
from engine.records.assembly import Records
from engine.records.bulkbudget import Budget
from engine.records.bulkdraft import BulkDraft, Piece
from engine.records.bulkfile import opened
from engine.records.bulkread import read_bulk
from engine.records.bulkrows import piece_of
from engine.records.bulksettle import settle
from engine.records.bulktables import table_of
from engine.records.digest import digest
from engine.records.rejections import Rejection, in_order
from engine.records.schema import TABLES, Table
from engine.records.sheets import Sheet, file_name
from engine.records.validation import draft_of


def assemble_bulk(
    sheets: Mapping[str, Sequence[Sheet]],
    files: Mapping[str, Sequence[Path]],
    tree: Tree,
    rejected: Sequence[Rejection],
) -> Records:
    """Judge Parquet files and sheets, by table name, together; `rejected` is what their reading already refused.

    Raises RecordsError for a file or sheet that can't be read as its table, or beyond the limits; OSError.
    """
    told = list(rejected)
    drafts: dict[str, BulkDraft] = {}
    budget = Budget()
    for name, table in TABLES.items():
        pieces: list[Piece] = []
        given: list[Sheet | Path] = [*sheets.get(name, ()), *files.get(name, ())]
        for one in sorted(given, key=_file):
            if isinstance(one, Sheet):
                more, faults = _of_sheet(table, one, tree)
            else:
                with opened(one) as file:
                    more, faults = read_bulk(table, file, tree, budget)
            pieces += more
            told += faults
        drafts[name] = BulkDraft(table, pieces)
    tables = {}
    for name, (accepted, faults) in settle(drafts).items():
        told += faults
        tables[name] = table_of(drafts.pop(name), accepted)
    return Records(MappingProxyType(tables), in_order(told), digest(tables))


def _file(one: Sheet | Path) -> str:
    return one.file if isinstance(one, Sheet) else file_name(one)


def _of_sheet(table: Table, sheet: Sheet, tree: Tree) -> tuple[list[Piece], list[Rejection]]:
    draft, told = draft_of(table, [sheet], tree)
    piece = piece_of(draft)
    return [piece] if piece else [], told
