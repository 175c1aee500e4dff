"""The tables and closed lists as read from `tables.toml` and `codes.toml` (DESIGN §5)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

import pyarrow as pa

_ARROW: Mapping[str, Any] = {
    "date": pa.date32(),
    "instant": pa.timestamp("us", tz="UTC"),
    "flag": pa.bool_(),
}


@dataclass(frozen=True)
class Column:
    """One column: its English name, its Chinese headers (the official one first) and what its cells hold."""

    name: str
    kind: str
    required: bool
    headers: tuple[str, ...]

    @property
    def label(self) -> str:
        """The Chinese header that templates and messages print."""
        return self.headers[0]

    @property
    def base(self) -> str:
        """The kind without its closed list: `code` of `code:result`."""
        return self.kind.partition(":")[0]

    @property
    def domain(self) -> str:
        """The name of the closed list the cells come from; empty if they don't."""
        domain = self.kind.partition(":")[2]
        return domain or (self.base if self.base in {"flag", "mineral", "organ"} else "")

    @property
    def arrow(self) -> Any:  # noqa: ANN401  (pyarrow has no types)
        """The pyarrow type of the column."""
        return _ARROW.get(self.kind, pa.string())


@dataclass(frozen=True)
class Table:
    """One table: its English name, its Chinese names, the column that identifies a row, all its columns."""

    name: str
    names: tuple[str, ...]
    key: str
    columns: tuple[Column, ...]
    by_case: bool = False
    """Whether it is filled for one case: no department sends it each week, and a blank one is written when asked for."""

    @property
    def label(self) -> str:
        """The Chinese name that templates and messages print."""
        return self.names[0]

    def column(self, name: str) -> Column:
        """The column of that English name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def arrow(self) -> Any:  # noqa: ANN401
        """The pyarrow schema of the table."""
        return pa.schema([pa.field(column.name, column.arrow) for column in self.columns])


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _columns(rows: list[dict[str, Any]]) -> tuple[Column, ...]:
    return tuple(
        Column(row["name"], row["kind"], bool(row.get("required", False)), tuple(row["zh"])) for row in rows
    )


def _tables() -> dict[str, Table]:
    data = _data("tables.toml")
    common = _columns(data.pop("common")["columns"])
    return {
        name: Table(
            name,
            tuple(table["zh"]),
            table["key"],
            _columns(table["columns"]) + common,
            table.get("by_case", False),
        )
        for name, table in data.items()
    }


TABLES: Mapping[str, Table] = MappingProxyType(_tables())
"""The tables by English name, in the order in which an office fills them."""

CODES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        domain: MappingProxyType({code: tuple(words) for code, words in codes.items()})
        for domain, codes in _data("codes.toml").items()
    }
)
"""Closed lists: list → code → its Chinese words, the official one first."""
