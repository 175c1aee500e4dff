"""Which column of a table each header of a sheet means, and which table a file or sheet is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from engine.records.codes import folded
from engine.records.schema import TABLES, Column, Table
from engine.records.texts import narrow, visible

_AFTER_NAME = re.compile(r"[-_\s.(].*", re.DOTALL)


def _headers(table: Table) -> dict[str, Column]:
    known = {folded(header): column for column in table.columns for header in column.headers}
    return known | {folded(column.name): column for column in table.columns}


_HEADERS = {name: _headers(table) for name, table in TABLES.items()}
# Longest first, so that a longer name is not taken for a shorter one with an ending.
_NAMES = sorted(
    ((folded(word), table) for table in TABLES.values() for word in (table.name, *table.names)),
    key=lambda pair: (-len(pair[0]), pair[0]),
)


@dataclass(frozen=True)
class Matched:
    """Where a table's columns stand in a sheet (column → position), and the headers that name none."""

    positions: dict[str, int]
    unknown: tuple[tuple[int, str], ...]
    doubled: tuple[tuple[str, str], ...]

    def missing(self, table: Table) -> list[Column]:
        """Required columns that the sheet lacks."""
        return [column for column in table.columns if column.required and column.name not in self.positions]


def table_named(text: str) -> Table | None:
    """The table a sheet's name or a file's stem names, alone or followed by `-`, `_`, `.`, `(` or a space."""
    word = folded_name(text)
    for name, table in _NAMES:
        if word == name or (word.startswith(name) and _AFTER_NAME.fullmatch(word[len(name) :])):
            return table
    return None


def folded_name(text: str) -> str:
    """A name of a file or sheet without differences of width, case and outer space."""
    return narrow(text).casefold()


def column_named(table: Table, header: str) -> Column | None:
    """The column a header means; width, space, case, a trailing `*` and invisible characters don't count."""
    return _HEADERS[table.name].get(folded(visible(header)).rstrip("*"))


def match(table: Table, headers: Iterable[str]) -> Matched:
    """Match the headers of a sheet with the columns of its table."""
    positions: dict[str, int] = {}
    spelt: dict[str, str] = {}
    unknown: list[tuple[int, str]] = []
    doubled: list[tuple[str, str]] = []
    for position, header in enumerate(headers):
        column = column_named(table, header)
        if column is None:
            unknown.append((position, header))
        elif column.name in positions:
            doubled.append((spelt[column.name], header))
        else:
            positions[column.name] = position
            spelt[column.name] = header
    return Matched(positions, tuple(unknown), tuple(doubled))


def unknown_reason(table: Table, header: str, *, near: bool = True) -> str:
    """Why a header was not read, with the nearest known one unless a sheet has too many such headers."""
    found = get_close_matches(folded(header[:50]), _HEADERS[table.name], n=1, cutoff=0.5) if near else ()
    meant = f"是否应为“{_HEADERS[table.name][found[0]].label}”？" if found else ""
    mend = f"{meant}请改为模板中的列名，或删去该列"
    return f"未识别的列“{header[:50]}”（{table.label}表没有此列），该列未读入，其余列照常读入；{mend}"
