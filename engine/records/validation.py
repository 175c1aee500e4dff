"""From the cells of sheets to a draft: each cell parsed on its own, every fault of every row kept."""

from __future__ import annotations

from collections.abc import Sequence

from engine.jurisdictions import Tree
from engine.records.cells import Cell, Fault, blank
from engine.records.drafts import Draft
from engine.records.headers import Matched, match, unknown_reason
from engine.records.parsers import Parser
from engine.records.rejections import Origin, RecordsError, Rejection, shown
from engine.records.rowrules import check_rows
from engine.records.schema import Table
from engine.records.sheets import Sheet, letter


def draft_of(table: Table, sheets: Sequence[Sheet], tree: Tree) -> tuple[Draft, list[Rejection]]:
    """Parse all sheets of one table; the list holds what concerns a column and no row.

    Raises RecordsError: a required column is missing, or two columns mean the same.
    """
    draft = Draft(table)
    parsers = {column.name: Parser(column, tree) for column in table.columns}
    about_columns: list[Rejection] = []
    for sheet in sheets:
        matched = _matched(table, sheet)
        about_columns += _unread(table, sheet, matched)
        _append(draft, sheet, matched, parsers)
    _collect_faults(draft)
    check_rows(draft)
    return draft, about_columns


def _matched(table: Table, sheet: Sheet) -> Matched:
    matched = match(table, sheet.header)
    if matched.doubled:
        first, second = matched.doubled[0]
        raise RecordsError(f"{sheet.place}：“{first}”与“{second}”是同一列；请只保留一列。")
    missing = matched.missing(table)
    if missing:
        names = "、".join(f"{column.label}（{column.name}）" for column in missing)
        raise RecordsError(
            f"{sheet.place}：{table.label}表缺少必填的列 {names}{_header_hint(table, sheet)}；"
            f"请补上这些列，或用 wenze template 生成的模板重新填写。"
        )
    return matched


def _header_hint(table: Table, sheet: Sheet) -> str:
    """Why a sheet may seem to lack columns that a person sees in it."""
    if len(sheet.header) == 1 and any(mark in sheet.header[0] for mark in "\t;；|"):
        return "（各列之间须用逗号分隔）"
    for number, row in enumerate(sheet.rows[:10], start=2):
        if not match(table, [str(value) for value in row]).missing(table):
            return f"（列名在第{number}行；列名须在第1行，请删去其上的标题行）"
    return ""


def _unread(table: Table, sheet: Sheet, matched: Matched) -> list[Rejection]:
    out = []
    for position, header in matched.unknown:
        if header:
            reason = unknown_reason(table, header)
            out.append(Rejection(sheet.file, sheet.name, 1, shown(header), shown(header), reason))
        elif any(position < len(row) and not blank(row[position]) for row in sheet.rows):
            reason = f"{letter(position)} 列有内容但没有列名，该列未读入；请补上列名或删去该列"
            out.append(Rejection(sheet.file, sheet.name, 1, f"{letter(position)}列", "", reason))
    return out


def _append(draft: Draft, sheet: Sheet, matched: Matched, parsers: dict[str, Parser]) -> None:
    width = len(sheet.header)
    rows = [(row, number) for number, row in enumerate(sheet.rows, start=2) if not all(map(blank, row))]
    first = len(draft)
    draft.origins += [Origin(sheet.file, sheet.name, number) for _, number in rows]
    for name, parser in parsers.items():
        position = matched.positions.get(name)
        cells: list[Cell]
        if position is None:
            cells = [""] * len(rows)
        else:
            cells = [row[position] if position < len(row) else "" for row, _ in rows]
        draft.given[name] += cells
        draft.values[name] += [parser[cell] for cell in cells]
    for index, (row, _) in enumerate(rows, start=first):
        if len(row) > width and not all(map(blank, row[width:])):
            extra = next(value for value in row[width:] if not blank(value))
            draft.reject(index, None, "该行的列比表头多，各列可能已错位；含逗号的内容请加英文双引号", extra)


def _collect_faults(draft: Draft) -> None:
    for name, values in draft.values.items():
        for row, value in enumerate(values):
            if type(value) is Fault:
                draft.reject(row, name, str(value))
