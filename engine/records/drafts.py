"""A table while its rows are judged: values by column, where each row comes from, and its faults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.records.cells import Cell, Fault, Value
from engine.records.rejections import Origin, Rejection
from engine.records.schema import Table


@dataclass
class Draft:
    """All rows of one table from all files; a row with a fault keeps its place: others may refer to it.

    `values[column][i]`, `given[column][i]`, `origins[i]` and `faults[i]` belong to row i; a cell that was
    refused holds its Fault. `dropped` leads from rows that repeat another row to that one.
    """

    table: Table
    values: dict[str, list[Value]] = field(default_factory=dict)
    given: dict[str, list[Cell]] = field(default_factory=dict)
    origins: list[Origin] = field(default_factory=list)
    faults: dict[int, list[Rejection]] = field(default_factory=dict)
    dropped: dict[int, int] = field(default_factory=dict)
    _reasons: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Every column of the table is there, even if no file has it."""
        for column in self.table.columns:
            self.values.setdefault(column.name, [])
            self.given.setdefault(column.name, [])

    def __len__(self) -> int:
        return len(self.origins)

    def reject(self, row: int, column: str | None, reason: str, value: object = None) -> None:
        """Refuse a row; `value` defaults to the cell as given."""
        if value is None and column is not None:
            value = self.given[column][row]
        reason = self._reasons.setdefault(reason, str(reason))  # many faults, few reasons
        self.faults.setdefault(row, []).append(self.origins[row].reject(column, value, reason))

    def tell_repeated(self) -> None:
        """Refuse rows that repeat a refused row: each place is to be mended."""
        for row, kept in self.dropped.items():
            for fault in self.faults.get(kept, ()):
                self.faults.setdefault(row, []).append(
                    self.origins[row].reject(fault.column, fault.value, fault.reason)
                )

    def standing(self) -> Iterable[int]:
        """Rows accepted so far, each content once."""
        return (row for row in range(len(self)) if row not in self.faults and row not in self.dropped)

    def key(self, row: int) -> str | None:
        """The id of a row; None where the cell was refused."""
        return self.text(self.table.key, row)

    def text(self, column: str, row: int) -> str | None:
        """A cell as text; None where it is empty or was refused."""
        value = self.values[column][row]
        return value if isinstance(value, str) and not isinstance(value, Fault) else None
