"""From the cells of sheets to a draft: each cell parsed on its own, every fault of every row kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import itemgetter

from engine.jurisdictions import Tree
from engine.records.cells import Cell, Fault, blank
from engine.records.drafts import Draft
from engine.records.headers import Matched, match, unknown_reason
from engine.records.parsers import Parser
from engine.records.rejections import Origin, RecordsError, Rejection, shown
from engine.records.rowrules import check_rows
from engine.records.schema import Table
from engine.records.sheets import Sheet, letter

_HINTS = 100
_OTHER_SEPARATORS = {
    ";": "分号",
    "\t": "制表符",
    "|": "竖线",
    "，": "全角逗号",
    "；": "全角分号",
    "、": "顿号",
}


def draft_of(table: Table, sheets: Sequence[Sheet], tree: Tree) -> tuple[Draft, list[Rejection]]:
    """Parse all sheets of one table; the list holds what concerns a column and no row.

    Raises RecordsError: a required column is missing, or two columns mean the same.
    """
    draft = Draft(table)
    parsers = {column.name: Parser(column, tree) for column in table.columns}
    told: list[Rejection] = []
    for sheet in sheets:
        matched = matched_columns(table, sheet)
        told += about_columns(table, sheet, matched, partial(_has_content, sheet))
        _append(draft, sheet, matched, parsers)
    _collect_faults(draft)
    check_rows(draft)
    return draft, told


def matched_columns(table: Table, sheet: Sheet) -> Matched:
    """Which column each header means. Raises RecordsError: a required one is missing, two mean the same."""
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
    if sheet.merged is not None:
        reason = f"表头的 {sheet.merged} 是合并单元格，不知是哪一列的列名"
        raise RecordsError(f"{sheet.place}：{reason}；请取消合并，每列各写列名。")
    return matched


def _header_hint(table: Table, sheet: Sheet) -> str:
    """Why a sheet may seem to lack columns that a person sees in it."""
    for mark, called in _OTHER_SEPARATORS.items():
        if any(mark in header and not _lacks(table, header.split(mark)) for header in sheet.header):
            return f"（各列之间用的是{called}，须用逗号分隔）"
    for number, row in zip(sheet.numbers[:10], sheet.rows[:10], strict=True):
        if not _lacks(table, [str(value) for value in row]):
            return f"（列名在第{number}行；列名须在第1行，请删去其上的标题行）"
    return f"（表头的 {sheet.merged} 是合并单元格，须取消合并）" if sheet.merged else ""


def _lacks(table: Table, headers: Sequence[str]) -> bool:
    return bool(match(table, headers).missing(table))


def about_columns(
    table: Table, sheet: Sheet, matched: Matched, has_content: Callable[[int], bool]
) -> list[Rejection]:
    """What concerns a column and no row; `has_content` says whether a column without a header holds anything."""
    out: list[Rejection] = []
    for position, header in matched.unknown:
        if header:
            reason = unknown_reason(table, header, near=len(out) < _HINTS)
            out.append(Rejection(sheet.file, sheet.name, 1, shown(header), shown(header), reason))
        elif has_content(position):
            reason = f"{letter(position)} 列有内容但没有列名，该列未读入；请补上列名或删去该列"
            out.append(Rejection(sheet.file, sheet.name, 1, f"{letter(position)}列", "", reason))
    return out


def _has_content(sheet: Sheet, position: int) -> bool:
    return any(position < len(row) and not blank(row[position]) for row in sheet.rows)


def _append(draft: Draft, sheet: Sheet, matched: Matched, parsers: dict[str, Parser]) -> None:
    width = len(sheet.header)
    rows = sheet.rows
    first = len(draft)
    draft.origins += [Origin(sheet.file, sheet.name, number) for number in sheet.numbers]
    shortest = min(map(len, rows), default=0)
    for name, parser in parsers.items():
        position = matched.positions.get(name)
        cells: list[Cell]
        if position is None:
            cells = [""] * len(rows)
        elif position < shortest:
            cells = list(map(itemgetter(position), rows))
        else:
            cells = [row[position] if position < len(row) else "" for row in rows]
        draft.given[name] += cells
        draft.values[name] += map(parser.__getitem__, cells)
    for index, row in enumerate(rows, start=first):
        if len(row) > width and not all(map(blank, row[width:])):
            extra = next(value for value in row[width:] if not blank(value))
            draft.reject(index, None, "该行的列比表头多，各列可能已错位；含逗号的内容请加英文双引号", extra)


def _collect_faults(draft: Draft) -> None:
    for name, values in draft.values.items():
        if Fault not in map(type, values):
            continue
        for row, value in enumerate(values):
            if type(value) is Fault:
                draft.reject(row, name, value)
