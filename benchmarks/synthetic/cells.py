"""How departments write a value: English or Chinese words, codes or names of places, days in several forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pyarrow as pa

from engine.jurisdictions import Tree
from engine.records import TABLES
from engine.records.schema import CODES

Written = str | date
Writer = Callable[[Any], Written]

DAY_FORMS: Final = (
    "{0:%Y-%m-%d}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}年{0.month}月{0.day}日",
)


@dataclass(frozen=True, slots=True)
class Manner:
    """One department's way: its language, its form of days (None: typed dates of a workbook)."""

    chinese: bool
    days: str | None


class Hand:
    """Writes the rows of tables in a manner."""

    def __init__(self, tree: Tree, manner: Manner) -> None:
        self.tree, self.manner = tree, manner
        self._places: dict[str, str] = {}

    def columns(self, name: str, table: pa.Table) -> list[str]:
        """Columns that hold anything, or must be there."""
        return [
            c.name
            for c in TABLES[name].columns
            if c.required or (c.kind != "flag" and table[c.name].null_count < table.num_rows)
            or (c.kind == "flag" and any(table[c.name].unique().to_pylist()))
        ]  # fmt: skip

    def header(self, name: str, columns: list[str]) -> list[str]:
        """The header row."""
        return [TABLES[name].column(c).label if self.manner.chinese else c for c in columns]

    def rows(self, name: str, columns: list[str], table: pa.Table) -> list[list[Written]]:
        """Every row as cells."""
        written = []
        for column in columns:
            one = TABLES[name].column(column)
            write = self._writer(one.base, one.domain)
            known: dict[Any, Written] = {}
            cells = []
            for value in table[column].to_pylist():
                if value not in known:
                    known[value] = "" if value is None else write(value)
                cells.append(known[value])
            written.append(cells)
        return [list(row) for row in zip(*written, strict=True)]

    def _writer(self, kind: str, domain: str) -> Writer:
        words: Mapping[str, str] = {}
        if self.manner.chinese and domain in CODES:
            words = {code: said[0] for code, said in CODES[domain].items()}
        if kind == "date":
            return self.day
        if kind == "instant":
            return datetime.isoformat
        if kind == "flag":
            return lambda value: (words.get("yes", "yes")) if value else ""
        if kind == "codes":
            return lambda value: ";".join(words.get(v, v) for v in value.strip(";").split(";"))
        if kind == "jurisdiction" and self.manner.chinese:
            return self._place
        return lambda value: words.get(value, value)

    def day(self, value: date) -> Written:
        """A day in the department's form."""
        return self.manner.days.format(value) if self.manner.days else value

    def _place(self, code: str) -> str:
        if code not in self._places:
            chain = [*self.tree.ancestors(code)[::-1], code]
            self._places[code] = "/".join(self.tree.place(c).name for c in chain)
        return self._places[code]
