"""A table of millions of rows while it is judged: values as pyarrow columns, faults by row.

What may be at odds with other rows is taken out as a `Draft` and judged as the rows of spreadsheets are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.records import limits
from engine.records.bulkarrays import but, whole
from engine.records.cells import Cell, Fault, Value
from engine.records.drafts import Draft
from engine.records.rejections import Origin, RecordsError, Rejection
from engine.records.schema import Table

QUOTED = ("site_id", "same_as", "replaces", "organ", "answered_on", "due_on", "to_on")
"""Columns whose cells a later fault shows as they were given."""


@dataclass
class Piece:
    """Some rows of one table in one file or sheet; positions count from 0 within the piece.

    `columns`: name → array of the schema's type, null where refused. `given`: an array or list of cells as they
    stand, of QUOTED columns where one differs from its value. `numbers`: rows as a person counts them. `faults` and `refused`: by position.
    """

    file: str
    sheet: str | None
    numbers: Any
    columns: dict[str, Any]
    given: Mapping[str, Any] = field(default_factory=dict)
    faults: dict[int, list[Rejection]] = field(default_factory=dict)
    refused: dict[int, dict[str, Fault]] = field(default_factory=dict)


class BulkDraft:
    """All rows of one table; a row's position counts over its pieces in their order."""

    def __init__(self, table: Table, pieces: Sequence[Piece]) -> None:
        """Join the pieces, which lose their columns."""
        self.table = table
        self.columns = {
            # One column at a time, so that no more than one is held twice.
            column.name: whole(pa.chunked_array([p.columns.pop(column.name) for p in pieces], column.arrow))
            for column in table.columns
        }
        self.files = sorted({(p.file, p.sheet or "") for p in pieces})
        ranks = {place: rank for rank, place in enumerate(self.files)}
        self.file = pa.chunked_array(
            [pa.repeat(pa.scalar(ranks[p.file, p.sheet or ""], pa.int32()), len(p.numbers)) for p in pieces],
            pa.int32(),
        )
        self.numbers = pa.chunked_array([p.numbers for p in pieces], pa.int32())
        self.faults: dict[int, list[Rejection]] = {}
        self._refused: dict[int, dict[str, Fault]] = {}
        self._given: dict[str, list[tuple[int, Any]]] = {name: [] for name in QUOTED}
        start = 0
        for piece in pieces:
            self.faults |= {start + at: told for at, told in piece.faults.items()}
            self._refused |= {start + at: cells for at, cells in piece.refused.items()}
            for name, cells in piece.given.items():
                self._given[name].append((start, cells))
            start += len(piece.numbers)
        self._check(len(self.faults))

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def keys(self) -> Any:  # noqa: ANN401 - pyarrow has no types
        """The ids of the rows; null where refused."""
        return self.columns[self.table.key]

    def draft(self, positions: Sequence[int]) -> Draft:
        """Some rows as a draft, in that order, with their faults so far.

        Raises RecordsError where so many rows can't be looked at one by one.
        """
        self._check(len(positions))
        at = pa.array(positions, pa.int64())
        draft = Draft(self.table)
        draft.origins += self.origins(positions)
        for name, column in self.columns.items():
            values: list[Value] = column.take(at).to_pylist()
            cells: list[Cell] = ["" if value is None else value for value in values]
            for index, position in enumerate(positions):
                if name in self._refused.get(position, ()):
                    values[index] = self._refused[position][name]
            draft.values[name] = values
            draft.given[name] = self._as_given(name, positions, cells)
        draft.faults = {i: list(self.faults[p]) for i, p in enumerate(positions) if p in self.faults}
        return draft

    def origins(self, positions: Sequence[int]) -> list[Origin]:
        """Where some rows come from."""
        at = pa.array(positions, pa.int64())
        places = [self.files[rank] for rank in self.file.take(at).to_pylist()]
        numbers = self.numbers.take(at).to_pylist()
        return [Origin(f, sheet or None, n) for (f, sheet), n in zip(places, numbers, strict=True)]

    def put(self, name: str, cells: Mapping[int, str]) -> None:
        """Put other values in the place of some cells of a column, by position."""
        if cells:
            mask = pc.invert(but(len(self), cells))
            values = pa.array([cells[position] for position in sorted(cells)], self.columns[name].type)
            self.columns[name] = pc.replace_with_mask(self.columns[name], mask, values)

    def _as_given(self, name: str, positions: Sequence[int], cells: list[Cell]) -> list[Cell]:
        for start, given in self._given.get(name, ()):
            within = [(i, p - start) for i, p in enumerate(positions) if 0 <= p - start < len(given)]
            for (index, _), cell in zip(within, _taken(given, [at for _, at in within]), strict=True):
                cells[index] = "" if cell is None else cell
        return cells

    def _check(self, rows: int) -> None:
        if rows > limits.BULK_FAULTS:
            raise RecordsError(
                f"{self.table.label}表：有超过 {limits.BULK_FAULTS} 行不能接受，或须逐行核对（编号重复、更正、"
                f"同一矿点），多半是导出有误；请核对各列的内容和格式后重新导出。"
            )


def _taken(cells: Any, at: list[int]) -> list[Any]:  # noqa: ANN401
    return (
        [cells[n] for n in at]
        if isinstance(cells, list)
        else cells.take(pa.array(at, pa.int64())).to_pylist()
    )
