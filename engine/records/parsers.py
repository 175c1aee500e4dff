"""One parser a column: from a cell to its stored value or the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from engine.jurisdictions import Tree
from engine.records import codes
from engine.records.cells import Cell, Fault, Unreadable, Value
from engine.records.dates import parse_date, parse_instant
from engine.records.places import parse_place
from engine.records.schema import Column
from engine.records.texts import harmful, hidden, narrow, tidy

ID_LIMIT = 200
CELL_LIMIT = 32_767  # what a cell of Excel can hold
_AMOUNT: Final = re.compile(r"(\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.(\d{1,2})0*)?", re.ASCII)


class Parser(dict[Cell, Value]):
    """Parses each distinct cell of a column once; looking a cell up never fails."""

    def __init__(self, column: Column, tree: Tree) -> None:
        super().__init__()
        self._column = column
        self._faults: dict[Fault, Fault] = {}
        self._parse = _parser(column, tree)

    def __missing__(self, cell: Cell) -> Value:
        value = self._value(cell)
        if isinstance(value, Fault):
            value = self._faults.setdefault(value, value)
        self[cell] = value
        return value

    def _value(self, cell: Cell) -> Value:
        column = self._column
        if isinstance(cell, Unreadable):
            return Fault(cell.reason)
        if isinstance(cell, str):
            if not cell.strip():
                return _missing(column) if column.required else _EMPTY.get(column.kind)
            if len(cell) > CELL_LIMIT:
                return Fault(f"内容超过 {CELL_LIMIT} 个字符；请缩短或改放附件")
        value = self._parse(cell)
        if value is None and column.required:
            return _missing(column)
        return value


_EMPTY: dict[str, Value] = {"flag": False}


def _missing(column: Column) -> Fault:
    return Fault(f"必填，不能为空；请填写{column.label}")


def _parser(column: Column, tree: Tree) -> Callable[[Cell], Value]:
    base, domain = column.base, column.domain
    if base == "date":
        return parse_date
    if base == "instant":
        return parse_instant
    if base == "text":
        return _free_text
    if base == "list":
        return _items
    if base == "amount":
        return _amount
    of_text: dict[str, Callable[[str], Value]] = {
        "id": _identifier,
        "ref": _identifier,
        "name": _name,
        "flag": codes.parse_flag,
        "code": lambda text: codes.parse_code(text, domain),
        "codes": lambda text: codes.parse_codes(text, domain),
        "mineral": codes.parse_mineral,
        "organ": codes.parse_organ,
        "addressee": codes.parse_addressee,
        "jurisdiction": lambda text: parse_place(text, tree, below_city=domain == "site"),
    }
    return _only_text(of_text[base])


def _only_text(parse: Callable[[str], Value]) -> Callable[[Cell], Value]:
    """Refuses numbers that lost digits, and what Excel turned into a date."""

    def parse_cell(cell: Cell) -> Value:
        if isinstance(cell, str):
            return parse(cell)
        if isinstance(cell, float):
            return Fault("单元格里是数字，Excel 可能已改变其末位；请把该列设为文本后重新填写")
        return Fault("Excel 已把内容变成日期或时间；请把该列设为文本后重新填写")

    return parse_cell


def _identifier(text: str) -> Value:
    spelt = narrow(text)
    if unseen := hidden(spelt):
        return Fault(f"编号中有看不见的字符 {unseen}；请删去后重新填写")
    if ";" in spelt:
        return Fault("编号中不能有分号；请只填一个编号")
    if len(spelt) > ID_LIMIT:
        return Fault(f"编号超过 {ID_LIMIT} 个字符；请改短")
    return spelt


def _name(text: str) -> Value:
    spelt = tidy(text)
    if unseen := hidden(spelt):
        return Fault(f"其中有看不见的字符 {unseen}；请删去后重新填写")
    return spelt


def _free_text(cell: Cell) -> Value:
    spelt = tidy(_as_text(cell))
    if bad := harmful(spelt):
        return Fault(f"其中有不能打印的字符 {bad}；请删去后重新填写")
    return spelt or None


def _items(cell: Cell) -> Value:
    spelt = _as_text(cell).replace("；", ";")
    items = {tidy(item) for item in spelt.split(";")}
    for item in items:
        if unseen := hidden(item):
            return Fault(f"其中有看不见的字符 {unseen}；请删去后重新填写")
    return codes.joined(items - {""})


def _amount(cell: Cell) -> Value:
    """Yuan in plain decimals: `352413.5` of `352,413.50`; a unit, 万 or a sign is for whoever wrote it to resolve."""
    spelt = narrow(_as_text(cell))
    if not (found := _AMOUNT.fullmatch(spelt)):
        return Fault("金额须以元为单位，写成数字，至多两位小数，例如 352413.50；不写“万”“元”和正负号")
    whole, cents = str(int(found[1].replace(",", ""))), (found[2] or "").rstrip("0")
    return f"{whole}.{cents}" if cents else whole


def _as_text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
