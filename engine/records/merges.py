"""Merged cells: Excel keeps one value for all of them, so what each row or column says is lost."""

from __future__ import annotations

from collections.abc import Sequence

from engine.records.cells import Cell, Unreadable, blank
from engine.records.rejections import RecordsError
from engine.records.sheets import letter
from engine.records.sheetscan import Merged


def mark_merged(rows: list[list[Cell]], ranges: Sequence[Merged], where: str) -> str | None:
    """Make the cells of each range that holds a value unreadable; give the first range in the header instead.

    Ranges that hold nothing lose nothing. Raises RecordsError where ranges overlap so much that they cover
    more cells than the sheet has.
    """
    width = max(map(len, rows), default=0)
    left = len(rows) * width
    header = None
    for merged in ranges:
        top, start = merged.top, merged.left
        if (top, start) == (merged.bottom, merged.right) or top >= len(rows) or start >= len(rows[top]):
            continue
        value = rows[top][start]
        if blank(value):
            continue
        called = f"{letter(start)}{top + 1}:{letter(merged.right)}{merged.bottom + 1}"
        if top == 0:
            header = header or called
        flaw = Unreadable(
            str(value), f"单元格在合并区域 {called} 内，各行各列的值已丢失；请取消合并，每格各填各的值"
        )
        for number in range(max(top, 1), min(merged.bottom + 1, len(rows))):
            row = rows[number]
            end = min(merged.right + 1, len(row))
            left -= max(end - start, 0)
            if left < 0:
                raise RecordsError(f"{where}：合并单元格互相重叠；请取消合并，每格各填各的值。")
            row[start:end] = [flaw] * (end - start)
    return header
