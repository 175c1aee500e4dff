"""Where the table lies in a department's own sheet: titles above, headings, merged cells, totals and notes below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.ledgers.profile_model import SheetProfile
from engine.records.cells import Cell, blank
from engine.records.codes import folded
from engine.records.grids import Grid
from engine.records.merges import mark_merged
from engine.records.rejections import RecordsError, shown
from engine.records.sheetscan import Merged

_LOOKED: Final = 50
"""Rows in which the header is looked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: its number in the spreadsheet, its cells as given, and as they are to be read."""

    number: int
    given: Sequence[Cell]
    read: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that is no record: a title, a total, a note, a repeated header."""

    sheet: str | None
    row: int
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet taken apart; `headings` by position, empty where there is none."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    dropped: tuple[Dropped, ...]


def lay_out(grid: Grid, profile: SheetProfile) -> Layout:
    """Take a sheet apart as its profile says. Raises RecordsError where the header isn't found or is ambiguous."""
    top = header_row(grid, profile)
    if top is None:
        marks = "、".join(profile.header) if not isinstance(profile.header, int) else str(profile.header)
        raise RecordsError(
            f"{grid.place}：找不到表头（前{_LOOKED}行中没有一行同时有 {marks}）；请核对来件，或改正样式的 header。"
        )
    headings = headings_at(grid, top, profile.header_rows)
    first = top + profile.header_rows
    fate = [_fate(row, profile, grid.rows[top]) for row in grid.rows[first:]]
    filling = [p for p, heading in enumerate(headings) if heading in _spelt(profile.fill_down)]
    read = _filled(grid, filling, first, fate)
    lines, dropped = [], [
        Dropped(grid.name, number, "标题", _text(row))
        for number, row in enumerate(grid.rows[:top], start=1) if not all(map(blank, row))
    ]  # fmt: skip
    for index, why in enumerate(fate, start=first):
        given = grid.rows[index]
        if why:
            dropped.append(Dropped(grid.name, index + 1, why, _text(given)))
        elif not all(map(blank, given)):
            lines.append(Line(index + 1, given, read[index]))
    return Layout(headings, tuple(lines), tuple(dropped))


def header_row(grid: Grid, profile: SheetProfile) -> int | None:
    """Index of the (first) header row; None where it isn't found."""
    if isinstance(profile.header, int):
        return profile.header - 1 if profile.header <= len(grid.rows) else None
    marks = set(map(folded, profile.header))
    looked = range(min(_LOOKED, len(grid.rows)))
    words = [{folded(str(cell)) for cell in row} for row in grid.rows[: _LOOKED + profile.header_rows]]
    for index in looked:
        if marks <= words[index]:
            return index
    for index in looked:
        if marks <= set().union(*words[index : index + profile.header_rows]):
            return index
    return None


def headings_at(grid: Grid, top: int, height: int) -> tuple[str, ...]:
    """Headings of a header of one or more rows: `证照情况/采矿许可证` where one stands above another."""
    rows = [[_word(cell) for cell in row] for row in grid.rows[top : top + height]]
    width = max(map(len, rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    for merged in grid.merged:
        at = merged.top - top
        # What spans several columns is said of each of them; what spans rows stands in the first.
        if 0 <= at < height - 1 and merged.left < width:
            for column in range(merged.left, min(merged.right + 1, width)):
                rows[at][column] = rows[at][merged.left]
    stacked = zip(*rows, strict=True)
    return tuple("/".join(dict.fromkeys(part for part in parts if part)) for parts in stacked)


def _word(cell: Cell) -> str:
    return "".join(str(cell).split())


def _spelt(words: Sequence[str]) -> set[str]:
    return set(map(_word, words))


def _text(row: Sequence[Cell]) -> str:
    return shown(" ".join(_word(cell) for cell in row if not blank(cell)))


def _fate(row: Sequence[Cell], profile: SheetProfile, header: Sequence[Cell]) -> str | None:
    """Why a row is no record; None if it may be one."""
    texts = [folded(str(cell)) for cell in row if not blank(cell)]
    if not texts:
        return None
    if texts == [folded(str(cell)) for cell in header if not blank(cell)]:
        return "重复的表头"
    first = texts[0].rstrip(":")
    if any(first.endswith(folded(word)) for word in profile.totals):
        return "合计行"
    return "表尾" if any(first.startswith(folded(word)) for word in profile.footers) else None


def _filled(grid: Grid, columns: Sequence[int], first: int, fate: Sequence[str | None]) -> list[list[Cell]]:
    """The rows with the named columns filled down; other merged cells can't be read."""
    rows = [list(row) for row in grid.rows]
    mark_merged(rows, [m for m in grid.merged if not _is_fill(m, columns, first)], grid.place)
    for column in columns:
        last: Cell = ""
        for index in range(first, len(rows)):
            row = rows[index]
            if fate[index - first]:
                last = ""
            elif column < len(row) and not blank(row[column]):
                last = row[column]
            elif not all(map(blank, row)):
                row += [""] * (column + 1 - len(row))
                row[column] = last
    return rows


def _is_fill(merged: Merged, columns: Sequence[int], first: int) -> bool:
    return merged.left == merged.right and merged.left in columns and merged.top >= first
