"""A workbook that comes back, read into rows: each cell judged by itself, every fault at its cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from engine.exchange.table import (
    ABOUT,
    BY_NAME,
    COLUMNS,
    DELETE,
    DIGEST,
    NONE,
    ORIGINS,
    PARAMETERS,
    YES,
    Column,
    Held,
)
from engine.records.cells import Cell, Fault, Unreadable, blank
from engine.records.dates import parse_date
from engine.records.rejections import RecordsError, place, shown
from engine.records.sheets import Sheet, letter
from engine.records.texts import legible, narrow
from engine.records.workbook import workbook_grids
from engine.rules import messages as say
from engine.rules.dated import Origin, Unit, Value
from engine.rules.vocabulary import guess, listed

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)

NO_SHEET = "{file}：没有名为“{sheet}”的工作表；请用 wenze rules export-table 重新导出，在导出的表里改。"
NO_DIGEST = "{file}：“{sheet}”工作表里没有规则摘要；请用 wenze rules export-table 重新导出，在导出的表里改。"
MERGED_HEADER = "标题行有合并的单元格 {range}；请取消合并，或者重新导出。"
NO_COLUMN = "没有“{found}”这一列；请不要改标题行，或者重新导出。"
TWICE_COLUMN = "“{found}”这一列出现了两次；请删去多余的一列。"
ODD_COLUMN = "不认识的列“{found}”，这一列不会读回；请删去，或者改为：{options}。{guess}"
EMPTY_CELL = "“{column}”没有填；{hint}"
ODD_VALUE = (
    "值“{found}”既不是整数，也不是“{yes}”或“{none}”；请写半角数字，例如 2；自该日起不再有值的写“{none}”。"
)


@dataclass(frozen=True, slots=True, order=True)
class CellFault:
    """One fault of a workbook: row as Excel counts, 0 for the whole sheet; column from 0, -1 for the whole row."""

    row: int
    column: int
    text: str
    where: str
    """File and sheet in words."""

    def __str__(self) -> str:
        """`参数表.xlsx〔参数〕H7 …`."""
        cell = (
            f"{letter(self.column)}{self.row}" if self.column >= 0 else f"第{self.row}行" if self.row else ""
        )
        return f"{self.where}{cell} {self.text}"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table whose every cell is sound by itself."""

    row: int
    rule: str
    name: str
    unit: Unit
    origin: Origin
    day: date
    value: Value
    drop: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What a workbook says: the digest of the rules it was made from, its rows, its faults; where columns stand."""

    digest: str
    lines: Sequence[Line]
    faults: Sequence[CellFault]
    columns: Mapping[str, int]
    where: str
    sheets: Mapping[str | None, Sheet]


def read_lines(file: str, data: bytes, known: Mapping[tuple[str, str], Held]) -> Given:
    """The rows of a workbook. Raises RecordsError: no workbook, hostile, too large, or without the sheets of one."""
    sheets = {grid.name: grid.sheet() for grid in workbook_grids(file, data)}
    if PARAMETERS not in sheets:
        raise RecordsError(NO_SHEET.format(file=file, sheet=PARAMETERS))
    sheet = sheets[PARAMETERS]
    digest = _digest(sheets[ABOUT]) if ABOUT in sheets else None
    if digest is None:
        raise RecordsError(NO_DIGEST.format(file=file, sheet=ABOUT))
    where = place(file, PARAMETERS)
    columns, faults = columns_of(sheet, where, COLUMNS)
    lines: list[Line] = []
    if set(columns) >= {c.name for c in COLUMNS}:
        reader = _Lines(known, columns, where)
        lines = list(reader.lines(sheet))
        faults = [*faults, *reader.faults]
    return Given(digest, lines, faults, columns, where, sheets)


def _digest(sheet: Sheet) -> str | None:
    rows = [sheet.header, *sheet.rows]
    return next((str(row[1]).strip() for row in rows if len(row) > 1 and str(row[0]).strip() == DIGEST), None)


def columns_of(sheet: Sheet, where: str, columns: Sequence[Column]) -> tuple[dict[str, int], list[CellFault]]:
    """Where the columns of a table stand in a sheet, and what is wrong with its header."""
    faults: list[CellFault] = []
    if sheet.merged:
        faults.append(CellFault(1, -1, MERGED_HEADER.format(range=sheet.merged), where))
    labels = {c.label: c.name for c in columns}
    found: dict[str, int] = {}
    for at, label in enumerate(sheet.header):
        name = labels.get(label)
        if name is None:
            if label:
                rest = [c.label for c in columns if c.label not in sheet.header]
                said = ODD_COLUMN.format(
                    found=legible(shown(label)), options=listed(rest), guess=guess(label, rest)
                )
                faults.append(CellFault(1, at, said, where))
        elif name in found:
            faults.append(CellFault(1, at, TWICE_COLUMN.format(found=label), where))
        else:
            found[name] = at
    faults += [
        CellFault(1, -1, NO_COLUMN.format(found=c.label), where) for c in columns if c.name not in found
    ]
    return found, faults


class Reader:
    """Cells of the rows of one table, each judged by itself; the faults gather in `faults`."""

    table: Mapping[str, Column] = BY_NAME

    def __init__(self, known: Mapping[tuple[str, str], Held], columns: Mapping[str, int], where: str) -> None:
        """Of a table whose columns stand at `columns`; `known`: the parameters that rows may name."""
        self.known, self.columns, self.where = known, columns, where
        self.faults: list[CellFault] = []

    def cells(self, sheet: Sheet) -> Iterator[tuple[int, dict[str, Cell]]]:
        """Each row as Excel counts, with its cells by column."""
        for number, row in zip(sheet.numbers, sheet.rows, strict=True):
            yield number, {name: row[at] if at < len(row) else "" for name, at in self.columns.items()}

    def dropped(self, row: int, cells: Mapping[str, Cell]) -> bool:
        """Whether the row is to be taken out."""
        return not blank(cells["action"]) and bool(self.chosen(row, cells, "action", {DELETE: DELETE}))

    def fault(self, row: int, column: str, text: str) -> None:
        """Note a fault of one cell."""
        self.faults.append(CellFault(row, self.columns[column], legible(text), self.where))

    def text(self, row: int, cells: Mapping[str, Cell], column: str) -> str:
        """The cell as a word; a fault and an empty word where it is empty or can't be read."""
        cell = cells[column]
        if isinstance(cell, Unreadable):
            self.fault(row, column, f"{cell.reason}。")
            return ""
        if blank(cell):
            self.fault(
                row, column, EMPTY_CELL.format(column=self.table[column].label, hint=self.table[column].hint)
            )
            return ""
        return narrow(str(cell))

    def named(self, row: int, cells: Mapping[str, Cell]) -> tuple[str, str]:
        """Rule and parameter; a fault where the rules have no such."""
        rule, name = self.text(row, cells, "rule"), self.text(row, cells, "parameter")
        rules = list(dict.fromkeys(r for r, _ in self.known))
        if rule and rule not in rules:
            said = say.NO_SUCH_RULE.format(found=shown(rule), options=listed(rules), guess=guess(rule, rules))
            self.fault(row, "rule", said)
        elif rule and name and (rule, name) not in self.known:
            names = [n for r, n in self.known if r == rule]
            self.fault(row, "parameter", say.UNDECLARED.format(found=shown(name), guess=guess(name, names)))
        return rule, name

    def chosen(self, row: int, cells: Mapping[str, Cell], column: str, words: Mapping[str, str]) -> str:
        """The code of a word of a closed list."""
        word = self.text(row, cells, column)
        if word and word not in words:
            options = self.table[column].choices
            said = say.UNKNOWN_WORD.format(
                found=shown(word), options=listed(options), guess=guess(word, options)
            )
            self.fault(row, column, said)
        return words.get(word, "")

    def day(self, row: int, cells: Mapping[str, Cell]) -> date | None:
        """The legal day from which a value holds."""
        if blank(cells["day"]):
            self.text(row, cells, "day")
            return None
        day = parse_date(cells["day"])
        if isinstance(day, Fault):
            self.fault(row, "day", f"“{shown(cells['day'])}”{day}。")
            return None
        return day

    def value(self, row: int, cells: Mapping[str, Cell]) -> Value:
        """A whole number, yes, or None for none."""
        word = self.text(row, cells, "value")
        if not word:
            return None
        if _INTEGER.fullmatch(word):
            return int(word)
        if word in {YES, "yes"}:
            return "yes"
        if word not in {NONE, "null"}:
            self.fault(row, "value", ODD_VALUE.format(found=shown(word), yes=YES, none=NONE))
        return None


class _Lines(Reader):
    def lines(self, sheet: Sheet) -> Iterator[Line]:
        for number, cells in self.cells(sheet):
            before = len(self.faults)
            rule, name = self.named(number, cells)
            unit = self.chosen(number, cells, "unit", {u: u for u in BY_NAME["unit"].choices})
            origin = self.chosen(number, cells, "origin", {**ORIGINS, **{o: o for o in ORIGINS.values()}})
            day, value = self.day(number, cells), self.value(number, cells)
            drop = self.dropped(number, cells)
            if len(self.faults) == before:
                assert day is not None  # noqa: S101 - a missing day is a fault of this row
                yield Line(number, rule, name, cast("Unit", unit), cast("Origin", origin), day, value, drop)
