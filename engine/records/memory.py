"""Rows given in memory instead of files: the same checks, nothing raised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.jurisdictions import Tree
from engine.records.assembly import Records, assemble
from engine.records.cells import Cell, blank, cell
from engine.records.headers import column_named, table_named, unknown_reason
from engine.records.rejections import Rejection, shown
from engine.records.schema import TABLES, Table
from engine.records.sheets import Sheet, filled


def read_rows(tables: Mapping[str, Sequence[Mapping[str, str]]], tree: Tree) -> Records:
    """Judge rows given as mappings from header to cell, English or Chinese, by table name.

    The first row of a table counts as row 2 of a file with the table's name. A table that doesn't exist, a
    header that is not known and a row that says one column twice with different content become rejections; a
    required column that is missing is a fault of each row.
    """
    sheets: dict[str, list[Sheet]] = {}
    rejected: list[Rejection] = []
    for name, rows in tables.items():
        table = TABLES.get(name) or table_named(name)
        if table is None:
            reason = f"没有名为“{name}”的表；可用的表：{'、'.join(TABLES)}"
            rejected.append(Rejection(name, None, None, None, "", reason))
            continue
        sheet, faults = _sheet(name, table, rows)
        sheets.setdefault(table.name, []).append(sheet)
        rejected += faults
    return assemble(sheets, tree, rejected)


def _sheet(name: str, table: Table, rows: Sequence[Mapping[str, str]]) -> tuple[Sheet, list[Rejection]]:
    names = tuple(column.name for column in table.columns)
    positions = {column: position for position, column in enumerate(names)}
    columns: dict[str, str | None] = {}
    rejected: list[Rejection] = []
    read: list[list[Cell]] = []
    for number, row in enumerate(rows, start=2):
        cells: list[Cell] = [""] * len(names)
        for header, value in row.items():
            if header not in columns:
                column = column_named(table, header)
                columns[header] = column.name if column else None
                if column is None:
                    reason = unknown_reason(table, header)
                    rejected.append(Rejection(name, None, 1, shown(header), shown(header), reason))
            target = columns[header]
            if target is None:
                continue
            content = cell(value)
            if not blank(cells[positions[target]]) and cells[positions[target]] != content:
                reason = "该行有两项是同一列而内容不同；请只保留一项"
                rejected.append(Rejection(name, None, number, target, shown(value), reason))
                cells = [""] * len(names)
                break
            cells[positions[target]] = content
        read.append(cells)
    return Sheet(name, None, names, *filled(read)), rejected
